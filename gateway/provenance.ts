import type { Facts, IndexRecord, Keys } from '../mail/facts.ts';

/** One message that passed: what later messages are compared with. */
export type Passed = {
  readonly id: string;
  readonly record: IndexRecord;
  /** Whose consent counts: person or mailbox address; for mail from outside the sender. */
  readonly author: string;
  readonly authorName: string;
  readonly origin: 'inside' | 'outside';
  readonly issued: boolean;
  readonly passedAt: string;
  /** Sent outside from the office mailbox: what it holds is issued, whoever wrote it first. */
  readonly official?: boolean;
  /** Whose sending rate it counts for; none for mail from outside. */
  readonly account?: string | null;
  /** Outside recipients, for the rate of new ones. */
  readonly outside?: readonly string[];
};

/** Port: what passed before. The store implements it. */
export type Provenance = {
  /** `account` is whose sending rate is asked; null for none. `outside` are the outside recipients of this message. */
  lookup(
    keys: Keys,
    context: { readonly account: string | null; readonly now: string; readonly outside: readonly string[] },
  ): Promise<Facts>;
  /** Idempotent by id. */
  add(passed: readonly Passed[]): Promise<void>;
  /** An approved hold: these addresses may have the message from now on. */
  entitle(messageIds: readonly string[], addresses: readonly string[]): Promise<void>;
};
