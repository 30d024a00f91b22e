import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import type { Calendar } from '../../agency/calendar/calendar.ts';
import type { Boundary } from '../../mail/boundary.ts';
import type { Log } from '../../mail/log.ts';
import type { Directory, Person } from '../../mail/people.ts';
import { senderOf } from '../../rules/sender.ts';
import { answerToken, isNotice, newToken, type Notices } from '../notices.ts';
import type { Provenance } from '../provenance.ts';
import type { Reader } from '../read/reader.ts';
import type { Entries, EntryView, Ruling, Step } from '../spool/entry.ts';
import {
  answered,
  askedToo,
  clockSpeaker,
  explained,
  expired,
  heldAddresses,
  nudged,
  returned,
  settled,
  unreadable,
  type Speaker,
} from './decide.ts';
import type { Decision, Decisions } from './decisions.ts';
import { bindingOf, makeDecision } from './make-decision.ts';
import { isSender, mayAnswer, mayReturn } from './may-decide.ts';
import { createTelling } from './tell.ts';
import { askedAlso } from './whom-to-ask.ts';

/** `late`: somebody was first, or the time is over. `unknown`: there is no such decision. */
export type Outcome = 'done' | 'late' | 'forbidden' | 'unknown';

export type Hold = {
  /** Makes the decision for an entry's held recipients and asks. */
  readonly step: Step;
  /** An answer to one question (by mail), or to all that the person may answer (on the page: `question` null). */
  answer(id: string, question: string | null, who: Speaker, answer: 'yes' | 'no', reason: string, via: 'mail' | 'page'): Promise<Outcome>;
  release(id: string, person: Person, reason: string): Promise<Outcome>;
  refuse(id: string, person: Person, reason: string): Promise<Outcome>;
  /** The sender takes back what still waits. */
  withdraw(id: string, person: Person): Promise<Outcome>;
  /** Withdrawn by the sender, or sent back by văn thư or the Chánh Văn phòng. */
  return(id: string, person: Person, reason: string): Promise<Outcome>;
  /** The sender says that it is urgent: author and head of unit are asked together. */
  urgent(id: string, who: Speaker): Promise<Outcome>;
  /** One line of the sender's for those asked. */
  explain(id: string, who: Speaker, note: string): Promise<Outcome>;
  /** An answer that could not be read: asked again once. */
  askAgain(id: string, question: string, who: Speaker, line: string): Promise<Outcome>;
  /** What the clock does: reminds, asks the head of unit, lets expire; finishes what a crash left. Failures are logged and tried again. */
  sweep(): Promise<void>;
};

export type HoldOptions = {
  readonly entries: Entries;
  readonly decisions: Decisions;
  readonly notices: Notices;
  readonly directory: () => Directory;
  readonly boundary: () => Boundary;
  /** The agency's mail domain. */
  readonly domain: string;
  readonly calendar: Calendar;
  readonly provenance: Pick<Provenance, 'entitle'>;
  readonly reader: Pick<Reader, 'read'>;
  readonly page: (id: string) => string | null;
  readonly clock: () => Date;
  readonly log: Log;
  readonly random?: (bytes: number) => Buffer;
};

const rulings = { released: 'release', refused: 'refuse', returned: 'return' } as const satisfies Record<string, Ruling['ruling']>;
/** Others may change a decision between reading and writing it; more often than this is a mistake. */
const tries = 20;

const ownNotice = 'thông báo của hệ thống không chuyển ra ngoài cơ quan';

const hashOf = async (entry: EntryView): Promise<string> => {
  const hash = createHash('sha256');
  await pipeline(await entry.open('original'), hash);
  return hash.digest('hex');
};

/** Mail that waits for people: asking, their answers, the clock. The decision document is the truth; all else can be done again. */
export function createHold(options: HoldOptions): Hold {
  const { entries, decisions, directory, boundary, calendar, provenance, clock, log } = options;
  const tell = createTelling({ ...options, newToken: () => newToken(options.random) });
  const working = new Map<string, Promise<void>>();

  /** Who sent the held mail on: told about it, and able to take it back. */
  const senderOfEntry = async (entry: EntryView): Promise<string> => {
    if (entry.session.via === 'submission') return entry.session.person ?? '';
    if (entry.session.via !== 'relay') return '';
    const { message } = await options.reader.read({ bytes: await entry.read('original') });
    const { envelope, session } = entry;
    const { address } = senderOf({ message, envelope, session, boundary: boundary(), directory: directory() });
    return directory().person(address) !== null || directory().mailbox(address) !== null ? address.toLowerCase() : '';
  };

  /** Writes what was decided to the entry; false when it is another node's. */
  const apply = async (d: Decision): Promise<readonly string[] | null> => {
    const open = d.recipients.filter((r) => r.state !== 'held' && !r.applied);
    if (open.length === 0) return [];
    const entry = entries.view(d.id);
    if (entry === null) return null;
    const released = open.filter((r) => r.state === 'released').map((r) => r.address);
    if (released.length > 0) {
      // An answer is for this message, these recipients and this expiry: nothing else leaves by it.
      const all = d.recipients.map((r) => r.address);
      if (bindingOf(await hashOf(entry), all, d.until) !== d.binding)
        throw new Error(`the consent for ${d.id} was given for another message`);
      const about = d.questions.filter((q) => q.recipients.some((r) => released.includes(r))).flatMap((q) => q.about);
      await provenance.entitle([...new Set([d.id, ...about])], released);
    }
    for (const [state, ruling] of Object.entries(rulings)) {
      for (const by of new Set(open.filter((r) => r.state === state).map((r) => r.by))) {
        const these = open.filter((r) => r.state === state && r.by === by);
        await entries.rule(d.id, { ruling, recipients: these.map((r) => r.address), by, reason: these[0]?.reason ?? '' });
      }
    }
    return open.map((r) => r.address);
  };

  const settleOnce = async (id: string): Promise<void> => {
    for (let i = 0; i < tries; i += 1) {
      const d = await decisions.get(id);
      if (d === null || !d.unsettled) return;
      const applied = await apply(d);
      if (applied === null) return;
      const sent = new Set<string>();
      for (const telling of d.telling) {
        await tell(d, telling);
        sent.add(telling.key);
      }
      if ((await decisions.update(settled(d, applied, sent))) !== null) return;
    }
  };

  /** Applies and tells what was decided, one run per decision at a time. */
  const settle = (id: string): Promise<void> => {
    const run = (working.get(id) ?? Promise.resolve()).catch(() => undefined).then(() => settleOnce(id));
    working.set(id, run);
    const forget = (): void => {
      if (working.get(id) === run) working.delete(id);
    };
    run.then(forget, forget);
    return run;
  };

  /** One change, thought out again when somebody else was first. The answer stands once this resolves, also if telling fails now. */
  const change = async (id: string, think: (d: Decision, now: Date) => Decision | Outcome): Promise<Outcome> => {
    for (let i = 0; i < tries; i += 1) {
      const d = await decisions.get(id);
      if (d === null) return 'unknown';
      const next = think(d, clock());
      if (typeof next === 'string') return next;
      if ((await decisions.update(next)) === null) continue;
      await settle(id).catch((error: unknown) =>
        log.error({ id, error: String(error) }, 'a decision could not be applied yet; it is tried again'),
      );
      return 'done';
    }
    throw new Error(`the decision on ${id} keeps changing`);
  };

  const answer: Hold['answer'] = (id, question, who, said, reason, via) =>
    change(id, (d, now) => {
      const asked = d.questions.filter((q) => question === null || q.id === question);
      if (d.state !== 'waiting' || now.toISOString() >= d.until) return 'late';
      const mine = asked.filter((q) => mayAnswer(directory(), d, q, who.address, now)).map((q) => q.id);
      if (mine.length > 0) return answered(d, mine, who, said, reason, via, now);
      return asked.some((q) => q.state === 'waiting') ? 'forbidden' : 'late';
    });

  const alsoAsked = (d: Decision): ReadonlyMap<string, readonly string[]> => {
    const people = { directory: directory(), boundary: boundary(), sender: d.sender };
    return new Map(
      d.questions.filter((q) => q.state === 'waiting' && q.kind === 'consent').map((q) => [q.id, askedAlso(q.author, q.asked, people)]),
    );
  };

  /** What the clock has to do with a decision now; null for nothing. */
  const tick = (d: Decision, now: Date): Decision | null => {
    if (d.state !== 'waiting') return null;
    const at = now.toISOString();
    if (at >= d.until) return expired(d, now);
    if (!d.nudged && at >= d.nudgeAt) return nudged(d, now);
    return !d.headAsked && at >= d.headAt ? askedToo(d, alsoAsked(d), now, { by: clockSpeaker, urgent: false }) : null;
  };

  const bySender = (id: string, who: Speaker, think: (d: Decision, now: Date) => Decision | null): Promise<Outcome> =>
    change(id, (d, now) => {
      if (!isSender(directory(), d, who.address)) return 'forbidden';
      return d.state !== 'waiting' ? 'late' : (think(d, now) ?? 'late');
    });

  return {
    step: {
      name: 'hold',
      async run(entry) {
        const held = entry.recipients
          .filter((r) => r.state === 'held' && answerToken(r.address, options.domain) === null)
          .map((r) => r.address);
        // A mailbox that redirects all it gets would have us ask and tell about each of our own notices, without end.
        if (held.length > 0 && entry.session.via === 'relay' && isNotice(entry.summary.from, options.domain)) {
          await entries.rule(entry.id, { ruling: 'return', recipients: held, by: 'clock', reason: ownNotice });
          return;
        }
        if (held.length > 0 && (await decisions.get(entry.id)) === null) {
          const [sender, messageHash] = [await senderOfEntry(entry), await hashOf(entry)];
          const made = makeDecision({
            entry,
            held,
            sender,
            messageHash,
            directory: directory(),
            boundary: boundary(),
            calendar,
            now: clock(),
          });
          await decisions.create(made);
        }
        await settle(entry.id);
      },
    },
    answer,
    release: (id, person, reason) => answer(id, null, person, 'yes', reason, 'page'),
    refuse: (id, person, reason) => answer(id, null, person, 'no', reason, 'page'),
    return: (id, person, reason) =>
      change(id, (d, now) => {
        if (d.state !== 'waiting' || heldAddresses(d).length === 0) return 'late';
        if (!mayReturn(directory(), d, person)) return 'forbidden';
        return returned(d, person, reason, isSender(directory(), d, person.address), now);
      }),
    withdraw: (id, person) => bySender(id, person, (d, now) => returned(d, person, '', true, now)),
    urgent: (id, who) => bySender(id, who, (d, now) => (d.urgent ? null : askedToo(d, alsoAsked(d), now, { by: who, urgent: true }))),
    explain: (id, who, note) => bySender(id, who, (d, now) => explained(d, who, note, now)),
    askAgain: (id, question, who, line) =>
      change(id, (d, now) => {
        const q = d.questions.find((other) => other.id === question);
        if (q === undefined || d.state !== 'waiting') return 'late';
        return mayAnswer(directory(), d, q, who.address, now) ? (unreadable(d, question, who, line, now) ?? 'late') : 'forbidden';
      }),
    async sweep() {
      for (const due of await decisions.due(clock().toISOString(), 500)) {
        try {
          // several steps may be due at once after days without power
          for (let outcome: Outcome = 'done'; outcome === 'done';) outcome = await change(due.id, (d, now) => tick(d, now) ?? 'late');
          await settle(due.id);
        } catch (error) {
          log.error({ id: due.id, error: String(error) }, 'a decision could not be applied yet; it is tried again');
        }
      }
    },
  };
}
