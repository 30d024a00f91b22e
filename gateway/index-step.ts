import { domainOf, isInside, isOutside, isProtected, type Boundary } from '../mail/boundary.ts';
import { localTime } from '../mail/local-time.ts';
import type { Directory } from '../mail/people.ts';
import type { Passed, Provenance } from './provenance.ts';
import type { EntryView, Step } from './spool/entry.ts';
import { isSecret } from './traces.ts';

type Options = {
  readonly provenance: Pick<Provenance, 'add'>;
  readonly boundary: () => Boundary;
  readonly directory: () => Directory;
};

/** Whose consent counts: the office or unit mailbox it was sent as, else the person; for mail from outside its sender. */
function authorOf(entry: EntryView, directory: Directory): { readonly author: string; readonly authorName: string } {
  const { person } = entry.session;
  const from = entry.record.from.toLowerCase();
  if (person !== null && person !== from && directory.mailbox(from) === null) return { author: person, authorName: directory.person(person)?.name ?? person };
  return { author: from, authorName: directory.person(from)?.name ?? entry.record.fromName };
}

/** What is remembered of an entry that reached anybody; null for what stopped here, our own notices and secrets. */
export function passedOf(entry: EntryView, boundary: Boundary, directory: Directory): Passed | null {
  const outcomes = Object.entries(entry.verdict.outcomes);
  const reached = outcomes.filter(([, outcome]) => outcome === 'pass').map(([address]) => address.toLowerCase());
  if (entry.session.via === 'notice' || reached.length === 0 || isSecret(entry.verdict.findings)) return null;
  const today = localTime(new Date(entry.committedAt)).date;
  const outside = reached.filter((address) => isOutside(boundary, address, today));
  const { author, authorName } = authorOf(entry, directory);
  // Unauthenticated mail that claims one of our domains never counts as begun inside (mail-rules: sender.spoofed-inside).
  const inside = entry.session.via === 'submission' || (entry.session.via === 'relay' && (isProtected(boundary, author) || isInside(boundary, domainOf(author))));
  const own = entry.session.via === 'submission' || inside;
  const forwarded = entry.verdict.findings.some((f) => f.rule === 'forward.unconsented');
  return {
    id: entry.id,
    record: entry.record,
    author,
    authorName,
    origin: inside ? 'inside' : 'outside',
    issued: inside && outside.length > 0 && !forwarded,
    passedAt: entry.committedAt,
    account: own ? (entry.session.person ?? author) : null,
    outside: own ? outside : [],
  };
}

/** Indexes what passed: before it is relayed, so that nobody can forward what passed us unseen. */
export const createIndexStep = ({ provenance, boundary, directory }: Options): Step => ({
  name: 'index',
  async run(entry) {
    const passed = passedOf(entry, boundary(), directory());
    if (passed !== null) await provenance.add([passed]);
  },
});
