import { html, type Html } from '../html.ts';
import { stamp } from './format.ts';
import { csrfField, layout, say, type PageContext } from './layout.ts';

export type LaneItem = {
  readonly id: string;
  readonly subject: string | null;
  readonly from: string;
  readonly recipients: readonly string[];
  readonly receivedAt: string;
  readonly reasons: readonly string[];
  readonly actions: readonly ('release' | 'drop' | 'replay')[];
};

export type Lane = 'failed' | 'sealed' | 'spam';

const words = {
  failed: {
    path: '/chua-vao-so',
    title: ['Thư chưa vào sổ được', 'Mail that could not be filed'],
    lead: [
      'Thư còn nguyên; đồng chí cho xử lý lại khi đã khắc phục nguyên nhân.',
      'The mail is kept whole; replay it once the cause is mended.',
    ],
  },
  sealed: {
    path: '/thu-giu-lai',
    title: ['Thư giữ riêng', 'Sealed mail'],
    lead: [
      'Thư được giữ riêng, chưa chuyển tới người nhận. Thư có dấu mật chỉ hiện thời gian và người gửi.',
      'Kept aside, not delivered. Mail marked secret shows time and sender only.',
    ],
  },
  spam: {
    path: '/thu-rac',
    title: ['Thư rác, quảng cáo', 'Spam'],
    lead: ['Thư quảng cáo gửi tới hộp thư cơ quan, không vào sổ.', 'Advertising to the office mailbox; never registered.'],
  },
} as const;

const buttons = {
  release: ['Chuyển tiếp xử lý', 'Release'],
  drop: ['Xóa', 'Drop'],
  replay: ['Xử lý lại', 'Replay'],
} as const;

/** A button; what is dropped is gone, so that one asks for the reason first. */
const form = (context: PageContext, path: string, id: string, action: LaneItem['actions'][number]): Html => {
  const word = say(context, buttons[action][0], buttons[action][1]);
  if (action !== 'drop')
    return html`<form method="post" action="${path}/${id}/${action}">${csrfField(context)}<button class="plain">${word}</button></form>`;
  return html`<details>
    <summary>${word}…</summary>
    <form method="post" action="${path}/${id}/${action}">
      ${csrfField(context)}
      <label for="reason-${id}">${say(context, 'Lý do xóa', 'Reason')}</label>
      <input id="reason-${id}" name="reason" required maxlength="300" />
      <button class="no">${word}</button>
    </form>
  </details>`;
};

/** Failed, sealed and spam: three lists of one shape. */
export const lanePage = (context: PageContext, lane: Lane, items: readonly LaneItem[], done: string | null): Html => {
  const { title, lead, path } = words[lane];
  return layout(
    context,
    say(context, title[0], title[1]),
    html`<h1>${say(context, title[0], title[1])}</h1>
      <p class="lead">${say(context, lead[0], lead[1])}</p>
      ${done === null ? null : html`<p class="note good" role="status">${done}</p>`}
      ${
        items.length === 0
          ? html`<div class="card empty">${say(context, 'Không có thư nào.', 'Nothing here.')}</div>`
          : html`<div class="scroll">
              <table>
                <thead>
                  <tr>
                    <th scope="col">${say(context, 'Nhận lúc', 'Received')}</th>
                    <th scope="col">${say(context, 'Người gửi', 'Sender')}</th>
                    <th scope="col">${say(context, 'Tiêu đề', 'Subject')}</th>
                    <th scope="col">${say(context, 'Người nhận', 'Recipients')}</th>
                    <th scope="col">${say(context, 'Lý do', 'Reasons')}</th>
                    <th scope="col">${say(context, 'Xử lý', 'Answer')}</th>
                  </tr>
                </thead>
                <tbody>
                  ${items.map(
                    (item) =>
                      html`<tr>
                        <td class="nowrap">${stamp(item.receivedAt)}</td>
                        <td class="wordy">${item.from}</td>
                        <td class="wordy">${item.subject ?? html`<span class="muted">(không hiển thị)</span>`}</td>
                        <td class="wordy">${item.recipients.join(', ')}</td>
                        <td>${item.reasons.map((reason) => html`<span class="small">${reason}</span><br />`)}</td>
                        <td class="actions">${item.actions.map((action) => form(context, path, item.id, action))}</td>
                      </tr>`,
                  )}
                </tbody>
              </table>
            </div>`
      }`,
  );
};
