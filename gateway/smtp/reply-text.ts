import type { Reply } from '../../mail/verdict.ts';
import { explainSize, sizeFigures } from '../../rules/explain-size.ts';

/** Text for a client that did not announce SMTPUTF8: no diacritics, printable ASCII only. Keeps upper case. */
export const withoutDiacritics = (text: string): string =>
  text
    .normalize('NFD')
    .replaceAll(/[\u0300-\u036f]/g, '')
    .replaceAll('đ', 'd')
    .replaceAll('Đ', 'D')
    .replaceAll(/[–—]/g, '-')
    .replaceAll(/[«»“”]/g, '"')
    .replaceAll(/[^\x20-\x7e]/g, '?');

/** One line that any SMTP client takes: RFC 5321 4.5.3.1.5 allows 512 octets with code and CRLF. */
export function replyLine(reply: Pick<Reply, 'enhanced' | 'text'>, utf8: boolean): string {
  const clean = reply.text.replaceAll(/[\x00-\x1f\x7f-\x9f\u2028\u2029]+/g, ' ').trim();
  const text = utf8 ? clean.normalize('NFC') : withoutDiacritics(clean);
  const line = `${reply.enhanced} ${text}`;
  return Buffer.byteLength(line) <= 480
    ? line
    : Buffer.from(line)
        .subarray(0, 480)
        .toString('utf8')
        .replace(/\ufffd+$/, '');
}

/** A reply as the error that smtp-server's callbacks want; the connection writes it as it stands. */
export class ReplyError extends Error {
  readonly responseCode: number;
  readonly reply: Reply;

  constructor(reply: Reply) {
    super(`${reply.enhanced} ${reply.text}`);
    this.responseCode = reply.code;
    this.reply = reply;
  }
}

/** The size explained as far as it is known before a message was read: octets and limit. */
export const sizeText = (octets: number, limit: number): string => explainSize(sizeFigures(octets, limit));
