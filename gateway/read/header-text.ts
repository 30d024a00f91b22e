import { isAscii, isUtf8 } from 'node:buffer';
import type { LegacyCharset } from '../../vietnamese/legacy-letters.ts';
import { decodeText, type DecodedText } from './decode-text.ts';
import { decodeTransfer } from './transfer-encoding.ts';

/** `=?charset*language?B or Q?text?=`; spaces inside are an error that every mail program forgives. */
const encodedWord = /=\?([A-Za-z0-9_.:+-]{1,60})(?:\*[A-Za-z0-9-]{0,20})?\?([BbQq])\?([^?\r\n]*)\?=/g;

function wordBytes(encoding: string, text: string): Buffer {
  if (encoding === 'B' || encoding === 'b') return decodeTransfer(Buffer.from(text, 'latin1'), 'base64');
  return decodeTransfer(Buffer.from(text.replaceAll('_', '=20'), 'latin1'), 'quoted-printable');
}

/** A run of a header value: plain text, adjacent encoded words of one charset, or raw 8-bit text, with its place in the value. */
export type HeaderRun = {
  readonly start: number;
  readonly end: number;
  readonly charset: string | null;
  readonly bytes: Buffer;
  readonly encoded: boolean;
};

/** Splits an unfolded value (Latin-1 string of its octets) into runs. Octets of adjacent words are joined before decoding: writers cut letters in two. */
export function headerRuns(value: string): readonly HeaderRun[] {
  const runs: HeaderRun[] = [];
  const plain = (start: number, end: number): void => {
    if (end > start) runs.push({ start, end, charset: null, bytes: Buffer.from(value.slice(start, end), 'latin1'), encoded: false });
  };
  let at = 0;
  let last: { start: number; end: number; charset: string; pieces: Buffer[] } | null = null;
  const flush = (): void => {
    if (last) runs.push({ start: last.start, end: last.end, charset: last.charset, bytes: Buffer.concat(last.pieces), encoded: true });
    last = null;
  };
  for (const match of value.matchAll(encodedWord)) {
    const charset = (match[1] ?? '').toLowerCase();
    const end = match.index + match[0].length;
    const piece = wordBytes(match[2] ?? '', match[3] ?? '');
    const adjacent: boolean = last !== null && value.slice(last.end, match.index).trim() === '';
    if (last !== null && adjacent && last.charset === charset) {
      last.pieces.push(piece);
      last.end = end;
    } else {
      const before: number = last?.end ?? at;
      flush();
      if (!adjacent) plain(before, match.index);
      last = { start: match.index, end, charset, pieces: [piece] };
    }
    at = end;
  }
  flush();
  plain(at, value.length);
  return runs;
}

export type HeaderContext = { readonly hint: LegacyCharset | null; /** RFC 6532: raw UTF-8 is as it should be. */ readonly utf8: boolean };

export const unfold = (bytes: Buffer): string => bytes.toString('latin1').replace(/\r?\n(?=[ \t])/g, '');

/** Without line ends, NUL and other controls: what is shown can't fake a second line. */
const withoutControls = (text: string): string => text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ');

/** A header value as text: RFC 2047 words and raw 8-bit text decoded, unfolded, NFC, no controls. */
export function decodeHeaderText(bytes: Buffer, context: HeaderContext): DecodedText {
  const value = unfold(bytes);
  if (!value.includes('=?') && isAscii(bytes)) return { text: withoutControls(value).trim(), form: null };
  let form: DecodedText['form'] = null;
  let text = '';
  for (const run of headerRuns(value)) {
    if (!run.encoded && isAscii(run.bytes)) {
      text += run.bytes.toString('latin1');
      continue;
    }
    const charset = run.charset ?? (context.utf8 && isUtf8(run.bytes) ? 'utf-8' : null);
    const decoded = decodeText(run.bytes, charset, context.hint);
    form ??= decoded.form;
    text += decoded.text;
  }
  return { text: withoutControls(text.normalize('NFC')).trim(), form };
}
