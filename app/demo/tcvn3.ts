import { legacyBytes, vietnameseLetters } from '../../vietnamese/legacy-letters.ts';

const letters = Array.from(vietnameseLetters);
const bytes = new Map(legacyBytes.tcvn3.split(' ').map((hex, i) => [letters[i] ?? '', Number.parseInt(hex, 16)] as const));

/** Text as the programs of the 1990s wrote it: TCVN3 (ABC) bytes. */
export const encodeTcvn3 = (text: string): Buffer => Buffer.from(Array.from(text, (letter) => bytes.get(letter) ?? letter.charCodeAt(0)));
