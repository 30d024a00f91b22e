/**
 * A message as rules see it: plain data, made once by the reading worker, never the bytes.
 * All text is NFC. Addresses have their domain in lower case.
 */

export type Mailbox = { readonly address: string; readonly name: string };

export type HeaderField = {
  /** Lower case. */
  readonly name: string;
  /** Decoded (RFC 2047), unfolded, NFC, without control characters. */
  readonly text: string;
};

/** Where text stands in another form than the law asks for (TCVN 6909: Unicode, precomposed). */
export type LegacyText = {
  /** `subject`, `from` … for a header field, else the part's path. */
  readonly where: string;
  readonly what: 'tcvn3' | 'vni' | 'vps' | 'viscii' | 'windows-1258' | 'viqr' | 'undeclared-8bit' | 'mojibake' | 'nfd';
  readonly declared: string | null;
  /** First words, readable, at most 200 characters. */
  readonly sample: string;
  /** Whether the reader could make it readable without doubt. */
  readonly repairable: boolean;
};

export type Part = {
  /** IMAP section number: `1`, `2.1` …; a message inside goes on below its part. */
  readonly path: string;
  /** Lower case type/subtype. */
  readonly mediaType: string;
  readonly charset: string | null;
  readonly disposition: 'inline' | 'attachment' | null;
  /** Cleaned for showing (NFC, at most 150 UTF-8 bytes, no control or bidi marks, no path); never used as a path. */
  readonly fileName: string | null;
  readonly contentId: string | null;
  /** Octets after transfer decoding. */
  readonly bytes: number;
  /** SHA-256 of the decoded content, hex; null for containers. */
  readonly sha256: string | null;
  /** Readable text of a text part (HTML stripped to text), NFC; null for other parts. */
  readonly text: string | null;
  /** Text of the first page of a document part (docx, doc, pdf), where the reader could get it in time. */
  readonly firstPage: string | null;
  /** Names inside an archive (zip), cleaned. */
  readonly entries: readonly string[];
  /** A whole message: message/rfc822, message/global, *.eml, *.msg, TNEF; also inside a zip. */
  readonly holdsMessage: boolean;
  readonly unreadable: 'encrypted' | 'broken' | 'limits' | null;
  /** Singleton header fields that stand more than once on this part, lower case. */
  readonly duplicateFields: readonly string[];
};

export type Message = {
  /** Octets as RFC 1870 counts them. */
  readonly bytes: number;
  readonly header: readonly HeaderField[];
  readonly from: readonly Mailbox[];
  readonly sender: Mailbox | null;
  readonly replyTo: readonly Mailbox[];
  readonly to: readonly Mailbox[];
  readonly cc: readonly Mailbox[];
  readonly resentFrom: readonly Mailbox[];
  readonly subject: string;
  /** ISO 8601, null when missing or unreadable. */
  readonly date: string | null;
  /** With angle brackets as it stands; null when missing. */
  readonly messageId: string | null;
  readonly inReplyTo: readonly string[];
  readonly references: readonly string[];
  /** Depth first, root first. */
  readonly parts: readonly Part[];
  /** Messages inside, in order (their own Message-IDs, From …). */
  readonly inner: readonly InnerMessage[];
  /** Readable text of the message's own text (text/plain preferred, else HTML as text), at most 1 MB. */
  readonly text: string;
  readonly legacy: readonly LegacyText[];
  /** S/MIME or PGP signed: its bytes are never rewritten. A DKIM signature does not count here. */
  readonly signed: boolean;
  readonly wire: { readonly bareNewline: boolean; readonly nul: boolean };
  /** Why nothing more could be read; rules then decide on `header` and `bytes` alone. */
  readonly problem: { readonly kind: 'limits' | 'deadline' | 'broken'; readonly detail: string } | null;
};

export type InnerMessage = {
  readonly messageId: string | null;
  readonly from: readonly Mailbox[];
  readonly to: readonly Mailbox[];
  readonly subject: string;
  readonly date: string | null;
  readonly text: string;
};
