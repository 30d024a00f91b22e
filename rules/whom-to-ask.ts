import { isInside, isProtected, sameAddress, type Boundary } from '../mail/boundary.ts';
import type { Directory, Person } from '../mail/people.ts';
import type { Sender } from './sender.ts';

/** Whose consent lets a mail go. `nobody`: no consent is needed, and why. `refused`: nobody is left who could give it. */
export type WhomToAsk =
  | { readonly kind: 'ask'; readonly ask: readonly string[] }
  | { readonly kind: 'nobody'; readonly code: string; readonly text: string }
  | { readonly kind: 'refused' };

const present = (person: Person | null): person is Person => person?.state === 'active';

/** An active person, or while away the delegate they named. */
function standIn(directory: Directory, person: Person | null): readonly string[] {
  if (person === null) return [];
  const delegate = person.delegate === null ? null : directory.person(person.delegate);
  const named = present(delegate) && !delegate.away ? [delegate.address] : [];
  return present(person) && !person.away ? [person.address, ...named] : named;
}

export const chiefOfOffice = (directory: Directory): readonly string[] =>
  directory.withRole('chanh-van-phong').flatMap((person) => standIn(directory, person));

/** Nobody consents to what he sends himself. */
export const withoutSender = (addresses: readonly string[], sender: Sender): readonly string[] =>
  [...new Set(addresses.map((a) => a.toLowerCase()))].filter((address) => !sameAddress(address, sender.address) && !sender.is(address));

/** A leader answers himself, or the delegate he named; away: whoever acts by a uỷ quyền in force. Never a subordinate he did not name. */
function askLeader(directory: Directory, leader: Person): readonly string[] {
  const own = standIn(directory, leader);
  if (present(leader) && !leader.away) return own;
  const others = directory.people.filter(
    (p) => p.state === 'active' && !p.away && (p.head || (leader.head && p.deputy)) && p.address !== leader.address,
  );
  return [...own, ...others.map((p) => p.address)];
}

function askPerson(directory: Directory, person: Person): readonly string[] {
  if (person.roles.includes('lanh-dao')) return askLeader(directory, person);
  return [...standIn(directory, person), ...standIn(directory, directory.headOf(person)), ...chiefOfOffice(directory)];
}

/** The person who speaks for the author: mailboxes have one too. */
function speaksFor(directory: Directory, author: string): readonly string[] {
  const mailbox = directory.mailbox(author);
  if (mailbox?.kind === 'office') return chiefOfOffice(directory);
  if (mailbox?.kind === 'unit') {
    const head = directory.person(directory.unit(mailbox.unit)?.head ?? '');
    return [...standIn(directory, head), ...chiefOfOffice(directory)];
  }
  const person = directory.person(author);
  return person === null ? chiefOfOffice(directory) : askPerson(directory, person);
}

/**
 * Consent, point 6: who is asked about mail by `author` that `sender` sends on, in order.
 * An author of another agency in the protected domain is asked at their own address.
 */
export function whomToAsk(author: string, sender: Sender, directory: Directory, boundary: Boundary): WhomToAsk {
  if (sender.is(author)) return { kind: 'nobody', code: 'forward.own', text: 'Người gửi là người soạn' };
  if (sender.person?.head === true && sender.is(sender.person.address)) {
    return { kind: 'nobody', code: 'forward.by-head', text: 'Người gửi là người đứng đầu cơ quan' };
  }
  const known = directory.person(author) !== null || directory.mailbox(author) !== null;
  if (!known && !isInside(boundary, author) && isProtected(boundary, author)) return { kind: 'ask', ask: [author.toLowerCase()] };
  const speakers = speaksFor(directory, author);
  const first = speakers[0];
  // The mailbox's own head or the Chánh Văn phòng sends on what only he could be asked about.
  const kind = directory.mailbox(author)?.kind;
  if (first !== undefined && (kind === 'unit' || kind === 'office') && sender.is(first)) {
    return { kind: 'nobody', code: 'forward.by-owner', text: 'Người gửi phụ trách hộp thư đã gửi thư gốc' };
  }
  const ask = withoutSender(speakers, sender);
  return ask.length === 0 ? { kind: 'refused' } : { kind: 'ask', ask };
}
