import { isAscii } from 'node:buffer';
import { decodeText } from './decode-text.ts';
import { fieldValue, type RawField } from './header-fields.ts';
import { decodeHeaderText, headerRuns, unfold, type HeaderContext, type HeaderRun } from './header-text.ts';

const maxWordBytes = 45;

/** RFC 2047 words of at most 75 characters, letters never cut, folded. */
export function encodeWords(text: string): string {
  const words: string[] = [];
  let piece = '';
  let length = 0;
  const flush = (): void => {
    if (piece !== '') words.push(`=?UTF-8?B?${Buffer.from(piece).toString('base64')}?=`);
    piece = '';
    length = 0;
  };
  for (const char of text) {
    const size = Buffer.byteLength(char);
    if (length + size > maxWordBytes) flush();
    piece += char;
    length += size;
  }
  flush();
  return words.join('\r\n ');
}

/** Raw 8-bit octets of a value: whole quoted strings (an encoded word may not stand inside one), else words with the blanks between them. */
const rawRun = /"(?:[^"\\]|\\.)*"|[^\s"<>(),:;@]*[\u0080-\u00ff][^\s"<>(),:;@]*(?:[ \t]+[^\s"<>(),:;@]*[\u0080-\u00ff][^\s"<>(),:;@]*)*/g;

function repairRaw(run: HeaderRun, context: HeaderContext, write: (text: string) => string): string {
  return run.bytes.toString('latin1').replace(rawRun, (found) => {
    if (!/[\u0080-\u00ff]/.test(found)) return found;
    const inner = found.startsWith('"') ? found.slice(1, -1).replace(/\\(.)/g, '$1') : found;
    return write(decodeText(Buffer.from(inner, 'latin1'), null, context.hint).text);
  });
}

/**
 * The octets of a field with its legacy text as UTF-8: RFC 2047 words, or raw where the message came with SMTPUTF8 and the field was
 * raw before. What is ASCII stays as it stands. Null when nothing needs repair.
 */
export function repairField(bytes: Buffer, field: RawField, context: HeaderContext): Buffer | null {
  const raw = fieldValue(bytes, field);
  const { form } = decodeHeaderText(raw, context);
  if (form === null || !form.repairable) return null;
  const value = unfold(raw);
  let changed = '';
  let at = 0;
  const rawWriter = (text: string): string => (context.utf8 ? Buffer.from(text).toString('latin1') : encodeWords(text));
  for (const run of headerRuns(value)) {
    changed += value.slice(at, run.start);
    at = run.end;
    if (run.encoded) {
      const decoded = decodeText(run.bytes, run.charset, context.hint);
      changed += decoded.form === null ? value.slice(run.start, run.end) : encodeWords(decoded.text);
    } else changed += isAscii(run.bytes) ? run.bytes.toString('latin1') : repairRaw(run, context, rawWriter);
  }
  changed += value.slice(at);
  return Buffer.concat([
    bytes.subarray(field.start, field.value),
    Buffer.from(`${changed.startsWith(' ') ? '' : ' '}${changed}\r\n`, 'latin1'),
  ]);
}
