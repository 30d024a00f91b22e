import { createHash } from 'node:crypto';

/** Fields that stay as the author wrote them on every way to the mailbox; trace fields do not. */
const kept = ['from', 'to', 'cc', 'date', 'subject', 'message-id'] as const;

const LF = 0x0a;
const CR = 0x0d;

/** Line ends as CRLF; a CR that ends no line stays. */
export function withCrlf(bytes: Uint8Array): Buffer {
  const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let bare = 0;
  for (let i = source.indexOf(LF); i !== -1; i = source.indexOf(LF, i + 1)) if (i === 0 || source[i - 1] !== CR) bare += 1;
  if (bare === 0) return source;
  const out = Buffer.allocUnsafe(source.length + bare);
  let from = 0;
  let to = 0;
  for (let i = source.indexOf(LF); i !== -1; i = source.indexOf(LF, i + 1)) {
    if (i > 0 && source[i - 1] === CR) continue;
    to += source.copy(out, to, from, i);
    out[to++] = CR;
    from = i;
  }
  source.copy(out, to, from);
  return out;
}

const emptyLine = Buffer.from('\r\n\r\n');

/** Header and body of a message with CRLF; without an empty line all of it is header. */
function split(message: Buffer): { readonly header: string; readonly body: Buffer } {
  if (message.subarray(0, 2).toString('latin1') === '\r\n') return { header: '', body: message.subarray(2) };
  const end = message.indexOf(emptyLine);
  if (end === -1) return { header: message.toString('latin1'), body: Buffer.alloc(0) };
  return { header: message.toString('latin1', 0, end + 2), body: message.subarray(end + 4) };
}

/** Header fields with their folding, octets as latin1; names in lower case. */
export function rawFields(bytes: Uint8Array): readonly { readonly name: string; readonly value: string }[] {
  return split(withCrlf(bytes))
    .header.split(/\r\n(?![ \t])/)
    .flatMap((line) => {
      const colon = line.indexOf(':');
      return colon > 0 ? [{ name: line.slice(0, colon).trim().toLowerCase(), value: line.slice(colon + 1) }] : [];
    });
}

/** Mailboxes differ in how many empty lines they leave at the end: counted as RFC 6376 3.4.3 does. */
function withoutTrailingLines(body: Buffer): Buffer {
  let end = body.length;
  while (end >= 2 && body[end - 1] === LF && body[end - 2] === CR) end -= 2;
  return body.subarray(0, end);
}

/**
 * What makes a message the same message on whichever way it came: SHA-256 of its body and of From, To, Cc, Date, Subject and
 * Message-ID as they stand, line ends as CRLF. Message-ID alone is reused, or empty, in real mail.
 */
export function contentKey(bytes: Uint8Array): string {
  const message = withCrlf(bytes);
  const fields = rawFields(message);
  const hash = createHash('sha256');
  for (const name of kept) for (const field of fields) if (field.name === name) hash.update(`${name}:${field.value}\r\n`, 'latin1');
  hash.update('\r\n').update(withoutTrailingLines(split(message).body));
  return `sha256:${hash.digest('hex')}`;
}

/** Both keys of a message; `vanthuId` only where its X-Vanthu-Id was checked and its content agrees. */
export const sourceKeys = (bytes: Uint8Array, vanthuId: string | null): readonly string[] => [
  ...(vanthuId === null ? [] : [`id:${vanthuId}`]),
  contentKey(bytes),
];
