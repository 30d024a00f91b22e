import { isInside, isOutside, isProtected, sameAddress, type Boundary } from '../mail/boundary.ts';
import type { Envelope, Session } from '../mail/envelope.ts';
import type { IndexRecord } from '../mail/facts.ts';
import type { Directory } from '../mail/people.ts';
import type { Verdict } from '../mail/verdict.ts';
import type { Passed } from './provenance.ts';

type Kept = {
  readonly id: string;
  readonly envelope: Envelope;
  readonly session: Session;
  readonly verdict: Verdict;
  readonly record: IndexRecord;
  /** Local day (YYYY-MM-DD) of `session.receivedAt`. */
  readonly today: string;
};

/**
 * What is remembered of a kept message: whose it is, where it began, and whether its own author sent it outside.
 * Mail on the inbound listener is of inside origin only when SPF or DKIM is aligned.
 */
export function passedOf(kept: Kept, boundary: Boundary, directory: Directory): Passed {
  const { id, envelope, session, verdict, record, today } = kept;
  const author = record.from.toLowerCase();
  const ours = isInside(boundary, author) || isProtected(boundary, author);
  const proven = session.via === 'submission' || session.via === 'relay' || session.via === 'notice' || session.aligned;
  const owner = session.person ?? (session.via === 'relay' && isInside(boundary, envelope.from) ? envelope.from : null);
  const person = owner === null ? null : directory.person(owner);
  const byAuthor =
    owner !== null && (sameAddress(owner, author) || (person !== null && directory.mayUse(person).some((a) => sameAddress(a, author))));
  const outside = envelope.recipients.map((r) => r.address.toLowerCase()).filter((address) => isOutside(boundary, address, today));
  const sent = outside.filter((address) => verdict.outcomes[address] === 'pass' || verdict.outcomes[address] === undefined);
  const issued = ours && proven && byAuthor && sent.length > 0;
  return {
    id,
    record,
    author,
    authorName: directory.person(author)?.name ?? record.fromName,
    origin: ours && proven ? 'inside' : 'outside',
    issued,
    official: issued && sameAddress(author, directory.office),
    passedAt: session.receivedAt,
    account: owner?.toLowerCase() ?? null,
    outside,
  };
}
