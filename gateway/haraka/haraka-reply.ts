import type { NextMessage, ReturnCode } from 'haraka-plugin-api-typings';
import type { Reply } from '../../mail/verdict.ts';
import { withoutDiacritics } from '../smtp/reply-text.ts';
import { returnCodes } from './return-codes.ts';

/** Octets of text a line: RFC 5321, 4.5.3.1.5 allows 512 with code, enhanced code and CRLF. */
const lineOctets = 400;

/** What a hook answers through `next`. */
export type Answer = { readonly code: ReturnCode; readonly message?: NextMessage };

/** An answer with a code of its own. The name of the class is what Haraka recognises it by (`constructor.name === 'DSN'`). */
class DSN {
  readonly code: number;
  readonly reply: string[];

  constructor(code: number, reply: string[]) {
    this.code = code;
    this.reply = reply;
  }

  /** For Haraka's log. */
  toString(): string {
    return this.reply.join(' ');
  }
}

/** Text as lines that fit; without diacritics where the client did not announce SMTPUTF8 (RFC 6531, 3.7.4: replies are ASCII else). */
export function replyLines(reply: Reply, smtpUtf8: boolean): string[] {
  const clean = reply.text.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim();
  const readable = smtpUtf8 ? clean.normalize('NFC') : withoutDiacritics(clean);
  const lines: string[] = [];
  let line = '';
  // A hundred letters are at most 400 octets.
  for (const piece of readable.match(/[^ ]{1,100} ?/gu) ?? []) {
    if (Buffer.byteLength(line) + Buffer.byteLength(piece) > lineOctets) {
      lines.push(line);
      line = '';
    }
    line += piece;
  }
  lines.push(line);
  return lines.map((text) => `${reply.enhanced} ${text}`.trimEnd());
}

/** The text behind 250: one line, since Haraka puts its own id behind it. */
export function acceptedText(reply: Reply, id: string, smtpUtf8: boolean): string {
  const [line = ''] = replyLines(reply, smtpUtf8);
  return `${line} (${id})`;
}

/** `next(code, message)` that makes Haraka send exactly this reply; for hooks that it answers at once (not `queue`). */
export function refusalOf(reply: Reply, smtpUtf8: boolean): Answer {
  const lines = replyLines(reply, smtpUtf8);
  return { code: reply.code >= 500 ? returnCodes.DENY : returnCodes.DENYSOFT, message: new DSN(reply.code, lines) };
}
