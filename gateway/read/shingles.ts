import { foldDiacritics } from '../../vietnamese/normal-forms.ts';

/** Syllables in one shingle: Vietnamese ones are short, so more of them than the five words that serve English. */
const width = 7;
/** About as many of a stored message's shingles are kept, and of the message being judged. */
const kept = { stored: 200, judged: 1000 } as const;

export type Shingles = {
  /** Different shingles in all. */
  readonly count: number;
  /** Hashes of 64 bits, 16 hexadecimal digits each: all of them, or a sample. */
  readonly sample: readonly string[];
};

/**
 * Halvings of the sample: at level n those hashes are kept whose last n bits are 0. Both sides sample by the same rule, so a
 * smaller sample is always part of a larger one and shares stay comparable whatever the lengths of the texts.
 */
const levelFor = (count: number, budget: number): number => (count <= budget ? 0 : Math.ceil(Math.log2(count / budget)));

const maskFor = (count: number, side: keyof typeof kept): number => (1 << levelFor(count, kept[side])) - 1;

function hashWord(word: string, seed: number): number {
  let hash = seed;
  for (let i = 0; i < word.length; i++) hash = Math.imul(hash ^ word.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}

const hex = (value: number): string => (value >>> 0).toString(16).padStart(8, '0');

/**
 * Shingles of a text: every run of seven words, without case, diacritics, punctuation and quote marks, so that quoting, wrapping
 * and the two ways to place a tone change nothing. Texts of fewer words have none: they'd be found everywhere.
 */
export function shinglesOf(text: string, side: 'stored' | 'judged'): Shingles {
  const words = foldDiacritics(text).match(/[\p{L}\p{N}]+/gu) ?? [];
  if (words.length < width) return { count: 0, sample: [] };
  const high = new Uint32Array(words.length);
  const low = new Uint32Array(words.length);
  for (const [index, word] of words.entries()) {
    high[index] = hashWord(word, 0x811c9dc5);
    low[index] = hashWord(word, 0x9e3779b9);
  }
  const found = new Map<number, number>();
  for (let start = 0; start + width <= words.length; start++) {
    let a = 0x2545f491;
    let b = 0x7feb352d;
    for (let at = start; at < start + width; at++) {
      a = Math.imul(a ^ (high[at] ?? 0), 0x85ebca6b);
      a ^= a >>> 13;
      b = Math.imul(b ^ (low[at] ?? 0), 0xc2b2ae35);
      b ^= b >>> 16;
    }
    // Different in 53 bits is different: a Set of numbers is much cheaper than one of strings.
    found.set((a >>> 0) * 0x20_0000 + (b >>> 11), b);
  }
  const mask = maskFor(found.size, side);
  const sample: string[] = [];
  for (const [key, b] of found) if ((b & mask) === 0) sample.push(hex(Math.floor(key / 0x20_0000)) + hex(b));
  return { count: found.size, sample };
}

/** What is kept of a text when it is stored, from what was sought when it was judged; null where that was a sample already. */
export function storedFrom(judged: readonly string[]): Shingles | null {
  if (sampleLevel(judged) > 0) return null;
  const mask = maskFor(judged.length, 'stored');
  return { count: judged.length, sample: judged.filter((hash) => (Number.parseInt(hash.slice(8), 16) & mask) === 0) };
}

/** Zero bits at the end of a hash, as far as levels go. */
function trailingZeros(hash: string): number {
  const value = Number.parseInt(hash.slice(8), 16);
  return value === 0 ? 32 : 31 - Math.clz32(value & -value);
}

/**
 * Share of a stored message's shingles found in the message being judged, 0-1. Only hashes that both samples would have kept are
 * compared; fewer than three of them say nothing.
 */
export function containment(stored: { readonly shingles: readonly string[] }, judged: ReadonlySet<string>, judgedLevel: number): number {
  const comparable = judgedLevel === 0 ? stored.shingles : stored.shingles.filter((hash) => trailingZeros(hash) >= judgedLevel);
  if (comparable.length < Math.min(3, stored.shingles.length) || comparable.length === 0) return 0;
  return comparable.filter((hash) => judged.has(hash)).length / comparable.length;
}

/** The level at which a sample was taken: what all its hashes have in common. */
export const sampleLevel = (sample: readonly string[]): number =>
  sample.length < kept.judged / 4 ? 0 : sample.reduce((least, hash) => Math.min(least, trailingZeros(hash)), 32);
