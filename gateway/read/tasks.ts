import type { Envelope, Session } from '../../mail/envelope.ts';
import type { Facts, IndexRecord, Keys } from '../../mail/facts.ts';
import type { Message } from '../../mail/message.ts';
import type { Summary } from '../spool/entry.ts';
import type { FileContent, Judged, Source } from './reader.ts';

/** How much of a message a worker tries: everything, all but documents (which cost most), or the header alone. */
export type Depth = 'all' | 'no-documents' | 'header';

type Common = {
  /** The worker writes here when it began (milliseconds since 1970): a deadline counts from then, not from queueing. */
  readonly began: SharedArrayBuffer;
  readonly source: Source;
  readonly depth: Depth;
  /** Why the message is read less deeply than usual. */
  readonly problem: Message['problem'];
};

export type OpenTask = Common & { readonly kind: 'open'; readonly envelope: Envelope };

/**
 * A message between its two visits to a worker, serialised there: the main thread looks facts up in between and never takes the
 * message itself apart. A worker isn't kept waiting for the database.
 */
export type Carried = Uint8Array<ArrayBuffer>;

export type CarriedValue = { readonly message: Message; readonly record: IndexRecord; readonly summary: Summary };

export type Opened = {
  readonly carried: Carried;
  readonly keys: Keys;
  /** The judging visit needs the octets again. */
  readonly needsOctets: boolean;
};

export type JudgeTask = {
  readonly kind: 'judge';
  readonly began: SharedArrayBuffer;
  readonly carried: Carried;
  readonly source: Source | null;
  readonly envelope: Envelope;
  readonly session: Session;
  readonly now: string;
  readonly facts: Facts;
  /** The settings, serialised once and shared; read again when the number changes. */
  readonly settings: { readonly version: number; readonly octets: SharedArrayBuffer };
};

export type ReadTask = Common & { readonly kind: 'read'; readonly files: boolean };

export type ReadResult = { readonly message: Message; readonly files: readonly FileContent[] };

export type Task = OpenTask | JudgeTask | ReadTask;
export type Result = Opened | Judged | ReadResult;
