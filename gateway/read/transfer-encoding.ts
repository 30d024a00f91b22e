/** Content-Transfer-Encoding of RFC 2045, read leniently: what a reader would show is what the rules must see. */
export type TransferEncoding = 'base64' | 'quoted-printable' | 'identity';

export function transferEncodingOf(field: string): TransferEncoding {
  // Mail programs read the first word and pass over what else stands there (`base64;`, `"base64"`).
  const name = /^["']?([\w-]+)/.exec(field.replace(/\([^()]*\)/g, '').trim())?.[1]?.toLowerCase();
  if (name === 'base64') return 'base64';
  return name === 'quoted-printable' ? 'quoted-printable' : 'identity';
}

const hexValue = (byte: number | undefined): number => {
  if (byte === undefined) return -1;
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
};

function decodeQuotedPrintable(bytes: Buffer): Buffer {
  const out = Buffer.allocUnsafe(bytes.length);
  let length = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] ?? 0;
    if (byte !== 0x3d) {
      if (byte === 0x0a) {
        // Blanks at the end of a line were added on the way (RFC 2045 6.7 rule 3).
        let end = length;
        const cr = end > 0 && out[end - 1] === 0x0d ? 1 : 0;
        end -= cr;
        while (end > 0 && (out[end - 1] === 0x20 || out[end - 1] === 0x09)) end--;
        length = end;
        if (cr === 1) out[length++] = 0x0d;
      }
      out[length++] = byte;
      continue;
    }
    const high = hexValue(bytes[i + 1]);
    const low = hexValue(bytes[i + 2]);
    if (high >= 0 && low >= 0) {
      out[length++] = high * 16 + low;
      i += 2;
      continue;
    }
    let after = i + 1;
    while (bytes[after] === 0x20 || bytes[after] === 0x09) after++;
    if (bytes[after] === 0x0d && bytes[after + 1] === 0x0a) i = after + 1;
    else if (bytes[after] === 0x0a) i = after;
    else if (after >= bytes.length) i = after;
    else out[length++] = byte;
  }
  return out.subarray(0, length);
}

/** Base64 with padding in the middle (several encodings joined): each `=` ends one of them. */
function decodeJoinedBase64(text: string): Buffer {
  const out = Buffer.allocUnsafe(Math.ceil((text.length * 3) / 4));
  let length = 0;
  let bits = 0;
  let held = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x3d) {
      held = 0;
      continue;
    }
    const value = code < 128 ? (sextets[code] ?? -1) : -1;
    if (value < 0) continue;
    bits = ((bits << 6) | value) & 0xffffff;
    held += 6;
    if (held >= 8) {
      held -= 8;
      out[length++] = (bits >> held) & 0xff;
    }
  }
  return out.subarray(0, length);
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const sextets = Int8Array.from({ length: 128 }, (_, code) => alphabet.indexOf(String.fromCharCode(code)));

/** What isn't in the alphabet is passed over, as RFC 2045 6.8 asks. */
function decodeBase64(bytes: Buffer): Buffer {
  const text = bytes.toString('latin1');
  const padding = text.indexOf('=');
  const atEnd = padding < 0 || !/[^=\s]/.test(text.slice(padding));
  return atEnd ? Buffer.from(text, 'base64') : decodeJoinedBase64(text);
}

export function decodeTransfer(bytes: Buffer, encoding: TransferEncoding): Buffer {
  if (encoding === 'base64') return decodeBase64(bytes);
  return encoding === 'quoted-printable' ? decodeQuotedPrintable(bytes) : bytes;
}

/** Lines of at most 76 characters with CRLF. */
function encodeBase64(bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString('base64').replace(/.{76}(?=.)/g, '$&\r\n'), 'latin1');
}

const hex = (byte: number): string => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`;

function encodeQuotedPrintable(bytes: Buffer): Buffer {
  const lines: string[] = [];
  let line = '';
  const put = (piece: string): void => {
    if (line.length + piece.length > 75) {
      lines.push(`${line}=`);
      line = '';
    }
    line += piece;
  };
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] ?? 0;
    const lineEnd = byte === 0x0d && bytes[i + 1] === 0x0a;
    if (lineEnd || byte === 0x0a) {
      lines.push(line);
      line = '';
      if (lineEnd) i++;
      continue;
    }
    const blankAtEnd = (byte === 0x20 || byte === 0x09) && (i + 1 >= bytes.length || bytes[i + 1] === 0x0d || bytes[i + 1] === 0x0a);
    const plain = ((byte >= 0x21 && byte <= 0x7e && byte !== 0x3d) || byte === 0x20 || byte === 0x09) && !blankAtEnd;
    put(plain ? String.fromCharCode(byte) : hex(byte));
  }
  lines.push(line);
  return Buffer.from(lines.join('\r\n'), 'latin1');
}

export function encodeTransfer(bytes: Buffer, encoding: Exclude<TransferEncoding, 'identity'>): Buffer {
  return encoding === 'base64' ? encodeBase64(bytes) : encodeQuotedPrintable(bytes);
}
