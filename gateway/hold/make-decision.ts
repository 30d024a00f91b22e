import { createHash } from 'node:crypto';
import type { Calendar } from '../../agency/calendar/calendar.ts';
import { sameAddress, type Boundary } from '../../mail/boundary.ts';
import type { Directory } from '../../mail/people.ts';
import type { Finding, Question } from '../../mail/verdict.ts';
import type { EntryView } from '../spool/entry.ts';
import { answered, asking, clockSpeaker } from './decide.ts';
import type { Decision, DecisionQuestion, Telling } from './decisions.ts';
import { whomToAsk } from './whom-to-ask.ts';

/** Working hours until those asked are reminded, the head of unit is asked too, and the mail goes back. */
const hours = { nudge: 4, head: 8, until: 16 } as const;

/** SHA-256 over the message's own hash, the held recipients and the expiry. */
export const bindingOf = (messageHash: string, recipients: readonly string[], until: string): string =>
  createHash('sha256')
    .update([messageHash, ...[...recipients].sort(), until].join('\n'))
    .digest('hex');

type Context = {
  readonly entry: EntryView;
  readonly held: readonly string[];
  /** Address of the person who sent it on; empty when nobody of ours. */
  readonly sender: string;
  readonly messageHash: string;
  readonly directory: Directory;
  readonly boundary: Boundary;
  readonly calendar: Calendar;
  readonly now: Date;
};

type Part = { readonly finding: Finding; readonly question: Question };

/** A rule that holds without naming whom to ask leaves it to the Chánh Văn phòng. */
function partsOf(finding: Finding, { directory, entry }: Context): readonly Part[] {
  if (finding.questions !== undefined && finding.questions.length > 0) return finding.questions.map((question) => ({ finding, question }));
  const ask = directory.withRole('chanh-van-phong').map((p) => p.address);
  return [{ finding, question: { kind: 'approval', ask, about: null, subject: entry.summary.subject, excerpt: '' } }];
}

const unique = (items: readonly string[]): readonly string[] => [...new Set(items)];

function authorName(directory: Directory, author: string): string {
  const person = directory.person(author);
  if (person !== null) return person.name;
  const mailbox = directory.mailbox(author);
  if (mailbox?.kind === 'office') return 'hộp thư cơ quan';
  return mailbox?.kind === 'unit' ? `hộp thư ${directory.unit(mailbox.unit)?.name ?? author}` : author;
}

/** One question a person and kind: several parts of one author are one mail to him. */
function questionsOf(context: Context): readonly DecisionQuestion[] {
  const { directory, held } = context;
  const groups = new Map<string, Part[]>();
  for (const finding of context.entry.verdict.findings) {
    if (finding.action !== 'hold') continue;
    for (const part of partsOf(finding, context)) {
      const { kind, author, ask } = part.question;
      const key = `${kind} ${(author ?? ask[0] ?? '').toLowerCase()} ${ask[0]?.toLowerCase() ?? ''}`;
      groups.set(key, [...(groups.get(key) ?? []), part]);
    }
  }
  return [...groups.values()].map((parts, i) => {
    const ask = unique(parts.flatMap((p) => p.question.ask));
    const author = parts[0]?.question.author ?? ask[0] ?? '';
    const chosen = whomToAsk(ask, { ...context, sender: context.sender });
    const concerned = held.filter((address) => parts.some((p) => p.finding.recipients.some((r) => sameAddress(r, address))));
    return {
      id: String(i + 1),
      kind: parts[0]?.question.kind ?? 'approval',
      author,
      authorName: authorName(directory, author),
      ask,
      asked: chosen === null ? [] : [chosen.address],
      about: unique(parts.flatMap((p) => p.question.about ?? [])),
      aboutSubject: unique(parts.map((p) => p.question.subject).filter((s) => s !== '')).join('; '),
      excerpt: unique(parts.map((p) => p.question.excerpt).filter((e) => e.trim() !== ''))
        .join('\n\n')
        .slice(0, 4_000),
      clause: unique(parts.map((p) => p.finding.clause)).join('; '),
      reasons: unique(parts.flatMap((p) => p.finding.reasons.map((r) => r.text))),
      recipients: concerned.length > 0 ? concerned : held,
      state: 'waiting',
      by: null,
      byName: null,
      via: null,
      at: null,
      reason: '',
      unread: [],
    };
  });
}

/** A recipient that no question speaks of waits for all of them. */
const coverAll = (questions: readonly DecisionQuestion[], held: readonly string[]): readonly DecisionQuestion[] => {
  const free = held.filter((address) => !questions.some((q) => q.recipients.includes(address)));
  return free.length === 0 ? questions : questions.map((q) => ({ ...q, recipients: unique([...q.recipients, ...free]) }));
};

/** The decision on an entry's held recipients as it begins: whom it waits for, until when, and the first notices. */
export function makeDecision(context: Context): Decision {
  const { entry, held, calendar, now, sender, directory } = context;
  const until = calendar.addWorkingHours(now, hours.until).toISOString();
  const questions = coverAll(questionsOf(context), held);
  const nudgeAt = calendar.addWorkingHours(now, hours.nudge).toISOString();
  const base: Decision = {
    id: entry.id,
    revision: 1,
    state: 'waiting',
    messageId: entry.summary.messageId,
    subject: entry.summary.subject,
    from: entry.summary.from,
    fromName: entry.summary.fromName,
    sender,
    senderName: directory.person(sender)?.name ?? (sender === '' ? entry.summary.fromName || entry.summary.from : sender),
    recipients: held.map((address) => ({ address, state: 'held', by: '', reason: '', applied: false })),
    insideServed: entry.recipients.some((r) => r.state !== 'held' && r.state !== 'refused'),
    questions,
    binding: bindingOf(context.messageHash, held, until),
    receivedAt: entry.session.receivedAt,
    createdAt: now.toISOString(),
    nudgeAt,
    headAt: calendar.addWorkingHours(now, hours.head).toISOString(),
    until,
    nudged: false,
    headAsked: false,
    urgent: false,
    note: null,
    telling: [],
    unsettled: true,
    dueAt: nudgeAt,
    history: [],
  };
  const toSender: readonly Telling[] =
    sender === ''
      ? []
      : [{ kind: 'held', key: `held:${entry.id}`, to: sender, question: null, recipients: held, by: [], text: '', flag: false }];
  const asked = questions.flatMap((q) => q.asked.map((to) => asking(base, q, to)));
  const begun: Decision = {
    ...base,
    telling: [...asked, ...toSender],
    history: [
      {
        at: now.toISOString(),
        by: 'clock',
        text: `Xin ý kiến ${unique(questions.flatMap((q) => q.asked.map((a) => directory.person(a)?.name ?? a))).join(', ')}`,
      },
    ],
  };
  const nobody = questions.filter((q) => q.asked.length === 0).map((q) => q.id);
  if (nobody.length === 0) return begun;
  // Nobody to ask: refused, never let through.
  const without = answered({ ...begun, telling: [] }, nobody, clockSpeaker, 'no', 'chưa có người cho ý kiến thay', 'clock', now);
  const rest = begun.telling.filter((t) =>
    t.recipients.some((r) => without.recipients.some((known) => known.address === r && known.state === 'held')),
  );
  return { ...without, revision: 1, unsettled: true, telling: [...rest, ...without.telling] };
}
