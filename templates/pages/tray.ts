import { html, type Html } from '../html.ts';
import { moment } from './format.ts';
import { csrfField, layout, say, type PageContext } from './layout.ts';

export type TrayItem = {
  readonly id: string;
  readonly subject: string;
  readonly from: string;
  readonly receivedAt: string;
  readonly reasons: readonly string[];
  readonly excerpt: string;
  readonly copyOf: { readonly id: string; readonly arrivalNumber: number } | null;
  readonly files: readonly string[];
  readonly overdue: boolean;
};
export type TrayData = {
  readonly items: readonly TrayItem[];
  readonly units: readonly { readonly code: string; readonly name: string }[];
  readonly done: string | null;
};

const answers = (context: PageContext, item: TrayItem, data: TrayData): Html =>
  html`<div class="answers">
    <form method="post" action="/cho-van-thu/${item.id}/vao-so">
      ${csrfField(context)}<button>${say(context, 'Vào sổ', 'Register')}</button>
    </form>
    <form method="post" action="/cho-van-thu/${item.id}/khong-vao-so">
      ${csrfField(context)}<button class="plain">${say(context, 'Không vào sổ', 'Do not register')}</button>
    </form>
    <form method="post" action="/cho-van-thu/${item.id}/chuyen" class="answers apart">
      ${csrfField(context)}
      <select name="unit" class="auto" aria-label="${say(context, 'Đơn vị', 'Unit')}">
        ${data.units.map((u) => html`<option value="${u.code}">${u.name}</option>`)}
      </select>
      <button class="plain">${say(context, 'Chuyển đơn vị', 'Hand to unit')}</button>
    </form>
  </div>`;

/** The tray: office mail that has no number until a clerk says so. */
export const trayPage = (context: PageContext, data: TrayData): Html =>
  layout(
    context,
    say(context, 'Chờ văn thư', 'Tray'),
    html`<h1>${say(context, 'Chờ văn thư', 'Tray')}</h1>
      <p class="lead">
        ${say(context, 'Thư đến hộp thư cơ quan chưa có số đến, chờ đồng chí quyết định.', 'Mail to the office mailbox that waits for your decision.')}
      </p>
      ${data.done === null ? null : html`<p class="note good" role="status">${data.done}</p>`}
      ${data.items.length === 0 ? html`<div class="card empty">${say(context, 'Không có thư nào chờ.', 'Nothing waits.')}</div>` : null}
      ${data.items.map(
        (item) =>
          html`<section class="card">
            <h2>${item.subject === '' ? '(không có tiêu đề)' : item.subject}</h2>
            <p class="small muted">
              ${item.from} · ${moment(item.receivedAt)}${item.overdue ? html` <span class="tag warn">quá một ngày làm việc</span>` : null}
            </p>
            <p>
              ${
                item.copyOf === null
                  ? item.reasons.map((reason) => html`<span class="tag reason">${reason}</span> `)
                  : html`<span class="tag warn"
                      >Bản thêm của số đến <a href="/van-ban/${item.copyOf.id}">${item.copyOf.arrivalNumber}</a></span
                    >`
              }
            </p>
            ${item.excerpt === '' ? null : html`<blockquote>${item.excerpt}</blockquote>`}
            ${item.files.length === 0 ? null : html`<p class="small">${say(context, 'Tệp', 'Files')}: ${item.files.join(', ')}</p>`}
            ${answers(context, item, data)}
          </section>`,
      )}`,
  );
