import type { Transaction } from 'haraka-plugin-api-typings';

const CR = 0x0d;
const LF = 0x0a;
const DOT = 0x2e;
/** `.` CRLF, which Haraka counts as data. */
const endMark = 3;

/** Why the copy can't be used; `altered` = it is not what the client sent. */
export type Unusable = 'too-large' | 'bare-newline' | 'nul' | 'altered';

/**
 * A copy of a message as the client sent it, line by line, dot-stuffing undone (RFC 5321, 4.5.2). Haraka's own copy is not the message:
 * header lines went through UTF-8, and trace fields were added.
 */
export class ReceivedBytes {
  readonly #limit: number;
  #buffer = Buffer.allocUnsafe(0);
  #length = 0;
  /** Octets on the wire: with dot-stuffing. */
  #wire = 0;
  /** Octets of content, also of what was no longer kept. */
  #octets = 0;

  /** `limit` in octets as RFC 1870 counts them; beyond it nothing is kept any more, only counted. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Takes part in `transaction.add_data` from now on. */
  static tee(transaction: Transaction, limit: number): ReceivedBytes {
    const received = new ReceivedBytes(limit);
    const addData = transaction.add_data.bind(transaction);
    transaction.add_data = (line) => {
      // A string is the Received field that Haraka puts in front; what the client sent are Buffers.
      if (typeof line !== 'string') received.take(line);
      addData(line);
    };
    return received;
  }

  /** One line in wire form. Copied: MIME parsing changes the line in place afterwards. */
  take(line: Buffer): void {
    this.#wire += line.length;
    const content = line[0] === DOT ? line.subarray(1) : line;
    this.#octets += content.length;
    if (this.#octets > this.#limit) {
      this.#buffer = Buffer.allocUnsafe(0);
      this.#length = 0;
      return;
    }
    this.#reserve(this.#length + content.length);
    content.copy(this.#buffer, this.#length);
    this.#length += content.length;
  }

  #reserve(needed: number): void {
    if (needed <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.min(this.#limit, Math.max(needed, this.#buffer.length * 2, 16_384)));
    this.#buffer.copy(larger, 0, 0, this.#length);
    this.#buffer = larger;
  }

  /** Size of the message as RFC 1870 counts it. */
  get octets(): number {
    return this.#octets;
  }

  /** The message, valid until the transaction ends. */
  bytes(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  /** Null when the copy is the message; asked once the end mark has come. */
  problem(transaction: Transaction): Unusable | null {
    if (this.#octets > this.#limit) return 'too-large';
    // Another plugin added or kept back lines, or a line was folded on arrival.
    if (this.#wire + endMark !== transaction.data_bytes || transaction.notes.data_line_length_exceeded === true) return 'altered';
    const bytes = this.bytes();
    if (bytes.includes(0)) return 'nul';
    for (let at = bytes.indexOf(CR); at !== -1; at = bytes.indexOf(CR, at + 1)) if (bytes[at + 1] !== LF) return 'bare-newline';
    for (let at = bytes.indexOf(LF); at !== -1; at = bytes.indexOf(LF, at + 1)) if (bytes[at - 1] !== CR) return 'bare-newline';
    return null;
  }
}
