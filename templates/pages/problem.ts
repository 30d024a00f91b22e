import { html, type Html } from '../html.ts';
import { layout, say, type PageContext } from './layout.ts';

/** What went wrong, in one sentence, and the way back. */
export const problemPage = (context: PageContext, status: number, title: string): Html =>
  layout(
    context,
    title,
    html`<div class="sign card">
      <h1>${title}</h1>
      <p class="muted">${say(context, 'Mã', 'Code')} ${status}</p>
      <p><a href="/">${say(context, 'Về trang đầu', 'Back to the first page')}</a></p>
    </div>`,
  );
