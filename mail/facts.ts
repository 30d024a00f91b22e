/** What rules may know beyond the message itself: looked up before they run, then passed as values. */

/** What the store remembers of a message that passed before, in relation to the one being judged. */
export type KnownMessage = {
  /** Our entry id. */
  readonly id: string;
  readonly messageId: string | null;
  readonly subject: string;
  readonly date: string;
  /** Address of the author: the person or mailbox whose consent counts. */
  readonly author: string;
  readonly authorName: string;
  /** Where the content first came from. */
  readonly origin: 'inside' | 'outside';
  /** Sent outside by its own author, from the office mailbox, or in sổ đi. */
  readonly issued: boolean;
  /** Addresses that may have it: participants of it and its ancestors, those its author added, approved holds. Lower case. */
  readonly entitled: readonly string[];
  /** How it was found. */
  readonly how: readonly ('same-message' | 'message-inside' | 'reference' | 'attachment' | 'text')[];
  /** Share of its shingles found in the message being judged, 0-1. */
  readonly contained: number;
  /** Names of the attachments it shares. */
  readonly attachments: readonly string[];
  /** The author allowed forwarding in the stored original. */
  readonly consentGiven: boolean;
  /** Its own text, at most 4,000 characters. */
  readonly excerpt: string;
};

export type Rate = {
  /** Messages this account sent within the last hour, this one not counted. */
  readonly messages: number;
  /** Outside recipients it had never written to before, within the last hour. */
  readonly newOutside: number;
};

export type Facts = {
  readonly known: readonly KnownMessage[];
  readonly rate: Rate;
};

/** What the store needs to look facts up; made by the reading worker. */
export type Keys = {
  readonly messageId: string | null;
  /** Message-IDs of the thread and of messages inside. */
  readonly references: readonly string[];
  readonly insideIds: readonly string[];
  /** SHA-256 of decoded attachments that are neither tiny nor cid: images. */
  readonly attachments: readonly { readonly sha256: string; readonly name: string }[];
  /** 64-bit hashes of word shingles as hex strings, sampled for looking up. */
  readonly shingles: readonly string[];
};

/** What is remembered of a message that passes. */
export type IndexRecord = Keys & {
  readonly subject: string;
  readonly date: string | null;
  readonly from: string;
  readonly fromName: string;
  /** From, To, Cc, Reply-To and envelope, lower case. */
  readonly participants: readonly string[];
  /** Number of all shingles of its own text. */
  readonly shingleCount: number;
  readonly consentGiven: boolean;
  readonly excerpt: string;
  /** Hash of all decoded parts, text as letters only: what X-Vanthu-Id binds to. Absent for our own notices. */
  readonly contentMark?: string;
};
