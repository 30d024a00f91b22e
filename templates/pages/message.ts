import { html, type Html } from '../html.ts';
import { moment } from './format.ts';
import { layout, say, type PageContext } from './layout.ts';

export type MessageStory = {
  readonly id: string;
  readonly subject: string;
  readonly from: string;
  readonly receivedAt: string;
  readonly findings: readonly {
    readonly rule: string;
    readonly clause: string;
    readonly action: string;
    readonly reasons: readonly string[];
  }[];
  readonly recipients: readonly { readonly address: string; readonly state: string; readonly lastReply: string | null }[];
  readonly events: readonly { readonly at: string; readonly text: string }[];
};

const states: Readonly<Record<string, readonly [string, string, string]>> = {
  waiting: ['đang chuyển', 'waiting', ''],
  held: ['chờ đồng ý', 'held', 'warn'],
  sealed: ['giữ riêng', 'sealed', 'warn'],
  delivered: ['đã chuyển tới', 'delivered', 'good'],
  refused: ['không chuyển', 'refused', 'bad'],
  returned: ['đã trả lại', 'returned', ''],
  failed: ['chưa chuyển được', 'failed', 'bad'],
};
const actions: Readonly<Record<string, readonly [string, string]>> = {
  note: ['chỉ ghi nhận', 'noted'],
  repair: ['đã sửa mã chữ', 'repaired'],
  hold: ['xin ý kiến', 'held'],
  seal: ['giữ riêng', 'sealed'],
  reject: ['không nhận', 'rejected'],
  defer: ['đề nghị gửi lại sau', 'deferred'],
};
const state = (context: PageContext, name: string): Html => {
  const [vi, en, tone] = states[name] ?? [name, name, ''];
  return html`<span class="tag ${tone}">${say(context, vi, en)}</span>`;
};

/** A message's life: what the rules found, where each copy is, what happened when. */
export const messagePage = (context: PageContext, m: MessageStory): Html =>
  layout(
    context,
    m.subject,
    html`<h1>${m.subject === '' ? '(không có tiêu đề)' : m.subject}</h1>
      <p class="lead">${m.from} · ${moment(m.receivedAt)} · <span class="small">${m.id}</span></p>
      <div class="cols">
        <section class="card">
          <h2>${say(context, 'Người nhận', 'Recipients')}</h2>
          <ul class="plain">
            ${m.recipients.map((r) => html`<li>${r.address} ${state(context, r.state)}${r.lastReply === null ? null : html`<br /><span class="muted small">${r.lastReply}</span>`}</li>`)}
          </ul>
          <h2>${say(context, 'Căn cứ', 'Findings')}</h2>
          <ul class="plain">
            ${m.findings.map(
              (f) =>
                html`<li>
                  ${f.reasons.map((reason) => html`${reason}<br />`)}
                  <span class="muted small"
                    >${f.clause} · ${say(context, actions[f.action]?.[0] ?? f.action, actions[f.action]?.[1] ?? f.action)} · ${f.rule}</span
                  >
                </li>`,
            )}
          </ul>
        </section>
        <section class="card">
          <h2>${say(context, 'Diễn biến', 'History')}</h2>
          <ol class="story">
            ${m.events.map((e) => html`<li><span class="muted small">${moment(e.at)}</span><br />${e.text}</li>`)}
          </ol>
        </section>
      </div>`,
  );
