import type { NextMessage, ReturnCode } from 'haraka-plugin-api-typings';
import type { Reply } from '../../mail/verdict.ts';
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

const withoutDiacritics = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replaceAll('đ', 'd')
    .replaceAll('Đ', 'D')
    .replace(/[^\x20-\x7e]/g, ' ');

/** Text as lines that fit; without diacritics where the client did not announce SMTPUTF8 (RFC 6531, 3.7.4: replies are ASCII else). */
export function replyLines(reply: Reply, smtpUtf8: boolean): string[] {
  const readable = smtpUtf8 ? reply.text : withoutDiacritics(reply.text);
  const lines: string[] = [];
  let line = '';
  for (const word of readable.split(/[\s\p{Cc}]+/u).filter((word) => word !== '')) {
    if (line !== '' && Buffer.byteLength(line) + 1 + Buffer.byteLength(word) > lineOctets) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
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

/** Replies of the adapter itself; the rules have theirs. */
export const ownReplies = {
  /** Whatever went wrong with us: never a refusal, never an acceptance (RFC 5321, 4.2.4.1). */
  trouble: { code: 451, enhanced: '4.3.0', text: 'Hệ thống chưa nhận được thư, đề nghị gửi lại sau.' },
  /** RFC 3463: 5.3.4 message too big for system; RFC 1870, 6.1: 552. */
  tooLarge: { code: 552, enhanced: '5.3.4', text: 'Thư vượt giới hạn dung lượng.' },
  /** RFC 5321, 2.3.8 and 4.1.1.4: CR and LF only together; NUL is no text. */
  bareNewline: { code: 550, enhanced: '5.5.2', text: 'Thư có dấu xuống dòng không đúng chuẩn (CR hoặc LF đứng một mình).' },
  nul: { code: 550, enhanced: '5.5.2', text: 'Thư có ký tự NUL, không đúng chuẩn.' },
} as const satisfies Record<string, Reply>;
