import type { Boundary } from '../../mail/boundary.ts';
import type { Envelope, Session } from '../../mail/envelope.ts';
import type { Facts, IndexRecord, Keys } from '../../mail/facts.ts';
import type { Message } from '../../mail/message.ts';
import type { AgencyMailbox, Person, Unit } from '../../mail/people.ts';
import type { Verdict } from '../../mail/verdict.ts';
import type { Policy } from '../../rules/policy.ts';
import type { Summary } from '../spool/entry.ts';

/** Bytes at hand, or a file that holds `length` octets of message from its start (a trailer may follow). */
export type Source = { readonly bytes: Uint8Array } | { readonly path: string; readonly length: number };

/** What the worker needs to judge; sent to all workers again when it changes. */
export type JudgeSettings = {
  readonly agency: string;
  /** The agency's mail domain, lower case. */
  readonly domain: string;
  readonly policy: Policy;
  readonly boundary: Boundary;
  readonly people: readonly Person[];
  readonly units: readonly Unit[];
  readonly mailboxes: readonly AgencyMailbox[];
};

export type Judged = {
  readonly verdict: Verdict;
  readonly record: IndexRecord;
  readonly summary: Summary;
  /** The repaired message in full, when verdict.repaired. */
  readonly repaired: Uint8Array | null;
};

/** Runs on the main thread while the worker waits for it. A rejection makes `judge` reject with the same error. */
export type Lookup = (keys: Keys) => Promise<Facts>;

/** One attached or inline file, decoded. */
export type FileContent = {
  readonly path: string;
  readonly name: string | null;
  readonly mediaType: string;
  readonly sha256: string;
  readonly bytes: Uint8Array;
};

/** Reads and judges messages in worker threads, each task under one deadline. */
export type Reader = {
  judge(task: { source: Source; envelope: Envelope; session: Session; now: string }, lookup: Lookup): Promise<Judged>;
  /** Message and its files (documents), for the register and pages. */
  read(source: Source, options?: { readonly files?: boolean }): Promise<{ message: Message; files: readonly FileContent[] }>;
  update(settings: JudgeSettings): void;
  close(): Promise<void>;
};
