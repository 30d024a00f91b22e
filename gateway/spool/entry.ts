import type { Envelope, Session } from '../../mail/envelope.ts';
import type { IndexRecord } from '../../mail/facts.ts';
import type { Verdict } from '../../mail/verdict.ts';
import type { Readable } from 'node:stream';

/** What happens to one recipient's copy, as the API names it. */
export type RecipientState = 'waiting' | 'held' | 'sealed' | 'delivered' | 'refused' | 'returned' | 'failed';

export type RecipientView = {
  readonly address: string;
  readonly state: RecipientState;
  /** Last answer of the next hop, or the reason of a person. */
  readonly lastReply: string | null;
  readonly at: string;
};

/** One line of an entry's log. */
export type EntryEvent = {
  readonly at: string;
  readonly event: string;
  readonly recipients?: readonly string[];
  readonly by?: string;
  readonly detail?: string;
};

/** Header facts that pages and notices show. */
export type Summary = {
  readonly messageId: string | null;
  readonly subject: string;
  readonly from: string;
  readonly fromName: string;
  readonly date: string | null;
  readonly bytes: number;
  /** Written by a program (RFC 3834): Auto-Submitted, null sender, Precedence, List-Id, X-Auto-Response-Suppress, report. */
  readonly automatic: boolean;
};

/** One kept message: the fold of its trailer and log. */
export type EntryView = {
  readonly id: string;
  readonly envelope: Envelope;
  readonly session: Session;
  readonly verdict: Verdict;
  readonly summary: Summary;
  readonly record: IndexRecord;
  readonly recipients: readonly RecipientView[];
  readonly events: readonly EntryEvent[];
  readonly committedAt: string;
  readonly repaired: boolean;
  /** `original`: as received. `leaving`: the repaired copy where there is one. Rejects when the bytes are gone. */
  open(which: 'original' | 'leaving'): Promise<Readable>;
  read(which: 'original' | 'leaving'): Promise<Buffer>;
};

/** What a person or the clock decided about recipients' copies. */
export type Ruling = {
  readonly ruling: 'release' | 'refuse' | 'return' | 'drop';
  readonly recipients: readonly string[];
  /** Address of the person, or `clock`. */
  readonly by: string;
  readonly reason: string;
};

/** The spool as hold, pages and commands see it. */
export type Entries = {
  view(id: string): EntryView | null;
  /** Written to the log before it resolves; the same ruling again changes nothing. Release hands the copies to relay. */
  rule(id: string, ruling: Ruling): Promise<void>;
};

/** Work on a kept message after the reply, in order, idempotent, run again after a crash until it resolved once. */
export type Step = {
  readonly name: string;
  /** How many entries may be in it at a time; 1 = in order of commit. */
  readonly concurrency?: number;
  run(entry: EntryView): Promise<void>;
};
