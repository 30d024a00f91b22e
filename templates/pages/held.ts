import { html, type Html } from '../html.ts';
import { moment, stamp } from './format.ts';
import { csrfField, layout, say, type PageContext } from './layout.ts';

export type HeldItem = {
  readonly id: string;
  readonly subject: string;
  readonly from: string;
  readonly recipients: readonly string[];
  readonly receivedAt: string;
  readonly asked: readonly string[];
  readonly until: string;
  readonly state: string;
};

export type HeldDetail = HeldItem & {
  /** Sentences of the findings, each with its clause. */
  readonly findings: readonly { readonly clause: string; readonly reasons: readonly string[] }[];
  readonly excerpt: string;
  readonly history: readonly { readonly at: string; readonly text: string }[];
  /** What the person who looks may answer. */
  readonly may: { readonly release: boolean; readonly refuse: boolean; readonly return: boolean; readonly withdraw: boolean };
};

const states: Readonly<Record<string, readonly [string, string]>> = {
  waiting: ['đang xin ý kiến', 'waiting'],
  released: ['đã đồng ý', 'released'],
  refused: ['không đồng ý', 'refused'],
  returned: ['đã trả lại', 'returned'],
  expired: ['Hết hạn chờ ý kiến', 'expired'],
};

const stateOf = (context: PageContext, state: string): string => say(context, states[state]?.[0] ?? state, states[state]?.[1] ?? state);

export const heldPage = (context: PageContext, items: readonly HeldItem[]): Html =>
  layout(
    context,
    say(context, 'Thư chờ đồng ý', 'Held mail'),
    html`<h1>${say(context, 'Thư chờ đồng ý', 'Held mail')}</h1>
      <p class="lead">
        ${say(context, 'Thư có nội dung nội bộ gửi ra ngoài cơ quan, đang xin ý kiến người soạn (Điều 8 Quy chế).', 'Internal content on its way outside; its author is being asked.')}
      </p>
      ${
        items.length === 0
          ? html`<div class="card empty">${say(context, 'Không có thư nào chờ.', 'Nothing waits.')}</div>`
          : html`<div class="scroll">
              <table>
                <thead>
                  <tr>
                    <th scope="col">${say(context, 'Gửi lúc', 'Sent')}</th>
                    <th scope="col">${say(context, 'Người gửi', 'Sender')}</th>
                    <th scope="col">${say(context, 'Tiêu đề', 'Subject')}</th>
                    <th scope="col">${say(context, 'Tới', 'To')}</th>
                    <th scope="col">${say(context, 'Xin ý kiến', 'Asked')}</th>
                    <th scope="col">${say(context, 'Trước', 'Until')}</th>
                  </tr>
                </thead>
                <tbody>
                  ${items.map(
                    (item) =>
                      html`<tr>
                        <td class="nowrap">${stamp(item.receivedAt)}</td>
                        <td>${item.from}</td>
                        <td><a href="/cho-dong-y/${item.id}">${item.subject === '' ? '(không có tiêu đề)' : item.subject}</a></td>
                        <td class="wordy">${item.recipients.join(', ')}</td>
                        <td>${item.asked.join(', ')}</td>
                        <td class="nowrap">${stamp(item.until)}</td>
                      </tr>`,
                  )}
                </tbody>
              </table>
            </div>`
      }`,
  );

const answers = (context: PageContext, item: HeldDetail, action: string): Html =>
  html`<section class="card">
    <h2>${say(context, 'Ý kiến của đồng chí', 'Your answer')}</h2>
    <form method="post" action="${action}" class="answers">
      ${csrfField(context)}
      <p class="grow">
        <label class="small muted" for="reason">${say(context, 'Lý do (không bắt buộc)', 'Reason (optional)')}</label>
        <input id="reason" name="reason" maxlength="500" />
      </p>
      ${item.may.release ? html`<button name="answer" value="release">${say(context, 'Đồng ý', 'Agree')}</button>` : null}
      ${item.may.refuse ? html`<button name="answer" value="refuse" class="no">${say(context, 'Từ chối', 'Refuse')}</button>` : null}
      ${item.may.return ? html`<button name="answer" value="return" class="plain">${say(context, 'Trả lại người gửi', 'Return to sender')}</button>` : null}
      ${item.may.withdraw ? html`<button name="answer" value="withdraw" class="plain">${say(context, 'Rút lại', 'Withdraw')}</button>` : null}
    </form>
  </section>`;

/** One held mail with its evidence; `action` is where the answer's form goes. */
export const heldDetailPage = (context: PageContext, item: HeldDetail, action: string): Html => {
  const mayAnswer = Object.values(item.may).some((yes) => yes) && item.state === 'waiting';
  return layout(
    context,
    item.subject,
    html`<p class="back noprint"><a href="/cho-dong-y">← ${say(context, 'Thư chờ đồng ý', 'Held mail')}</a></p>
      <h1>${item.subject === '' ? '(không có tiêu đề)' : item.subject}</h1>
      <p class="lead"><span class="tag ${item.state === 'waiting' ? 'warn' : ''}">${stateOf(context, item.state)}</span></p>
      <div class="cols">
        <div>
          <section class="card">
            <dl class="fields">
              <dt>${say(context, 'Người gửi', 'Sender')}</dt>
              <dd>${item.from}</dd>
              <dt>${say(context, 'Tới ngoài cơ quan', 'To, outside')}</dt>
              <dd>${item.recipients.join(', ')}</dd>
              <dt>${say(context, 'Gửi lúc', 'Sent')}</dt>
              <dd>${moment(item.receivedAt)}</dd>
              <dt>${say(context, 'Xin ý kiến', 'Asked')}</dt>
              <dd>${item.asked.join(', ')}</dd>
              <dt>${say(context, 'Trả lời trước', 'Until')}</dt>
              <dd>${moment(item.until)}</dd>
            </dl>
          </section>
          ${mayAnswer ? answers(context, item, action) : null}
          ${
            item.excerpt === ''
              ? null
              : html`<h2>${say(context, 'Phần nội dung được chuyển', 'The part that would leave')}</h2>
                  <blockquote>${item.excerpt}</blockquote>`
          }
        </div>
        <div>
          <section class="card">
            <h2>${say(context, 'Căn cứ', 'Evidence')}</h2>
            <ul class="plain">
              ${item.findings.map((f) => html`<li>${f.reasons.map((reason) => html`${reason}<br />`)}<span class="muted small">${f.clause}</span></li>`)}
            </ul>
          </section>
          <section class="card">
            <h2>${say(context, 'Diễn biến', 'History')}</h2>
            <ol class="story">
              ${item.history.map((h) => html`<li><span class="muted small">${moment(h.at)}</span><br />${h.text}</li>`)}
            </ol>
          </section>
        </div>
      </div>`,
  );
};
