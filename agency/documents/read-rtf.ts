import { linesOf, withLines, type DocumentText, type TextOptions } from './text-lines.ts';

const maxBytes = 4 * 1024 * 1024;
/** Groups that hold no text of the document. */
const silent = new Set([
  'fonttbl',
  'colortbl',
  'stylesheet',
  'info',
  'pict',
  'object',
  'themedata',
  'datastore',
  'listtable',
  'listoverridetable',
  'generator',
  'xmlnstbl',
]);
const breaks = new Map([
  ['par', '\n'],
  ['line', '\n'],
  ['cell', '\n'],
  ['row', '\n'],
  ['page', '\n'],
  ['tab', ' '],
  ['emdash', '—'],
  ['endash', '–'],
  ['lquote', '‘'],
  ['rquote', '’'],
  ['ldblquote', '“'],
  ['rdblquote', '”'],
]);

type Group = { readonly hidden: boolean; readonly skip: number };

/** One pass over the tokens; a stack of groups, no recursion. */
function textOf(rtf: string): string {
  const out: string[] = [];
  const octets = new TextDecoder('windows-1258');
  const stack: Group[] = [];
  let group: Group = { hidden: false, skip: 1 };
  let toSkip = 0;
  const put = (text: string): void => {
    if (toSkip > 0) toSkip -= 1;
    else if (!group.hidden) out.push(text);
  };
  for (const [token, word, number, hex, symbol] of rtf.matchAll(
    /\\([a-z]{1,32})(-?\d{1,9})? ?|\\'([0-9a-f]{2})|\\([^a-z'])|[{}]|[^\\{}\r\n]/gi,
  )) {
    if (token === '{') stack.push(group);
    else if (token === '}') group = stack.pop() ?? group;
    else if (word !== undefined) {
      if (silent.has(word)) group = { ...group, hidden: true };
      else if (word === 'uc') group = { ...group, skip: Number(number ?? 1) };
      else if (word === 'u') {
        toSkip = 0;
        put(String.fromCharCode(((Number(number ?? 63) % 65_536) + 65_536) % 65_536));
        toSkip = group.skip;
      } else if (breaks.has(word) && !group.hidden) out.push(breaks.get(word) ?? '');
    } else if (hex !== undefined) put(octets.decode(Uint8Array.of(Number.parseInt(hex, 16))));
    else if (symbol === '*') group = { ...group, hidden: true };
    else if (symbol === '~') put(' ');
    else if (symbol !== undefined) put(symbol === '-' ? '' : symbol);
    else put(token);
  }
  return out.join('');
}

/** Reads Rich Text Format, which is often named .doc. */
export async function readRtf(bytes: Uint8Array, options: TextOptions): Promise<DocumentText> {
  const rtf = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, maxBytes)).toString('latin1');
  return withLines('doc', linesOf(textOf(rtf)), { pages: null }, options);
}
