import type { NoticeKind } from '../../templates/notices/index.ts';

/** `closed`: nothing is left for it to decide. */
export type QuestionState = 'waiting' | 'yes' | 'no' | 'closed';

/** One person's part of a decision: whose consent or approval is missing, for which recipients. */
export type DecisionQuestion = {
  /** `1`, `2` … */
  readonly id: string;
  readonly kind: 'consent' | 'approval';
  /** Address of the author or mailbox whose part it is; who is asked in their place stands in `asked`. */
  readonly author: string;
  readonly authorName: string;
  /** Whom policy named, in order. */
  readonly ask: readonly string[];
  /** Addresses asked so far. */
  readonly asked: readonly string[];
  /** Entry ids of the messages whose author is asked. */
  readonly about: readonly string[];
  readonly aboutSubject: string;
  readonly excerpt: string;
  readonly clause: string;
  readonly reasons: readonly string[];
  /** Held recipients that wait for it. */
  readonly recipients: readonly string[];
  readonly state: QuestionState;
  readonly by: string | null;
  readonly byName: string | null;
  readonly via: 'mail' | 'page' | 'clock' | null;
  readonly at: string | null;
  readonly reason: string;
  /** Addresses whose answer could not be read, once per answer. */
  readonly unread: readonly string[];
};

export type DecisionRecipient = {
  readonly address: string;
  readonly state: 'held' | 'released' | 'refused' | 'returned';
  readonly by: string;
  readonly reason: string;
  /** Written to the entry's own log. */
  readonly applied: boolean;
};

export type DecisionState = 'waiting' | 'released' | 'refused' | 'returned' | 'expired';

/** A notice that is still to be sent; its data is made when it is. */
export type Telling = {
  readonly kind: Extract<
    NoticeKind,
    'consent-question' | 'approval-question' | 'held' | 'released' | 'refused' | 'returned' | 'expired' | 'asked-again' | 'nudge'
  >;
  /** Unique among all notices. */
  readonly key: string;
  readonly to: string;
  /** Id of the question it is about; null for the sender's part. */
  readonly question: string | null;
  /** Recipients it speaks of. */
  readonly recipients: readonly string[];
  /** Who decided, by name. */
  readonly by: readonly string[];
  /** A reason, a note of the sender, or the line that could not be read. */
  readonly text: string;
  /** `returned`: withdrawn by the sender; `asked-again`: the last time. */
  readonly flag: boolean;
};

export type DecisionEvent = { readonly at: string; readonly by: string; readonly text: string };

/** What people decide about one entry's held copies; `id` is the entry's. Times are ISO 8601 in UTC. */
export type Decision = {
  readonly id: string;
  /** Grows with each change: a change is made only of the revision it was thought out for. */
  readonly revision: number;
  readonly state: DecisionState;
  readonly messageId: string | null;
  readonly subject: string;
  readonly from: string;
  readonly fromName: string;
  /** Who is told and may take the mail back: the person who sent it on; empty when nobody of ours. */
  readonly sender: string;
  readonly senderName: string;
  readonly recipients: readonly DecisionRecipient[];
  /** Others had their copies at once. */
  readonly insideServed: boolean;
  readonly questions: readonly DecisionQuestion[];
  /** SHA-256 over message, held recipients and expiry: an answer is for exactly these. */
  readonly binding: string;
  readonly receivedAt: string;
  readonly createdAt: string;
  /** After 4, 8 and 16 working hours. */
  readonly nudgeAt: string;
  readonly headAt: string;
  readonly until: string;
  readonly nudged: boolean;
  readonly headAsked: boolean;
  readonly urgent: boolean;
  readonly note: string | null;
  /** Notices not yet sent. */
  readonly telling: readonly Telling[];
  /** Something decided is not applied, or not told yet. */
  readonly unsettled: boolean;
  /** When the clock has something to do next. */
  readonly dueAt: string;
  readonly history: readonly DecisionEvent[];
};

/** Port: one document per decision; the store implements it. */
export type Decisions = {
  /** Idempotent by id; resolves to what is stored, which may be older and further on. */
  create(decision: Decision): Promise<Decision>;
  get(id: string): Promise<Decision | null>;
  /** Writes `next` if the stored revision is the one before it, in one findOneAndUpdate; null when somebody was first. */
  update(next: Decision): Promise<Decision | null>;
  /** Remembers the hash of an answer token; `question` null for the sender's part. */
  addToken(hash: string, id: string, question: string | null): Promise<void>;
  findToken(hash: string): Promise<{ readonly id: string; readonly question: string | null } | null>;
  /** Waiting ones whose clock is due, and all that are unsettled; oldest first. */
  due(now: string, limit: number): Promise<readonly Decision[]>;
  /** Newest first. `after` is the id of the last one seen. */
  list(query: {
    readonly state?: DecisionState;
    /** Only those this address sent, was asked about or wrote the content of. */
    readonly of?: string;
    readonly after?: string;
    readonly limit: number;
  }): Promise<{ readonly items: readonly Decision[]; readonly total: number; readonly next: string | null }>;
  countWaiting(): Promise<number>;
};
