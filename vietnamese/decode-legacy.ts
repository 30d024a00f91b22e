import { isVietnameseSyllable } from './syllable.ts';
import { legacyBytes, vietnameseLetters, type LegacyCharset } from './legacy-letters.ts';

/** Bytes 0x80-0x9f of windows-1252; its other bytes are Latin-1. Undefined ones keep their control code. */
const windows1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

const windows1252Char = (byte: number): string =>
  byte >= 0x80 && byte <= 0x9f ? (windows1252[byte - 0x80] ?? '') : String.fromCharCode(byte);

const windows1252Bytes = new Map(Array.from(windows1252, (char, index) => [char, 0x80 + index]));

/** windows-1258 where it differs from windows-1252. */
const windows1258: ReadonlyMap<number, string> = new Map([
  [0xc3, 'Ă'],
  [0xcc, '\u0300'],
  [0xd0, 'Đ'],
  [0xd2, '\u0309'],
  [0xd5, 'Ơ'],
  [0xdd, 'Ư'],
  [0xde, '\u0303'],
  [0xe3, 'ă'],
  [0xec, '\u0301'],
  [0xf0, 'đ'],
  [0xf2, '\u0323'],
  [0xf5, 'ơ'],
  [0xfd, 'ư'],
  [0xfe, '₫'],
]);

type Table = { readonly single: readonly string[]; readonly pairs: ReadonlyMap<number, string> };

/** Small letters come last in the list, so they win where TCVN3 has one byte for both. */
function tableOf(charset: Exclude<LegacyCharset, 'windows-1258'>): Table {
  const single = Array.from({ length: 256 }, (_, byte) => windows1252Char(byte));
  const pairs = new Map<number, string>();
  for (const [index, hex] of legacyBytes[charset].split(' ').entries()) {
    const letter = vietnameseLetters[index] ?? '';
    const code = Number.parseInt(hex, 16);
    if (hex.length === 2) single[code] = letter;
    else pairs.set(code, letter);
  }
  return { single, pairs };
}

const tables = new Map<LegacyCharset, Table>();
function table(charset: LegacyCharset): Table {
  let found = tables.get(charset);
  if (!found) {
    found =
      charset === 'windows-1258'
        ? { single: Array.from({ length: 256 }, (_, byte) => windows1258.get(byte) ?? windows1252Char(byte)), pairs: new Map() }
        : tableOf(charset);
    tables.set(charset, found);
  }
  return found;
}

const plainSmall = /[a-zđăâêôơư]/;
const capitals = (word: string): number => word.match(/\p{Lu}/gu)?.length ?? 0;

/**
 * Capitals of TCVN3 (and VPS, for a few): a toned letter is one too where the letters that have a capital are capitals (`NGHÞ` → `NGHỊ`). A word
 * with a single plain capital (`XÃ` or `Xã`) follows the words on both sides, abbreviations apart.
 */
function restoreCapitals(text: string): string {
  const words = text.split(/(\p{L}+)/u);
  const inCapitals = (word: string | undefined): boolean =>
    word === undefined || (capitals(word) >= 2 && !plainSmall.test(word) && isVietnameseSyllable(word));
  return words
    .map((word, index) => {
      if (index % 2 === 0 || word === word.toUpperCase() || plainSmall.test(word)) return word;
      const alone = words.length <= 3;
      const beside = !alone && inCapitals(words[index - 2]) && inCapitals(words[index + 2]);
      return capitals(word) >= 2 || (beside && capitals(word) === 1) ? word.toUpperCase() : word;
    })
    .join('');
}

/** Decodes bytes of a Vietnamese encoding from before Unicode; NFC. Bytes outside its letters read as windows-1252. */
export function decodeLegacy(bytes: Uint8Array, charset: LegacyCharset): string {
  const { single, pairs } = table(charset);
  const out: string[] = [];
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] ?? 0;
    const pair = pairs.size > 0 && i + 1 < bytes.length ? pairs.get(byte * 256 + (bytes[i + 1] ?? 0)) : undefined;
    if (pair === undefined) out.push(single[byte] ?? '');
    else {
      out.push(pair);
      i++;
    }
  }
  const text = out.join('');
  if (charset === 'tcvn3' || charset === 'vps') return restoreCapitals(text);
  return charset === 'windows-1258' ? text.normalize('NFC') : text;
}

/** Decodes windows-1252, which is what Latin-1 means in mail. */
export function decodeWindows1252(bytes: Uint8Array): string {
  const out: string[] = [];
  for (const byte of bytes) out.push(windows1252Char(byte));
  return out.join('');
}

/** The bytes that read as `text` in windows-1252; null when a character has none. */
export function encodeWindows1252(text: string): Uint8Array | null {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const byte = code < 0x100 ? code : windows1252Bytes.get(text[i] ?? '');
    if (byte === undefined) return null;
    bytes[i] = byte;
  }
  return bytes;
}

const declaredNames: ReadonlyMap<string, LegacyCharset> = new Map([
  ['x-viet-tcvn3', 'tcvn3'],
  ['x-viet-tcvn', 'tcvn3'],
  ['x-tcvn3', 'tcvn3'],
  ['tcvn3', 'tcvn3'],
  ['abc', 'tcvn3'],
  ['x-viet-abc', 'tcvn3'],
  ['x-viet-vni', 'vni'],
  ['x-vni', 'vni'],
  ['vni', 'vni'],
  ['x-viet-vps', 'vps'],
  ['x-vps', 'vps'],
  ['vps', 'vps'],
  ['viscii', 'viscii'],
  ['viscii1.1-1', 'viscii'],
  ['csviscii', 'viscii'],
  ['x-viet-viscii', 'viscii'],
  ['windows-1258', 'windows-1258'],
  ['cp1258', 'windows-1258'],
  ['x-cp1258', 'windows-1258'],
  ['cp-1258', 'windows-1258'],
]);

/** The encoding that a MIME charset label names, where it is one of ours. */
export const legacyCharsetOf = (label: string): LegacyCharset | null => declaredNames.get(label.trim().toLowerCase()) ?? null;
