import type { Message } from '../mail/message.ts';
import { linesOf } from './words.ts';

/** What stands on the outside of a message: where marks such as MẬT are put. */
export type Surface = {
  readonly subjects: readonly string[];
  /** File names and names inside archives. */
  readonly names: readonly string[];
  /** First pages: of each document, and the head of each text. `where` names it to a person. */
  readonly pages: readonly { readonly where: string; readonly lines: readonly string[] }[];
};

/** A page of an A4 document has at most about this many lines. */
const pageLines = 60;
const mostNames = 2_000;
/** Longer subjects and names are no human's; marks stand at their ends, so the end is kept as well. */
const longest = 2_000;

const bounded = (text: string): string => (text.length > longest ? `${text.slice(0, longest / 2)} ${text.slice(-longest / 2)}` : text);

/** Quotation marks of a forwarded text are dropped: a mark on a quoted page is a mark. */
const unquoted = (line: string): string => line.replace(/^[>|\s]{1,40}/, '');

const page = (where: string, text: string): Surface['pages'][number] => ({ where, lines: linesOf(text, pageLines).map(unquoted) });

export function surfaceOf(message: Message): Surface {
  const names: string[] = [];
  const pages = [page('thư', message.text)];
  for (const part of message.parts) {
    if (names.length < mostNames && part.fileName !== null) names.push(bounded(part.fileName));
    for (const entry of part.entries) if (names.length < mostNames) names.push(bounded(entry));
    if (part.firstPage !== null) pages.push(page(`tệp ${part.fileName ?? part.path}`, part.firstPage));
    else if (part.text !== null && part.disposition === 'attachment') pages.push(page(`tệp ${part.fileName ?? part.path}`, part.text));
  }
  for (const inner of message.inner) pages.push(page(`thư đính kèm ${inner.subject}`.trim(), inner.text));
  return { subjects: [message.subject, ...message.inner.map((m) => m.subject)].map(bounded), names, pages };
}
