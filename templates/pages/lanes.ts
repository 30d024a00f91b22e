import { html, type Html } from '../html.ts';
import { moment } from './format.ts';
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
                    <th scope="col"></th>
                  </tr>
                </thead>
                <tbody>
                  ${items.map(
                    (item) =>
                      html`<tr>
                        <td class="nowrap">${moment(item.receivedAt)}</td>
                        <td>${item.from}</td>
                        <td>${item.subject ?? html`<span class="muted">(không hiển thị)</span>`}</td>
                        <td>${item.recipients.join(', ')}</td>
                        <td>${item.reasons.map((reason) => html`<span class="small">${reason}</span><br />`)}</td>
                        <td class="nowrap">
                          ${item.actions.map(
                            (action) =>
                              html`<form method="post" action="${path}/${item.id}/${action}">
                                ${csrfField(context)}
                                ${action === 'drop' ? html`<input name="reason" required maxlength="300" placeholder="${say(context, 'Lý do', 'Reason')}" aria-label="${say(context, 'Lý do', 'Reason')}" />` : null}
                                <button class="${action === 'drop' ? 'no' : 'plain'}">
                                  ${say(context, buttons[action][0], buttons[action][1])}
                                </button>
                              </form>`,
                          )}
                        </td>
                      </tr>`,
                  )}
                </tbody>
              </table>
            </div>`
      }`,
  );
};
