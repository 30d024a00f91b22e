import { html, type Html } from '../html.ts';
import { day } from './format.ts';
import { layout, say, type PageContext } from './layout.ts';

export type RegisterRow = {
  readonly id: string;
  readonly arrivalNumber: number | null;
  readonly arrivalDate: string;
  readonly organName: string | null;
  readonly codeNumber: string | null;
  readonly codeNotation: string | null;
  readonly issuedDate: string | null;
  readonly typeName: string | null;
  readonly subject: string | null;
  readonly priority: string | null;
  readonly unit: string | null;
  readonly forwardedAt: string | null;
  readonly note: string | null;
  /** Names of fields below the threshold of confidence. */
  readonly unsure: readonly string[];
};

export type RegisterData = {
  readonly book: 'den' | 'di' | 'don';
  readonly year: number;
  readonly years: readonly number[];
  readonly q: string;
  /** Only Hỏa tốc, Thượng khẩn, Khẩn. */
  readonly urgent: boolean;
  readonly total: number;
  readonly rows: readonly RegisterRow[];
  readonly next: string | null;
  readonly mayOpenComplaints: boolean;
};

const titles = {
  den: ['Sổ đăng ký văn bản đến', 'Register of incoming documents'],
  di: ['Sổ đăng ký văn bản đi', 'Register of outgoing documents'],
  don: ['Sổ đơn thư', 'Register of complaints'],
} as const;

/** What could not be read, or not for certain, is marked for the clerk. */
const cell = (row: RegisterRow, fields: readonly string[], content: string | null): Html =>
  content === null || content === ''
    ? html`<span class="unsure">(chưa đọc được)</span>`
    : fields.some((field) => row.unsure.includes(field))
      ? html`<span class="unsure" title="Chưa chắc chắn, cần kiểm tra lại">${content}</span>`
      : html`${content}`;

const code = (row: RegisterRow): string => [row.codeNumber, row.codeNotation].filter((part) => part !== null && part !== '').join('/');

/** The ten columns of Nghị định 30/2020/NĐ-CP, Phụ lục IV, mẫu sổ đăng ký văn bản đến. */
const line = (row: RegisterRow): Html =>
  html`<tr ${row.priority === null ? null : html`class="urgent"`}>
    <td class="nowrap">${day(row.arrivalDate)}</td>
    <td class="num">
      <a href="/van-ban/${row.id}"><b>${row.arrivalNumber}</b></a>
    </td>
    <td>${cell(row, ['organName'], row.organName)}</td>
    <td class="nowrap">${cell(row, ['codeNumber', 'codeNotation'], code(row))}</td>
    <td class="nowrap">${cell(row, ['issuedDate'], day(row.issuedDate))}</td>
    <td class="subject">
      ${row.priority === null ? null : html`<span class="tag urgent">${row.priority}</span> `}<a href="/van-ban/${row.id}"
        >${row.typeName === null ? null : html`<b>${row.typeName}</b> `}${row.subject ?? '(chưa đọc được trích yếu)'}</a
      >
    </td>
    <td>${row.unit}</td>
    <td class="nowrap">${day(row.forwardedAt)}</td>
    <td></td>
    <td>${row.note}</td>
  </tr>`;

const books = (context: PageContext, data: RegisterData): Html => {
  const list = [
    ['den', 'Văn bản đến', 'Incoming'] as const,
    ...(data.mayOpenComplaints ? [['don', 'Đơn thư', 'Complaints'] as const] : []),
  ];
  return html`${list.map(([id, vi, en]) => html`<option value="${id}" ${id === data.book ? html`selected` : null}>${say(context, vi, en)}</option>`)}`;
};

const search = (context: PageContext, data: RegisterData): Html =>
  html`<form class="bar" method="get" action="/van-ban" role="search">
    <p class="grow">
      <label for="q">${say(context, 'Tìm (không cần dấu): số, ký hiệu, cơ quan, trích yếu', 'Search (diacritics not needed)')}</label>
      <input id="q" name="q" type="search" value="${data.q}" />
    </p>
    <p>
      <label for="book">${say(context, 'Sổ', 'Book')}</label>
      <select id="book" name="book">
        ${books(context, data)}
      </select>
    </p>
    <p>
      <label for="year">${say(context, 'Năm', 'Year')}</label>
      <select id="year" name="year">
        ${data.years.map((year) => html`<option ${year === data.year ? html`selected` : null}>${year}</option>`)}
      </select>
    </p>
    <p class="check">
      <label
        ><input type="checkbox" name="khan" value="1" ${data.urgent ? html`checked` : null} />
        ${say(context, 'Chỉ văn bản khẩn', 'Urgent only')}</label
      >
    </p>
    <button>${say(context, 'Tìm', 'Search')}</button>
  </form>`;

const columns = [
  'Ngày đến',
  'Số đến',
  'Tác giả',
  'Số, ký hiệu văn bản',
  'Ngày tháng văn bản',
  'Tên loại và trích yếu nội dung văn bản',
  'Đơn vị hoặc người nhận',
  'Ngày chuyển',
  'Ký nhận',
  'Ghi chú',
];

export const registerPage = (context: PageContext, data: RegisterData): Html => {
  const title = say(context, titles[data.book][0], titles[data.book][1]);
  const next = `/van-ban?book=${data.book}&year=${data.year}&q=${encodeURIComponent(data.q)}${data.urgent ? '&khan=1' : ''}&after=${encodeURIComponent(data.next ?? '')}`;
  return layout(
    context,
    title,
    html`<h1>${title}</h1>
      <p class="lead">
        ${say(context, `Năm ${data.year} · ${data.total} văn bản`, `${data.year} · ${data.total} documents`)}${data.q === '' ? null : ` · “${data.q}”`}
      </p>
      ${search(context, data)}
      <div class="scroll">
        <table class="book">
          <thead>
            <tr>
              ${columns.map((name, i) => html`<th scope="col" class="c${i + 1}${i === 1 ? ' num' : ''}">${name}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${
              data.rows.length === 0
                ? html`<tr>
                    <td colspan="10" class="empty">${say(context, 'Chưa có văn bản nào.', 'No documents.')}</td>
                  </tr>`
                : data.rows.map(line)
            }
          </tbody>
        </table>
      </div>
      <p class="pager">
        <span
          >${say(context, 'Chỗ tô vàng: hệ thống đọc chưa chắc chắn, văn thư kiểm tra lại.', 'Yellow: read without certainty, to be checked by the clerk.')}</span
        >
        ${data.next === null ? null : html`<a href="${next}">${say(context, 'Trang sau', 'Next page')} →</a>`}
      </p>`,
  );
};
