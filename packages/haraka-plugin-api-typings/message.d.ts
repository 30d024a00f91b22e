/// <reference types="node" />
/**
 * The message: header, parsed body, stored bytes.
 * @see haraka-email-message 1.4 README.md, `lib/header.js`, `lib/body.js`, `lib/attachment-stream.js`; haraka-message-stream 2.0 README.md
 */
import type { EventEmitter } from 'node:events';
import type { Stream } from 'node:stream';
import type { Address, AddressGroup } from './address.js';
import type { Connection } from './connection.js';

/** Header fields. Values end with the line feed of their line; raw 8-bit octets were decoded as UTF-8 on arrival and cannot be restored. */
export interface Header {
  /** Raw values by name in lower case. */
  headers: Record<string, string[]>;
  /** Values after RFC 2047 and RFC 2231 decoding, by name in lower case. */
  headers_decoded: Record<string, string[]>;
  /** Field lines in order, folded lines joined as they came. */
  header_list: string[];
  /** Lines that were dropped because of an unsafe name; absent when there were none. */
  invalid_headers?: string[];
  parse(lines: readonly string[]): void;
  /** All values joined with a line feed, or an empty string. */
  get(name: string): string;
  /** All values, frozen. */
  get_all(name: string): readonly string[];
  /** All decoded values joined with a line feed, or an empty string. */
  get_decoded(name: string): string;
  /** Addresses of From, To, Cc … Throws on malformed input. */
  get_addresses(name: string): (Address | AddressGroup)[];
  /** RFC 2047 and RFC 2231 decoding of one value. */
  decode_header(value: string): string;
  remove(name: string): void;
  /** Puts a field first. Text outside ASCII is encoded, line breaks are folded. */
  add(name: string, value: string): void;
  /** Puts a field last. */
  add_end(name: string, value: string): void;
  lines(): readonly string[];
  toString(): string;
}

/** Gets the part's content type, its character set and its decoded bytes; gives the new bytes in the same character set. */
export type BodyFilter = (contentType: string, encoding: string, bytes: Buffer) => Buffer | undefined;

/** Begins when the parser meets an attachment. `filename` is what the sender wrote: never use it as a path. */
export type AttachmentStart = (contentType: string, filename: string, body: Body, stream: AttachmentStream) => void;

/** One MIME part; multiparts have children. Only there with `transaction.parse_body`. */
export interface Body extends EventEmitter {
  header: Header;
  filters: ((contentType: string, encoding: string, bytes: Buffer, contentDisposition?: string) => Buffer | undefined)[];
  /** Text of the part in Unicode; empty until its end was parsed. */
  bodytext: string;
  /** Character set of the part; `broken//<name>` when the conversion failed. */
  body_encoding: string | null;
  /** Content-Type of the part. */
  ct: string | null;
  children: Body[];
  options: { maxMimeDepth?: number };
  state: string;
  add_filter(filter: Body['filters'][number]): void;
  /** Text and HTML to put at the end of text parts. */
  set_banner(banners: readonly [text: string, html: string]): void;
}

/** Decoded bytes of an attachment (`data`, `end`, `error`). */
export interface AttachmentStream extends Stream {
  header: Header;
  /** Set it to the connection and pausing the stream pauses the sender. */
  connection: Connection | null;
  pipe<Destination extends NodeJS.WritableStream>(destination: Destination, options?: { end?: boolean }): Destination;
  pause(): void;
  resume(): void;
  /** Only `binary` is allowed; others throw. */
  setEncoding(encoding: 'binary'): void;
  destroy(): void;
}

/** How the stored message is written out. */
export interface PipeOptions {
  /** Default CRLF. */
  line_endings?: '\r\n' | '\n';
  /** Default true = the output is *un*-stuffed: one leading dot of a line is taken away (RFC 5321, 4.5.2). Set false towards SMTP. */
  dot_stuffed?: boolean;
  /** End with `.` CRLF; implies `dot_stuffed: false`. */
  ending_dot?: boolean;
  /** Frame for ClamAV's INSTREAM. */
  clamd_style?: boolean;
  /** Body only. */
  skip_headers?: boolean;
  /** Octets a read, 65536. */
  buffer_size?: number;
  /** End the destination when done; default true. */
  end?: boolean;
}

/** The message as stored, in memory or spooled to disk. Read by one consumer at a time: a second `pipe` meanwhile throws. */
export interface MessageStream extends Stream {
  readonly uuid: string;
  /** Octets written so far. */
  readonly bytes_read: number;
  readonly total_buffered: number;
  /** True once it went to disk. */
  readonly spooling: boolean;
  /** Offsets of the header, the body and the first line of each boundary. */
  readonly idx: Readonly<Record<string, { start?: number; end?: number }>>;
  readonly headers: readonly string[];
  /** Adds a line in wire form: CRLF, dot-stuffed. */
  add_line(line: Buffer | string): void;
  add_line_end(done?: () => void): void;
  pipe<Destination extends NodeJS.WritableStream>(destination: Destination, options?: PipeOptions): Destination;
  /** Ends the running pipe at once; call it before destroying the destination. */
  unpipe(): void;
  pause(): void;
  resume(): void;
  /** Closes and removes the spool file. */
  destroy(): void;
  get_data(done: (bytes: Buffer) => void): void;
  get_data(options: PipeOptions, done: (bytes: Buffer) => void): void;
  [Symbol.asyncIterator](options?: PipeOptions): AsyncIterator<Buffer>;
}
