import type { Person } from '../../mail/people.ts';
import { html, type Content, type Html } from '../html.ts';

export type PageContext = {
  readonly language: 'vi' | 'en';
  readonly agencyName: string;
  readonly agencyParent: string;
  readonly person: Person | null;
  readonly csrf: string;
  /** Path of this page, for the current item of the menu and the language switch. */
  readonly path: string;
  /** Numbers beside the menu's items, by path. */
  readonly counts: Readonly<Record<string, number>>;
};

/** Picks the words of the page's language: `say(c, 'Văn bản đến', 'Incoming documents')`. */
export const say = (context: Pick<PageContext, 'language'>, vi: string, en: string): string => (context.language === 'vi' ? vi : en);

type Item = { readonly path: string; readonly vi: string; readonly en: string; readonly roles: readonly string[] | null };

/** The menu; each item is shown to the roles that may open it. */
const menu: readonly Item[] = [
  { path: '/van-ban', vi: 'Sổ văn bản', en: 'Register', roles: null },
  { path: '/cho-van-thu', vi: 'Chờ văn thư', en: 'Tray', roles: ['van-thu', 'chanh-van-phong'] },
  { path: '/cho-dong-y', vi: 'Thư chờ đồng ý', en: 'Held mail', roles: null },
  { path: '/kiem-tra', vi: 'Theo dõi kiểm tra hộp thư', en: 'Check-in board', roles: null },
  { path: '/chua-vao-so', vi: 'Thư chưa vào sổ được', en: 'Failed', roles: ['van-thu', 'chanh-van-phong', 'quan-tri'] },
  { path: '/thu-giu-lai', vi: 'Thư giữ riêng', en: 'Sealed mail', roles: ['van-thu', 'chanh-van-phong', 'quan-tri'] },
  { path: '/thu-rac', vi: 'Thư rác, quảng cáo', en: 'Spam', roles: ['van-thu', 'chanh-van-phong', 'quan-tri'] },
];

const mayOpen = (item: Item, person: Person): boolean => item.roles === null || person.roles.some((role) => item.roles?.includes(role));

/** Hidden field that every form carries. */
export const csrfField = (context: PageContext): Html => html`<input type="hidden" name="csrf" value="${context.csrf}" />`;

const head = (context: PageContext): Html =>
  html`<header class="top">
    <div class="wrap row">
      <div class="agency"><small>${context.agencyParent}</small>${context.agencyName}</div>
      <div class="who">
        ${
          context.person === null
            ? null
            : html`<span><b>${context.person.name}</b><span>${context.person.title}</span></span>
                <form method="post" action="/dang-xuat">
                  ${csrfField(context)}<button>${say(context, 'Đăng xuất', 'Sign out')}</button>
                </form>`
        }
        <a
          class="lang"
          hreflang="${say(context, 'en', 'vi')}"
          href="/ngon-ngu?lang=${say(context, 'en', 'vi')}&amp;den=${encodeURIComponent(context.path)}"
          >${say(context, 'English', 'Tiếng Việt')}</a
        >
      </div>
    </div>
  </header>`;

const navigation = (context: PageContext, person: Person): Html =>
  html`<nav aria-label="${say(context, 'Mục chính', 'Main')}">
    <div class="wrap">
      <ul>
        ${menu
          .filter((item) => mayOpen(item, person))
          .map((item) => {
            const count = context.counts[item.path] ?? 0;
            const current = context.path === item.path || context.path.startsWith(`${item.path}/`);
            return html`<li>
              <a href="${item.path}" ${current ? html`aria-current="page"` : null}
                >${say(context, item.vi, item.en)}${count > 0 ? html`<span class="n">${count}</span>` : null}</a
              >
            </li>`;
          })}
      </ul>
    </div>
  </nav>`;

/** A whole page. The product's name stands in the footer only: «văn thư» is a person's office. */
export const layout = (context: PageContext, title: string, content: Content): Html =>
  html`<!doctype html>
    <html lang="${context.language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} – ${context.agencyName}</title>
        <link rel="stylesheet" href="/style.css" />
        <link rel="icon" href="data:," />
      </head>
      <body>
        <a class="skip" href="#noi-dung">${say(context, 'Đến nội dung', 'Skip to content')}</a>
        ${head(context)} ${context.person === null ? null : navigation(context, context.person)}
        <main id="noi-dung"><div class="wrap">${content}</div></main>
        <footer><div class="wrap">Hệ thống thư công vụ · Văn Thư</div></footer>
      </body>
    </html>`;
