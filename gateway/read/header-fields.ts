/** One field of a header block, as offsets into the message. */
export type RawField = {
  /** Lower case; empty for a line that is no field. */
  readonly name: string;
  readonly start: number;
  /** First octet after the colon. */
  readonly value: number;
  /** After the line end of its last line. */
  readonly end: number;
};

const LF = 0x0a;
const CR = 0x0d;
const isBlank = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x09;

/** Fields between two offsets (RFC 5322 2.2), folded lines kept together. A line without a colon is a nameless field. */
export function scanFields(bytes: Buffer, start: number, end: number): readonly RawField[] {
  const fields: RawField[] = [];
  let at = start;
  while (at < end) {
    let next = at;
    do {
      const newline = bytes.indexOf(LF, next);
      next = newline < 0 || newline >= end ? end : newline + 1;
    } while (next < end && isBlank(bytes[next]));
    const colon = bytes.indexOf(0x3a, at);
    const named = colon >= 0 && colon < next && colon - at <= 200;
    fields.push({
      name: named ? bytes.toString('latin1', at, colon).trim().toLowerCase() : '',
      start: at,
      value: named ? colon + 1 : at,
      end: next,
    });
    at = next;
  }
  return fields;
}

/** Octets of a field's value without the final line end, folding included. */
export function fieldValue(bytes: Buffer, field: RawField): Buffer {
  let end = field.end;
  if (end > field.value && bytes[end - 1] === LF) end--;
  if (end > field.value && bytes[end - 1] === CR) end--;
  return bytes.subarray(field.value, end);
}

/** Fields that may stand once (RFC 5322 3.6, RFC 2045); where two stand, readers differ in which they believe. */
const singletons = new Set([
  'from',
  'sender',
  'reply-to',
  'to',
  'cc',
  'bcc',
  'subject',
  'date',
  'message-id',
  'in-reply-to',
  'references',
  'mime-version',
  'content-type',
  'content-disposition',
  'content-transfer-encoding',
  'content-id',
]);

/** Names of singleton fields that stand more than once. */
export function duplicateFields(fields: readonly RawField[]): readonly string[] {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const { name } of fields) {
    if (!singletons.has(name)) continue;
    if (seen.has(name)) twice.add(name);
    seen.add(name);
  }
  return [...twice];
}

/** Parameters that decide how a part is read or called, without their RFC 2231 continuations. */
const decisive = /;\s*(boundary|charset|filename|name)(\*)?\s*=\s*([^\s;]*)/gi;

/**
 * Whether a parameter that decides how a part is read has two values (RFC 2045 5.1 allows one): readers differ in which
 * they believe. `value` is the unfolded field.
 */
export function hasTwoValues(value: string): boolean {
  const texts: string[] = [];
  // what is quoted is one value, whatever stands in it
  const plain = value.replace(/"((?:[^"\\]|\\.)*)"/g, (_, text: string) => `${String(texts.push(text) - 1)}"`);
  const given = new Map<string, string>();
  for (const [, name = '', encoded, written = ''] of plain.matchAll(decisive)) {
    // `filename=` beside `filename*=` is the custom of those who write for old readers
    if (encoded !== undefined && name.toLowerCase() !== 'boundary') continue;
    const at = /^(\d+)"$/.exec(written)?.[1];
    const text = at === undefined ? written : (texts[Number(at)] ?? '');
    const key = name.toLowerCase();
    if (given.has(key) && given.get(key) !== text) return true;
    given.set(key, text);
  }
  return false;
}
