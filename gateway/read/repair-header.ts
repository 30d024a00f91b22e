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

const structured = new Set(['from', 'sender', 'reply-to', 'to', 'cc', 'resent-from']);

/** From the first word with a letter beyond ASCII to the last: blanks between encoded words would be lost (RFC 2047 6.2). */
function encodeText(text: string): string {
  const first = text.search(/[^\u0000-\u007f]/);
  if (first < 0) return text;
  const start = text.lastIndexOf(' ', first) + 1;
  let end = text.length;
  while (end > first && text.charCodeAt(end - 1) < 0x80) end--;
  const blank = text.indexOf(' ', end);
  return text.slice(0, start) + encodeWords(text.slice(start, blank < 0 ? text.length : blank)) + (blank < 0 ? '' : text.slice(blank));
}

/** Quoted strings (an encoded word may not stand inside one) and words, with the blanks between them. */
const phrase = /(?:"(?:[^"\\]|\\.)*"|[^\s"<>(),:;@]+)(?:[ \t]+(?:"(?:[^"\\]|\\.)*"|[^\s"<>(),:;@]+))*/g;
/** The pattern may look twice at unclosed quotes; names longer than this stay as they are. */
const maxPhrases = 16_384;

function repairPhrases(run: HeaderRun, context: HeaderContext): string {
  const value = run.bytes.toString('latin1');
  if (value.length > maxPhrases) return value;
  return value.replace(phrase, (found) => {
    if (!/[\u0080-\u00ff]/.test(found)) return found;
    const plain = found.replace(/"((?:[^"\\]|\\.)*)"/g, (_, inner: string) => inner.replace(/\\(.)/g, '$1'));
    const { text } = decodeText(Buffer.from(plain, 'latin1'), null, context.hint);
    return context.utf8 ? Buffer.from(`"${text.replace(/["\\]/g, '\\$&')}"`).toString('latin1') : encodeWords(text);
  });
}

/** Words of an address field are repaired where they stand, so that addresses and their order can't change. */
function repairStructured(value: string, context: HeaderContext): string {
  let changed = '';
  let at = 0;
  for (const run of headerRuns(value)) {
    changed += value.slice(at, run.start);
    at = run.end;
    if (run.encoded) {
      const decoded = decodeText(run.bytes, run.charset, context.hint);
      changed += decoded.form === null ? value.slice(run.start, run.end) : encodeWords(decoded.text);
    } else changed += isAscii(run.bytes) ? run.bytes.toString('latin1') : repairPhrases(run, context);
  }
  return changed + value.slice(at);
}

/**
 * The octets of a field with its legacy text as UTF-8: RFC 2047 words, or raw where the message came with SMTPUTF8. Null when
 * nothing needs repair.
 */
export function repairField(bytes: Buffer, field: RawField, context: HeaderContext): Buffer | null {
  const raw = fieldValue(bytes, field);
  const { form, text } = decodeHeaderText(raw, context);
  if (form === null || !form.repairable) return null;
  const value = structured.has(field.name)
    ? repairStructured(unfold(raw), context)
    : context.utf8
      ? Buffer.from(text).toString('latin1')
      : encodeText(text);
  return Buffer.concat([
    bytes.subarray(field.start, field.value),
    Buffer.from(`${value.startsWith(' ') ? '' : ' '}${value}\r\n`, 'latin1'),
  ]);
}
