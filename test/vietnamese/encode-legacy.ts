import { legacyBytes, vietnameseLetters, type LegacyCharset } from '../../vietnamese/legacy-letters.ts';

/** Text as bytes of an old encoding, letter by letter from the table; what isn't in it as Latin-1. */
export function encodeLegacy(text: string, charset: LegacyCharset): Buffer {
  const codes = legacyBytes[charset].split(' ');
  const table = new Map(Array.from(vietnameseLetters, (letter, index) => [letter, codes[index] ?? '']));
  return Buffer.concat(
    Array.from(text.normalize('NFC'), (letter) => Buffer.from(table.get(letter) ?? Buffer.from(letter, 'latin1').toString('hex'), 'hex')),
  );
}

export const charsets = ['tcvn3', 'vni', 'vps', 'viscii', 'windows-1258'] as const satisfies readonly LegacyCharset[];
