import { cleanLine, plainLine, type Line } from './text-lines.ts';
import { readZipBeginning } from './zip-limits.ts';

/** Octets of XML that hold a first page many times over. */
const enough = 1024 * 1024;

const named = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

const character = (code: number): string => (code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '');

/** The five entities of XML and character references; others (there are none in Word files) stay as they are. */
const decoded = (text: string): string =>
  text.replace(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]{2,4}));/gi,
    (whole, hex: string | undefined, decimal: string | undefined, word: string | undefined) =>
      hex !== undefined
        ? character(Number.parseInt(hex, 16))
        : decimal !== undefined
          ? character(Number(decimal))
          : (named.get(word ?? '') ?? whole),
  );

/**
 * Lines of the beginning of a Word file by its marks alone, without building a document: for judging mail, where milliseconds
 * count. Text boxes stand twice in such files (choice and fallback); the fallback is left out.
 */
export async function beginningOfDocx(bytes: Uint8Array): Promise<readonly Line[]> {
  const xml = (await readZipBeginning(bytes, 'word/document.xml', enough))?.toString('utf8') ?? '';
  const lines: Line[] = [];
  let text = '';
  let fallback = 0;
  const flush = (): void => {
    const line = cleanLine(text);
    if (line !== '') lines.push(plainLine(line));
    text = '';
  };
  for (const [, close, tag, content] of xml.matchAll(/<(\/?)(?:w|mc):(t|tab|br|cr|p|Fallback)(?=[\s/>])[^<>]{0,400}>([^<]*)/g)) {
    if (tag === 'Fallback') fallback += close === '/' ? -1 : 1;
    else if (fallback > 0) continue;
    else if (tag === 't' && close === '') text += decoded(content ?? '');
    else if (tag === 'tab') text += ' ';
    else if (tag === 'br' || tag === 'cr' || (tag === 'p' && close === '/')) flush();
  }
  flush();
  return lines;
}
