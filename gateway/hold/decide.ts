import { sameAddress } from '../../mail/boundary.ts';
import type { Decision, DecisionEvent, DecisionQuestion, DecisionRecipient, DecisionState, Telling } from './decisions.ts';

/**
 * How a decision changes: pure functions from one decision to the next. A change decides, and lists the notices that
 * follow; applying and sending come afterwards and may be repeated.
 */

export type Speaker = { readonly address: string; readonly name: string };

/** Nobody: the expiry. */
export const clockSpeaker: Speaker = { address: 'clock', name: '' };

const unique = (items: readonly string[]): readonly string[] => [...new Set(items)];

/** The moment at which the clock acts next. */
const dueOf = (d: Decision): string => {
  if (d.state !== 'waiting') return d.until;
  return [...(d.nudged ? [] : [d.nudgeAt]), ...(d.headAsked ? [] : [d.headAt]), d.until].sort()[0] ?? d.until;
};

/** The last line of every change: the next revision, with what is left to do. */
const changed = (d: Decision, event: DecisionEvent): Decision => {
  const next = {
    ...d,
    revision: d.revision + 1,
    unsettled: d.telling.length > 0 || d.recipients.some((r) => r.state !== 'held' && !r.applied),
    history: [...d.history, event],
  };
  return { ...next, dueAt: dueOf(next) };
};

export const question = (d: Decision, id: string | null): DecisionQuestion | null => d.questions.find((q) => q.id === id) ?? null;

export const heldAddresses = (d: Decision): readonly string[] => d.recipients.filter((r) => r.state === 'held').map((r) => r.address);

const waitingQuestions = (d: Decision): readonly DecisionQuestion[] => d.questions.filter((q) => q.state === 'waiting');

/** What the sender and those asked are told of a decision; nobody is told of their own answer. */
function tellings(
  d: Decision,
  kind: Extract<Telling['kind'], 'released' | 'refused' | 'returned' | 'expired'>,
  about: {
    readonly recipients: readonly string[];
    readonly by: Speaker;
    readonly names: readonly string[];
    readonly text: string;
    readonly flag: boolean;
  },
  asked: readonly string[],
): readonly Telling[] {
  const told = unique([...(d.sender === '' ? [] : [d.sender]), ...asked]).filter(
    (to) => !sameAddress(to, about.by.address) || (about.flag && sameAddress(to, d.sender)),
  );
  return told.map((to) => ({
    kind,
    key: `${kind}:${d.id}:${d.revision}:${to}`,
    to,
    question: null,
    recipients: about.recipients,
    by: about.names,
    text: about.text,
    flag: about.flag,
  }));
}

const settleRecipients = (
  d: Decision,
  addresses: readonly string[],
  state: DecisionRecipient['state'],
  by: Speaker,
  reason: string,
): readonly DecisionRecipient[] =>
  d.recipients.map((r) =>
    r.state === 'held' && addresses.includes(r.address) ? { ...r, state, by: by.address, reason, applied: false } : r,
  );

/** Questions nobody needs to answer any more, since none of their recipients waits. */
const closeIdle = (questions: readonly DecisionQuestion[], held: readonly string[]): readonly DecisionQuestion[] =>
  questions.map((q) => (q.state === 'waiting' && !q.recipients.some((r) => held.includes(r)) ? { ...q, state: 'closed' as const } : q));

const finalState = (recipients: readonly DecisionRecipient[], otherwise: DecisionState): DecisionState => {
  if (recipients.some((r) => r.state === 'held')) return 'waiting';
  return recipients.some((r) => r.state === 'released') ? 'released' : otherwise;
};

/**
 * The answer of a person asked to some of the waiting questions. Yes releases the recipients for whom nobody else is
 * missing; no refuses all recipients of these questions.
 */
export function answered(
  d: Decision,
  ids: readonly string[],
  by: Speaker,
  answer: 'yes' | 'no',
  reason: string,
  via: 'mail' | 'page' | 'clock',
  now: Date,
): Decision {
  const at = now.toISOString();
  const answers = (q: DecisionQuestion): boolean => q.state === 'waiting' && ids.includes(q.id);
  const now_ = d.questions.filter(answers);
  const questions = d.questions.map((q) => (answers(q) ? { ...q, state: answer, by: by.address, byName: by.name, via, at, reason } : q));
  const concerned = heldAddresses(d).filter((address) => now_.some((q) => q.recipients.includes(address)));
  const decided =
    answer === 'no'
      ? concerned
      : concerned.filter((address) => questions.every((q) => !q.recipients.includes(address) || q.state === 'yes'));
  const recipients = settleRecipients(d, decided, answer === 'no' ? 'refused' : 'released', by, reason);
  const held = recipients.filter((r) => r.state === 'held').map((r) => r.address);
  const closed = closeIdle(questions, held);
  const ended = closed.filter((q, i) => q.state !== d.questions[i]?.state && !(q.state !== 'closed' && q.by !== by.address));
  const names =
    answer === 'no'
      ? [by.name]
      : unique(questions.filter((q) => q.state === 'yes' && q.recipients.some((r) => decided.includes(r))).map((q) => q.byName ?? ''));
  const kind = answer === 'no' ? 'refused' : 'released';
  const telling =
    decided.length === 0
      ? d.telling
      : [
          ...d.telling,
          ...tellings(d, kind, { recipients: decided, by, names, text: reason, flag: false }, unique(ended.flatMap((q) => q.asked))),
        ];
  const said =
    by === clockSpeaker ? reason : `${by.name} ${answer === 'no' ? 'chưa đồng ý' : 'đồng ý'}${reason === '' ? '' : `: ${reason}`}`;
  return changed(
    { ...d, questions: closed, recipients, telling, state: finalState(recipients, 'refused') },
    { at, by: by.address, text: said },
  );
}

/** All that still waits goes back without judgement: taken back by the sender, or returned by a clerk. */
export function returned(d: Decision, by: Speaker, reason: string, withdrawn: boolean, now: Date): Decision {
  const held = heldAddresses(d);
  const recipients = settleRecipients(d, held, 'returned', by, reason);
  const asked = unique(waitingQuestions(d).flatMap((q) => q.asked));
  const telling = [
    ...d.telling,
    ...tellings(d, 'returned', { recipients: held, by, names: [by.name], text: reason, flag: withdrawn }, asked),
  ];
  return changed(
    { ...d, questions: closeIdle(d.questions, []), recipients, telling, state: finalState(recipients, 'returned') },
    { at: now.toISOString(), by: by.address, text: `${by.name} ${withdrawn ? 'rút lại' : 'trả lại'}${reason === '' ? '' : `: ${reason}`}` },
  );
}

/** Nobody answered in time. */
export function expired(d: Decision, now: Date): Decision {
  const held = heldAddresses(d);
  const waiting = waitingQuestions(d);
  const recipients = settleRecipients(d, held, 'returned', clockSpeaker, 'Hết hạn chờ ý kiến');
  const about = { recipients: held, by: clockSpeaker, names: unique(waiting.map((q) => q.authorName)), text: '', flag: false };
  const telling = [...d.telling, ...tellings(d, 'expired', about, unique(waiting.flatMap((q) => q.asked)))];
  return changed(
    { ...d, questions: closeIdle(d.questions, []), recipients, telling, state: finalState(recipients, 'expired') },
    { at: now.toISOString(), by: 'clock', text: 'Hết hạn chờ ý kiến' },
  );
}

const toAsked = (d: Decision, q: DecisionQuestion, kind: Telling['kind'], to: string, mark: string, text = '', flag = false): Telling => ({
  kind,
  key: `${kind}:${d.id}:${q.id}:${to}${mark === '' ? '' : `:${mark}`}`,
  to,
  question: q.id,
  recipients: q.recipients.filter((r) => d.recipients.some((known) => known.address === r && known.state === 'held')),
  by: [],
  text,
  flag,
});

/** The question itself, to somebody who is asked. */
export const asking = (d: Decision, q: DecisionQuestion, to: string): Telling =>
  toAsked(d, q, q.kind === 'consent' ? 'consent-question' : 'approval-question', to, '');

/** After 4 working hours those asked are reminded once. */
export function nudged(d: Decision, now: Date): Decision {
  const telling = waitingQuestions(d).flatMap((q) => q.asked.map((to) => toAsked(d, q, 'nudge', to, 'clock')));
  return changed(
    { ...d, nudged: true, telling: [...d.telling, ...telling] },
    { at: now.toISOString(), by: 'clock', text: 'Nhắc lại người được hỏi' },
  );
}

/** Others are asked too: the head of unit after 8 working hours, or at once when the sender says it is urgent. */
export function askedToo(
  d: Decision,
  more: ReadonlyMap<string, readonly string[]>,
  now: Date,
  why: { readonly by: Speaker; readonly urgent: boolean },
): Decision {
  const added = (q: DecisionQuestion): readonly string[] =>
    q.state === 'waiting' ? (more.get(q.id) ?? []).filter((to) => !q.asked.some((a) => sameAddress(a, to))) : [];
  const questions = d.questions.map((q) => ({ ...q, asked: [...q.asked, ...added(q)] }));
  const telling = d.questions.flatMap((q) => [
    ...added(q).map((to) => asking(d, q, to)),
    ...(why.urgent && !d.urgent && q.state === 'waiting' ? q.asked.map((to) => toAsked(d, q, 'nudge', to, 'urgent')) : []),
  ]);
  const text = why.urgent ? `${why.by.name} báo khẩn` : 'Xin ý kiến thêm Trưởng phòng';
  return changed(
    { ...d, questions, headAsked: true, urgent: d.urgent || why.urgent, telling: [...d.telling, ...telling] },
    { at: now.toISOString(), by: why.by.address, text },
  );
}

/** One line of the sender's, shown to those asked. The first counts; null when there was one already. */
export function explained(d: Decision, by: Speaker, note: string, now: Date): Decision | null {
  if (d.note !== null) return null;
  const telling = waitingQuestions(d).flatMap((q) => q.asked.map((to) => toAsked(d, q, 'nudge', to, 'note', note)));
  return changed(
    { ...d, note, telling: [...d.telling, ...telling] },
    { at: now.toISOString(), by: by.address, text: `${by.name} giải thích: ${note}` },
  );
}

/** An answer that could not be read: asked again once, then sent to the page, then nothing more. Null when nothing is left to say. */
export function unreadable(d: Decision, id: string, by: Speaker, line: string, now: Date): Decision | null {
  const q = question(d, id);
  const times = q?.unread.filter((address) => sameAddress(address, by.address)).length ?? 0;
  if (q === null || q.state !== 'waiting' || times >= 2) return null;
  const questions = d.questions.map((other) => (other.id === id ? { ...other, unread: [...other.unread, by.address] } : other));
  const telling = [...d.telling, toAsked(d, q, 'asked-again', by.address, String(times + 1), line, times === 1)];
  return changed({ ...d, questions, telling }, { at: now.toISOString(), by: by.address, text: `Chưa hiểu câu trả lời: ${line}` });
}

/** What was applied to the entry and told to people is done; the rest stays. */
export const settled = (d: Decision, applied: readonly string[], sent: ReadonlySet<string>): Decision => {
  const recipients = d.recipients.map((r) => (applied.includes(r.address) ? { ...r, applied: true } : r));
  const telling = d.telling.filter((t) => !sent.has(t.key));
  return {
    ...d,
    revision: d.revision + 1,
    recipients,
    telling,
    unsettled: telling.length > 0 || recipients.some((r) => r.state !== 'held' && !r.applied),
  };
};
