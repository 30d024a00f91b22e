import { isInside, isProtected, sameAddress, type Boundary } from '../../mail/boundary.ts';
import type { Envelope, Session } from '../../mail/envelope.ts';
import type { Message } from '../../mail/message.ts';
import type { Directory, Person } from '../../mail/people.ts';

/** What the judgement of a message's authority rests on. */
export type Spoken = {
  readonly message: Message;
  readonly envelope: Envelope;
  readonly session: Session;
};

export type AuthorityContext = {
  readonly directory: Directory;
  /** Whether a relay peer is declared to let its accounts use only their own addresses. */
  readonly enforcesSenders: (client: string) => boolean;
};

const field = (message: Message, name: string): string | null => message.header.find((f) => f.name === name)?.text ?? null;

/** Fields that an earlier delivery leaves: such a message is sent on by a mailbox's rule, not by its author. */
const deliveredBefore = [
  'x-vanthu-id',
  'delivered-to',
  'x-sieve-redirected-from',
  'resent-from',
  'resent-sender',
  'resent-date',
  'x-forwarded-to',
  'x-forwarded-for',
  'x-ms-exchange-forwardingloop',
] as const;

/** Written by a program: such mail never acts (RFC 3834, RFC 3464, RFC 8098, lists and bulk mail). */
export function isAutomatic(message: Message, envelope: Envelope): boolean {
  if (envelope.from === '') return true;
  const submitted = field(message, 'auto-submitted');
  if (submitted !== null && !/^\s*no\b/i.test(submitted)) return true;
  if (/^\s*(bulk|list|junk|auto_reply)/i.test(field(message, 'precedence') ?? '')) return true;
  const suppress = field(message, 'x-auto-response-suppress');
  if (suppress !== null && /\b(all|oof|autoreply)\b/i.test(suppress)) return true;
  if (['list-id', 'x-autoreply', 'x-autorespond', 'x-vanthu-notice'].some((name) => field(message, name) !== null)) return true;
  return message.parts[0]?.mediaType === 'multipart/report' || message.parts[0]?.mediaType.startsWith('message/') === true;
}

const onlyFrom = (message: Message): string | null => {
  const [from, second] = message.from;
  if (from === undefined || second !== undefined || message.resentFrom.length > 0) return null;
  return message.sender === null || sameAddress(message.sender.address, from.address) ? from.address : null;
};

/**
 * The one judge of who speaks in a message: for consent, approval, handling and leave by mail. AUTH on submission, or a relay
 * peer that enforces senders, with envelope = From = that person; what comes in from outside is nobody's word, whatever
 * its DKIM says; automatic mail never acts.
 */
export function authority({ message, envelope, session }: Spoken, { directory, enforcesSenders }: AuthorityContext): Person | null {
  if (isAutomatic(message, envelope)) return null;
  const from = onlyFrom(message);
  if (from === null || !sameAddress(from, envelope.from)) return null;
  const person = directory.person(from);
  if (person === null || person.state !== 'active') return null;
  if (session.via === 'submission') return session.person !== null && sameAddress(session.person, person.address) ? person : null;
  if (session.via !== 'relay' || !enforcesSenders(session.client)) return null;
  return deliveredBefore.some((name) => field(message, name) !== null) ? null : person;
}

/**
 * An author of another agency whose mail is protected too has no account here: aligned DKIM or SPF plus the token he was sent.
 * Never an address of ours.
 */
export function alignedAuthor({ message, envelope, session }: Spoken, boundary: Boundary): string | null {
  if (session.via !== 'inbound' || !session.aligned || isAutomatic(message, envelope)) return null;
  const from = onlyFrom(message);
  if (from === null || !sameAddress(from, envelope.from) || !isProtected(boundary, from) || isInside(boundary, from)) return null;
  return from.toLowerCase();
}
