import { html, type Html } from '../html.ts';
import { layout, say, type PageContext } from './layout.ts';

export type SignInData = { readonly problem: 'wrong' | 'later' | null; readonly address: string; readonly next: string };

export const signInPage = (context: PageContext, data: SignInData): Html =>
  layout(
    context,
    say(context, 'Đăng nhập', 'Sign in'),
    html`<div class="sign card">
      <h1>${say(context, 'Đăng nhập', 'Sign in')}</h1>
      ${
        data.problem === null
          ? null
          : html`<p class="note bad" role="alert">
              ${
                data.problem === 'wrong'
                  ? say(context, 'Địa chỉ thư hoặc mật khẩu chưa đúng.', 'The address or the password is not right.')
                  : say(
                      context,
                      'Chưa kiểm tra được mật khẩu. Đồng chí thử lại sau ít phút.',
                      'The password could not be checked. Please try again in a few minutes.',
                    )
              }
            </p>`
      }
      <form method="post" action="/dang-nhap">
        <input type="hidden" name="next" value="${data.next}" />
        <p>
          <label for="address">${say(context, 'Địa chỉ thư công vụ', 'Official mail address')}</label>
          <input id="address" name="address" type="email" autocomplete="username" value="${data.address}" required autofocus />
        </p>
        <p>
          <label for="password">${say(context, 'Mật khẩu', 'Password')}</label>
          <input id="password" name="password" type="password" autocomplete="current-password" required />
        </p>
        <button>${say(context, 'Đăng nhập', 'Sign in')}</button>
      </form>
    </div>`,
  );
