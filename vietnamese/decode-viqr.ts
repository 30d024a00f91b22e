import { isVietnameseSyllable } from './syllable.ts';

/** RFC 1456 section 3: marks after the letter, all ASCII. */
const shapes: Readonly<Record<string, string>> = { '(': '\u0306', '^': '\u0302', '+': '\u031b', '*': '\u031b' };
const tones: Readonly<Record<string, string>> = { "'": '\u0301', '`': '\u0300', '?': '\u0309', '~': '\u0303', '.': '\u0323' };

const syllable = /[A-Za-z]{1,4}(?:[aeiouyAEIOUY][(^+*]?[`'?~.]?)[A-Za-z(^+*`'?~.]{0,8}/g;

/** One VIQR word as Unicode; a final `.` or `?` that makes no legal syllable is left as punctuation. */
function decodeWord(word: string): string {
  const read = word
    .replace(/DD|Dd/g, 'Đ')
    .replaceAll('dd', 'đ')
    .replace(/([AaEeIiOoUuYy])([(^+*]?)([`'?~.]?)/g, (_, vowel: string, shape: string, tone: string) =>
      (vowel + (shapes[shape] ?? '') + (tones[tone] ?? '')).normalize('NFC'),
    );
  return read;
}

/**
 * VIQR (`Co^.ng ho`a`) as Unicode, or null when the text isn't clearly that. Only words with a shape mark and a tone, which no
 * other language or program writes, count as evidence. Since `.` and `?` are tones and punctuation, the result is a reading aid.
 */
export function decodeViqr(text: string): string | null {
  const sample = text.slice(0, 16_384);
  const strong = new Set<string>();
  let illegal = 0;
  for (const [word] of sample.matchAll(/[A-Za-z]{0,4}(?:[aeo]\^|[ou][+*]|a\()[`'?~.][A-Za-z]{0,2}(?![\w(^+*])/gi)) {
    if (isVietnameseSyllable(decodeWord(word))) strong.add(word.toLowerCase());
    else illegal++;
  }
  if (strong.size < 4 || illegal > strong.size / 4) return null;
  return text.replace(syllable, (word) => {
    const read = decodeWord(word);
    if (isVietnameseSyllable(read)) return read;
    const tail = /[.?']$/.exec(word)?.[0] ?? '';
    const shorter = tail === '' ? read : decodeWord(word.slice(0, -1)) + tail;
    return tail !== '' && isVietnameseSyllable(shorter.slice(0, -1)) ? shorter : word;
  });
}
