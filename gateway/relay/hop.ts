import type { Recipient } from '../../mail/envelope.ts';
import type { EntryView } from '../spool/entry.ts';

/** Copies for recipients that go to one next hop in one transaction. */
export type Transaction = {
  readonly entry: EntryView;
  readonly recipients: readonly Recipient[];
  /** Trace header put on top of the message. */
  readonly head: (recipient: string | null) => Buffer;
};

/** What the next hop said of one recipient's copy. */
export type Delivery = {
  readonly result: 'delivered' | 'deferred' | 'failed';
  readonly reply: string;
  /** The next hop takes delivery status over (RFC 3461); else success is ours to report. */
  readonly dsn: boolean;
};

/** The hop itself could not be used: every copy waits. */
export class HopProblem extends Error {
  /** The hop answered and failed over this one message: it may well take others. */
  readonly overMessage: boolean;

  constructor(text: string, { cause, overMessage = false }: { readonly cause?: unknown; readonly overMessage?: boolean } = {}) {
    super(text, { cause });
    this.overMessage = overMessage;
  }
}

export type Hop = {
  /** By recipient address. Rejects with {@link HopProblem} when nothing can be said of the copies. */
  deliver(transaction: Transaction): Promise<ReadonlyMap<string, Delivery>>;
  close(): void;
};
