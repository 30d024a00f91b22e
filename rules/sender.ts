import type { Person } from '../mail/people.ts';

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
