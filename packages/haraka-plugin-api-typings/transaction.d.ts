/// <reference types="node" />
/**
 * One mail, from MAIL FROM to RSET or the end of data.
 * @see Haraka docs/Transaction.md; transaction.js
 */
import type { Address } from './address.js';
import type { AttachmentStart, Body, BodyFilter, Header, MessageStream } from './message.js';
import type { TransactionNotes } from './notes.js';
import type { ResultStore } from './results.js';

/** How often something was accepted, put off, refused. */
export interface Counts {
  accept: number;
  tempfail: number;
  reject: number;
}

export interface Transaction {
  /** `<connection.uuid>.<n>` */
  readonly uuid: string;
  /** Set before the `mail` hook runs. The null reverse-path is an Address whose `isNull()` is true. */
  mail_from: Address;
  /** Recipients accepted so far; during `rcpt` the last one is the recipient in question. */
  rcpt_to: Address[];
  header: Header;
  /** Only with `parse_body`. */
  body: Body | null;
  message_stream: MessageStream;
  notes: TransactionNotes;
  results: ResultStore;
  /** Octets of DATA, with dot-stuffing and the closing dot; `connection.ini` `max.bytes` counts the same. */
  data_bytes: number;
  /** Set true up to the `data` hook to have MIME parsed. */
  parse_body: boolean;
  /** Do not keep the raw message. */
  discard_data: boolean;
  rcpt_count: Counts;
  mime_part_count: number;
  /** How bytes become header text: `utf8`, after HELO `binary`. */
  encoding: BufferEncoding;
  /** What became of the mail, once it is known. */
  msg_status: 'accepted' | 'rejected' | 'deferred' | undefined;
  /** Milliseconds since the epoch; null before the end of data. */
  data_post_start: number | null;
  /** Seconds that the `data_post` hook took. */
  data_post_delay: number;
  /** The RSET of this transaction has begun. */
  readonly resetting: boolean;
  /** Text and HTML to put at the end. */
  banner: readonly [text: string, html: string] | null;
  /** Raw header lines as they came, one leading dot removed, CRLF as LF. */
  readonly header_lines: readonly string[];
  /** Takes one line in wire form. Haraka calls it for each line of DATA (a Buffer) and before for its own `Received:` (a string). */
  add_data(line: Buffer | string): void;
  /** Appends a header field. */
  add_header(name: string, value: string): void;
  /** Puts a header field first. */
  add_leading_header(name: string, value: string): void;
  remove_header(name: string): void;
  /** Sets `parse_body`. */
  attachment_hooks(start: AttachmentStart): void;
  /** Sets `parse_body`. Without `html` it is made from `text`. */
  set_banner(text: string, html?: string): void;
  /** Sets `parse_body`. A string matches the beginning of the content type, without regard to case. */
  add_body_filter(contentType: string | RegExp, filter: BodyFilter): void;
}
