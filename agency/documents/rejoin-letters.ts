import { isVietnameseSyllable } from '../../vietnamese/syllable.ts';

const longestSyllable = 7;
const isLetter = (token: string): boolean => /^\p{L}$/u.test(token);
const isSign = (token: string): boolean => /^[\p{Lu}\d/:\-–.,]{1,4}$/u.test(token);

/** Number of single letters from `at` on that make the longest syllable; 0 when none does. */
function syllableAt(tokens: readonly string[], at: number): number {
  let word = '';
  let best = 0;
  for (let length = 1; length <= longestSyllable; length += 1) {
    const token = tokens[at + length - 1];
    if (token === undefined || !isLetter(token)) break;
    word += token;
    if (length > 1 && isVietnameseSyllable(word)) best = length;
  }
  return best;
}

/** Puts letters that arrive one by one together again (`S ở N ộ i v ụ` → `Sở Nội vụ`); other text is left as it is. */
export function rejoinLetters(text: string): string {
  const tokens = text.split(' ');
  if (tokens.length < 5 || tokens.filter((t) => t.length === 1).length < 0.7 * tokens.length) return text;
  const words: string[] = [];
  let signs = false;
  for (let at = 0; at < tokens.length;) {
    const length = syllableAt(tokens, at);
    const token = tokens[at] ?? '';
    if (length > 0) {
      words.push(tokens.slice(at, at + length).join(''));
      signs = false;
      at += length;
      continue;
    }
    // Numbers and abbreviations: `1 8 7 / B C - U B N D`.
    if (signs && isSign(token)) words[words.length - 1] += token;
    else words.push(token);
    signs = isSign(token);
    at += 1;
  }
  return words.join(' ');
}
