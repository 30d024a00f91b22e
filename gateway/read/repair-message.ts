import { asLegacyCharset } from './decode-text.ts';
import { fieldValue, type RawField } from './header-fields.ts';
import { shownFields } from './read-header.ts';
import type { ReadMessage } from './read-message.ts';
import { openReferences, type ReadPart } from './read-part.ts';
import { repairField } from './repair-header.ts';
import { encodeTransfer } from './transfer-encoding.ts';

/** One stretch of the original and what replaces it. */
type Change = { readonly start: number; readonly end: number; readonly by: Buffer };

const maxLine = 998;
const ascii = (text: string): Buffer => Buffer.from(text, 'latin1');

/** The charset parameter as UTF-8; the rest of the field stays as it stands. */
function withCharset(bytes: Buffer, field: RawField): Change {
  const value = fieldValue(bytes, field).toString('latin1');
  const pattern = /(;\s*charset\*?(?:0\*?)?\s*=\s*)(?:"[^"]*"|[^\s;]*)/i;
  const by = pattern.test(value) ? value.replace(pattern, '; charset=utf-8') : `${value.trimEnd().replace(/;$/, '')}; charset=utf-8`;
  return { start: field.value, end: field.end, by: ascii(`${by}\r\n`) };
}

const insertion = (at: number, text: string): Change => ({ start: at, end: at, by: ascii(text) });

const longLines = (octets: Buffer): boolean => {
  let at = 0;
  while (octets.length - at > maxLine) {
    const next = octets.indexOf(0x0a, at);
    if (next < 0 || next - at > maxLine) return true;
    at = next + 1;
  }
  return false;
};

/** Fonts of the old encodings would show Unicode letters wrongly; the page's own charset would contradict the part's. */
const repairHtml = (html: string): string =>
  openReferences(html)
    .normalize('NFC')
    .replace(/(<meta[^>]{0,200}charset=["']?)[A-Za-z0-9_:-]{1,40}/gi, '$1utf-8')
    .replace(/\.Vn[A-Z][A-Za-z]{2,20}|\bVNI-[A-Z][A-Za-z]{2,20}/g, 'Times New Roman');

/** A text part as UTF-8, in the transfer encoding that it had; 8bit where it had none and its lines allow. */
function partChanges(bytes: Buffer, { entity, part, encoding, source }: ReadPart): readonly Change[] {
  const text = source?.text ?? '';
  const octets = Buffer.from(part.mediaType === 'text/html' ? repairHtml(text) : text);
  const chosen = encoding === 'identity' && longLines(octets) ? 'base64' : encoding;
  const body = chosen === 'identity' ? octets : encodeTransfer(octets, chosen);
  const changes: Change[] = [{ start: entity.body, end: entity.end, by: body }];

  const type = entity.fields.find((f) => f.name === 'content-type');
  const at = entity.fields.at(-1)?.end ?? entity.start;
  let added = '';
  if (type) changes.push(withCharset(bytes, type));
  else added += 'Content-Type: text/plain; charset=utf-8\r\n';
  if (encoding === 'identity') {
    const transfer = entity.fields.find((f) => f.name === 'content-transfer-encoding');
    const name = chosen === 'identity' ? '8bit' : chosen;
    if (!transfer) added += `Content-Transfer-Encoding: ${name}\r\n`;
    else if (fieldValue(bytes, transfer).toString('latin1').trim().toLowerCase() !== name) {
      changes.push({ start: transfer.value, end: transfer.end, by: ascii(` ${name}\r\n`) });
    }
  }
  if (entity.parent === null && !entity.fields.some((f) => f.name === 'mime-version')) added += 'MIME-Version: 1.0\r\n';
  if (added !== '') changes.push(insertion(at, added));
  return changes;
}

/** Bare CR and bare LF as CRLF (for devices that policy lists). */
export function withCrlf(bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString('latin1').replace(/\r\n|\r|\n/g, '\r\n'), 'latin1');
}

export type RepairOptions = { readonly smtpUtf8: boolean };

/**
 * The message with its legacy text as Unicode, precomposed (ĐB Đ8), every other octet as it came. A signed message is never
 * rewritten: null, as for one that can't be read or where nothing is repairable.
 */
export function repairMessage(bytes: Buffer, read: ReadMessage, options: RepairOptions): Buffer | null {
  const { message, root, parts } = read;
  if (root === null || message.signed) return null;
  const wanted = new Set(message.legacy.filter((l) => l.repairable).map((l) => l.where));
  const own = parts.filter((p) => p.source?.form?.repairable === true && wanted.has(p.part.path) && p.part.disposition !== 'attachment');
  const hint = own.map((p) => asLegacyCharset(p.source?.form?.what)).find((found) => found !== null) ?? null;
  const changes: Change[] = own.flatMap((p) => partChanges(bytes, p));
  for (const field of root.fields) {
    if (!shownFields.has(field.name) || !wanted.has(field.name)) continue;
    const by = repairField(bytes, field, { hint, utf8: options.smtpUtf8 });
    if (by) changes.push({ start: field.start, end: field.end, by });
  }
  const bareNewline = message.wire.bareNewline;
  if (changes.length === 0) return bareNewline ? withCrlf(bytes) : null;
  changes.sort((a, b) => a.start - b.start || a.end - b.end);
  const out: Buffer[] = [];
  let at = 0;
  for (const change of changes) {
    out.push(bytes.subarray(at, change.start), change.by);
    at = change.end;
  }
  out.push(bytes.subarray(at));
  const repaired = Buffer.concat(out);
  return bareNewline ? withCrlf(repaired) : repaired;
}
