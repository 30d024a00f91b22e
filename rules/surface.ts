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

/** Marks that nobody sees, as text programs leave them within words. */
const invisible = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]/g;

const page = (where: string, text: string): Surface['pages'][number] => ({
  where,
  lines: linesOf(text, pageLines).map((line) => unquoted(line.replaceAll(invisible, ''))),
});

/**
 * The message's own texts: the one that is shown to rules first, then those that a mail program may show in its place
 * (the HTML beside a plain text says what its author wants) or below it. Messages inside are not among them.
 */
export function ownTexts(message: Message): readonly string[] {
  const texts = new Set([message.text]);
  let below = '';
  for (const part of message.parts) {
    if (below !== '' && part.path.startsWith(below)) continue;
    if (part.holdsMessage) below = `${part.path}.`;
    else if (part.text !== null && part.disposition !== 'attachment') texts.add(part.text);
  }
  return [...texts];
}

export function surfaceOf(message: Message): Surface {
  const names: string[] = [];
  const pages = ownTexts(message).map((text) => page('thư', text));
  const holders = message.parts.filter((part) => part.holdsMessage).map((part) => `${part.path}.`);
  const isInside = (path: string): boolean => holders.some((holder) => path.startsWith(holder));
  for (const part of message.parts) {
    if (names.length < mostNames && part.fileName !== null) names.push(bounded(part.fileName));
    for (const entry of part.entries) if (names.length < mostNames) names.push(bounded(entry));
    if (part.firstPage !== null) pages.push(page(`tệp ${part.fileName ?? part.path}`, part.firstPage));
    else if (part.text !== null && (part.disposition === 'attachment' || isInside(part.path)))
      pages.push(page(`tệp ${part.fileName ?? part.path}`, part.text));
  }
  for (const inner of message.inner) pages.push(page(`thư đính kèm ${inner.subject}`.trim(), inner.text));
  return {
    subjects: [message.subject, ...message.inner.map((m) => m.subject)].map((s) => bounded(s.replaceAll(invisible, ''))),
    names,
    pages,
  };
}
