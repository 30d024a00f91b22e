import { isInside, sameAddress, type Boundary } from '../mail/boundary.ts';
import type { Envelope, Session } from '../mail/envelope.ts';
import type { Message } from '../mail/message.ts';
import type { Directory, Person } from '../mail/people.ts';
import { addressIn, fieldsOf } from './header.ts';

/** Who sends a message on, as far as the way in proves it. */
export type Sender = {
  /** Address of the person or mailbox; empty when nobody of ours. */
  readonly address: string;
  readonly person: Person | null;
  /** The message was delivered before and is sent on by the mailbox's owner. */
  readonly redirect: boolean;
  /** Whether the sender is the author: same person, or the mailbox they send as. */
  is(author: string): boolean;
};

const deliveredBefore = ['x-vanthu-id', 'delivered-to', 'x-sieve-redirected-from', 'resent-from', 'resent-to', 'resent-date'] as const;

/** Whose mailbox sends a message on, as the redirecting server wrote it; null when it does not say. */
function redirector(message: Message, boundary: Boundary): string | null {
  for (const name of ['x-sieve-redirected-from', 'delivered-to', 'resent-from']) {
    for (const text of fieldsOf(message, name)) {
      const address = addressIn(text);
      if (address !== null && isInside(boundary, address)) return address;
    }
  }
  return null;
}

/**
 * Only AUTH proves who sends. On relay the envelope's owner is taken for the sender; of a redirect nobody is its author
 * unless the envelope and the redirecting mailbox agree, since a redirect may carry the author's envelope on.
 */
export function senderOf(input: {
  message: Message;
  envelope: Envelope;
  session: Session;
  boundary: Boundary;
  directory: Directory;
}): Sender {
  const { message, envelope, session, boundary, directory } = input;
  if (session.via === 'submission') {
    const person = session.person === null ? null : directory.person(session.person);
    const address = session.person ?? '';
    const own = person === null ? [address] : directory.mayUse(person);
    const sentAs = message.from.map((m) => m.address).filter((a) => own.some((o) => sameAddress(o, a)));
    const redirect = message.resentFrom.length > 0;
    const is = (author: string) =>
      address !== '' && (sameAddress(author, address) || (!redirect && sentAs.some((a) => sameAddress(a, author))));
    return { address, person, redirect, is };
  }
  if (session.via === 'relay') {
    const redirect = deliveredBefore.some((name) => fieldsOf(message, name).length > 0);
    const from = message.from[0]?.address ?? '';
    const owner = isInside(boundary, envelope.from) ? envelope.from : '';
    const second = redirect ? redirector(message, boundary) : from;
    const address = (redirect ? (second ?? owner) : owner === '' ? from : owner) || owner;
    const person = directory.person(owner);
    // Somebody who sends for a unit may leave his own envelope on it.
    const sendsAs = !redirect && person !== null && directory.mayUse(person).some((own) => sameAddress(own, from));
    const sure = second !== null && owner !== '' && (sameAddress(second, owner) || sendsAs);
    const is = (author: string) => sure && (sameAddress(author, owner) || (sendsAs && sameAddress(author, from)));
    return { address, person: directory.person(address), redirect, is };
  }
  return { address: '', person: null, redirect: false, is: () => false };
}
