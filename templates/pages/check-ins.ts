import { html, type Html } from '../html.ts';
import { day } from './format.ts';
import { csrfField, layout, say, type PageContext } from './layout.ts';

export type CheckInState = 'looked' | 'own-word' | 'not-yet' | 'reminded' | 'not-checked' | 'away' | 'nothing-new' | 'later';

export type CheckInRow = {
  readonly name: string;
  readonly title: string;
  readonly unit: string;
  /** `correct`: the slot's name where the person who looks may put their own row right. */
  readonly slots: readonly { readonly state: CheckInState; readonly correct: string | null }[];
};

export type CheckInData = {
  readonly date: string;
  readonly previous: string;
  readonly following: string;
  readonly workingDay: boolean;
  readonly slots: readonly string[];
  readonly rows: readonly CheckInRow[];
};

const marks: Readonly<Record<CheckInState, readonly [string, string, string]>> = {
  looked: ['đã kiểm tra', 'looked', 'good'],
  'own-word': ['tự ghi nhận', 'own word', 'good'],
  'not-yet': ['chưa ghi nhận', 'not yet', ''],
  reminded: ['đã nhắc', 'reminded', 'warn'],
  'not-checked': ['chưa theo dõi được', 'not checked', ''],
  away: ['đi vắng', 'away', ''],
  'nothing-new': ['không có thư mới', 'nothing new', 'good'],
  later: ['', '', ''],
};

/** One's own word: looked elsewhere, or away on duty. */
const correction = (context: PageContext, date: string, slot: string): Html =>
  html`<form class="own" method="post" action="/kiem-tra">
    ${csrfField(context)}<input type="hidden" name="date" value="${date}" /><input type="hidden" name="slot" value="${slot}" /><button
      class="link"
    >
      ${say(context, 'Ghi: đã kiểm tra, đi công tác', 'Note: looked, or on duty elsewhere')}
    </button>
  </form>`;

/** Who looked into their mailbox, by slot. Everybody sees their own row, a head the unit's, the Chánh Văn phòng all. */
export const checkInPage = (context: PageContext, data: CheckInData): Html =>
  layout(
    context,
    say(context, 'Theo dõi kiểm tra hộp thư', 'Check-in board'),
    html`<h1>${say(context, 'Theo dõi kiểm tra hộp thư', 'Check-in board')}</h1>
      <p class="lead">
        ${say(context, 'Ngày', 'Day')} ${day(data.date)}${data.workingDay ? null : say(context, ' · ngày nghỉ', ' · day off')}
      </p>
      <p class="pager">
        <a href="/kiem-tra?date=${data.previous}">← ${day(data.previous)}</a
        ><a href="/kiem-tra?date=${data.following}">${day(data.following)} →</a>
      </p>
      <div class="scroll">
        <table class="board">
          <thead>
            <tr>
              <th scope="col" class="name">${say(context, 'Họ và tên', 'Name')}</th>
              <th scope="col" class="unit">${say(context, 'Đơn vị', 'Unit')}</th>
              ${data.slots.map((slot) => html`<th scope="col">${slot}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${data.rows.map(
              (row) =>
                html`<tr>
                  <td class="name"><b>${row.name}</b><br /><span class="muted small">${row.title}</span></td>
                  <td class="unit">${row.unit}</td>
                  ${row.slots.map((slot) => {
                    const [vi, en, tone] = marks[slot.state];
                    return html`<td>
                      ${vi === '' ? null : html`<span class="tag ${tone}">${say(context, vi, en)}</span>`}
                      ${slot.correct === null ? null : correction(context, data.date, slot.correct)}
                    </td>`;
                  })}
                </tr>`,
            )}
          </tbody>
        </table>
      </div>`,
  );
