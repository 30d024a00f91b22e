import { href, html, type Html } from '../html.ts';
import { day, moment, size } from './format.ts';
import { layout, say, type PageContext } from './layout.ts';

export type DocumentField = {
  readonly label: string;
  readonly value: string;
  readonly confidence: number | null;
  readonly source: string | null;
};
export type DocumentFile = {
  readonly name: string;
  readonly originalName: string | null;
  readonly bytes: number;
  readonly href: string;
  readonly main: boolean;
};

export type DocumentData = {
  readonly title: string;
  readonly arrivalNumber: number | null;
  readonly arrivalDate: string;
  readonly priority: string | null;
  readonly fields: readonly DocumentField[];
  readonly files: readonly DocumentFile[];
  readonly source: { readonly from: string; readonly receivedAt: string; readonly via: string; readonly messageId: string | null };
  readonly text: string | null;
  /** What was received, before repair of its letters. */
  readonly originalText: string | null;
  readonly copies: readonly { readonly from: string; readonly receivedAt: string }[];
  readonly history: readonly { readonly at: string; readonly text: string }[];
};

/** Below this the clerk is asked to look (registry: Reading a document). */
const threshold = 0.8;

/** Where a value was read, as the clerk looks for it. */
const places: Readonly<Record<string, string>> = {
  layout: 'trên văn bản',
  appearance: 'trong chữ ký số hiển thị',
  body: 'trong nội dung',
  subject: 'trong tiêu đề thư',
  'file-name': 'trong tên tệp',
  'authority-line': 'trong dòng thẩm quyền ban hành',
};

const field = (f: DocumentField): Html =>
  html`<dt>${f.label}</dt>
    <dd>
      ${
        f.value === ''
          ? html`<span class="unsure">(chưa đọc được)</span>`
          : f.confidence !== null && f.confidence < threshold
            ? html`<span class="unsure">${f.value}</span>
                <span class="small muted"
                  >độ chắc chắn ${Math.round(f.confidence * 100)}%${f.source === null ? null : `, ${places[f.source] ?? f.source}`}</span
                >`
            : f.value
      }
    </dd>`;

const via = { smtp: 'cổng thư', imap: 'hộp thư cơ quan', paper: 'bản giấy' } as const;

export const documentPage = (context: PageContext, data: DocumentData): Html =>
  layout(
    context,
    data.title,
    html`<p class="back noprint"><a href="/van-ban">← ${say(context, 'Sổ văn bản', 'Register')}</a></p>
      <p class="over">
        ${data.priority === null ? null : html`<span class="tag urgent">${data.priority}</span> `}${
          data.arrivalNumber === null ? null : html`<b>${say(context, 'Số đến', 'Number')} ${data.arrivalNumber}</b> · `
        }${say(context, 'ngày đến', 'arrived')}
        ${day(data.arrivalDate)}
      </p>
      <h1 class="long">${data.title}</h1>
      <div class="cols">
        <div>
          <section class="card">
            <dl class="fields">${data.fields.map(field)}</dl>
          </section>
          ${
            data.text === null
              ? null
              : html`<h2>${say(context, 'Nội dung thư', 'Text of the mail')}</h2>
                  <pre class="mail">${data.text}</pre>
                  ${
                    data.originalText === null
                      ? null
                      : html`<details>
                          <summary>${say(context, 'Xem bản gốc', 'As received')}</summary>
                          <pre class="mail">${data.originalText}</pre>
                        </details>`
                  }`
          }
        </div>
        <div>
          <section class="card">
            <h2>${say(context, 'Tệp', 'Files')}</h2>
            <ul class="plain">
              ${data.files.map(
                (f) =>
                  html`<li>
                    <a href="${href(f.href)}">${f.name}</a>
                    <span class="muted small">${size(f.bytes)}</span>${f.main ? html` <span class="tag">văn bản chính</span>` : null}
                    ${f.originalName === null ? null : html`<br /><span class="muted small">${f.originalName}</span>`}
                  </li>`,
              )}
              ${data.files.length === 0 ? html`<li class="muted">Không có tệp</li>` : null}
            </ul>
          </section>
          <section class="card">
            <h2>${say(context, 'Nguồn', 'Source')}</h2>
            <p class="small">
              ${data.source.from}<br />${moment(data.source.receivedAt)} ·
              ${data.source.via in via ? via[data.source.via as keyof typeof via] : data.source.via}${
                data.source.messageId === null ? null : html`<br /><span class="muted">${data.source.messageId}</span>`
              }
            </p>
            ${data.copies.map((c) => html`<p class="small">Bản thêm: ${c.from}, ${moment(c.receivedAt)}</p>`)}
          </section>
          ${
            data.history.length === 0
              ? null
              : html`<section class="card">
                  <h2>${say(context, 'Diễn biến', 'History')}</h2>
                  <ol class="story">
                    ${data.history.map((h) => html`<li><span class="muted small">${moment(h.at)}</span><br />${h.text}</li>`)}
                  </ol>
                </section>`
          }
        </div>
      </div>`,
  );
