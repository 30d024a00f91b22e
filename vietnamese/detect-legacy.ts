import { decodeLegacy, decodeWindows1252 } from './decode-legacy.ts';
import type { LegacyCharset } from './legacy-letters.ts';
import { isVietnameseSyllable } from './syllable.ts';

/** What a reading of the same bytes says for and against itself. */
export type Evidence = {
  /** Different words that are legal syllables and that this reading sees otherwise than the plain one. */
  readonly distinct: number;
  readonly legal: number;
  readonly illegal: number;
  /** Words whose plain reading has a sign in the middle where no language has one (`B¸o c¸o`). */
  readonly impossible: number;
};

/** Enough to tell; longer texts are not read to the end for it. */
const sampleLength = 16_384;
const wordPattern = /[\p{L}\p{M}]+/gu;
/** A sign of the upper half between two letters, as only a wrong table leaves it; a soft hyphen is at home there. */
const signInside = /\p{L}[\u0080-\u00ac\u00ae-\u00bf×÷]\p{L}/u;
/** Signs that may stand alone between blanks. */
const loneSigns = /^[^\u0080-\u00ff]*(?:[«»·°²³§©®£¥¿¡ªº¼½¾±×÷\u00ad][^\u0080-\u00ff]*)*$/;

/**
 * Words of `reading` with letters beyond ASCII, judged as syllables, beside the plain reading of the same bytes. The two are
 * walked by their blanks, which every charset here writes alike.
 */
function weigh(reading: string, plain: string): Evidence {
  const seen = new Set<string>();
  let legal = 0;
  let illegal = 0;
  let impossible = 0;
  const readings = reading.split(/[\s\u00a0]+/);
  const plains = plain.split(/[\s\u00a0]+/);
  const aligned = readings.length === plains.length;
  for (const [index, chunk] of readings.entries()) {
    const original = aligned ? (plains[index] ?? '') : '';
    if (!/[\u0080-\uffff]/.test(chunk)) continue;
    if (chunk === original && aligned) {
      for (const word of chunk.match(wordPattern) ?? []) if (/[\u0080-\uffff]/.test(word) && !isVietnameseSyllable(word)) illegal++;
      continue;
    }
    if (signInside.test(original)) impossible++;
    const words = chunk.match(wordPattern) ?? [];
    if (words.length === 0 && !loneSigns.test(chunk)) illegal++;
    for (const word of words) {
      if (!/[\u0080-\uffff]/.test(word)) continue;
      if (!isVietnameseSyllable(word) || !sensibleCase(word)) illegal++;
      else if (word.length > 1) {
        legal++;
        seen.add(word.toLowerCase());
      }
    }
    if (signInside.test(chunk)) illegal++;
  }
  return { distinct: seen.size, legal, illegal, impossible };
}

const sensibleCase = (word: string): boolean => {
  const rest = word.slice(1);
  return rest === rest.toLowerCase() || word === word.toUpperCase();
};

const candidates: readonly LegacyCharset[] = ['tcvn3', 'vni', 'viscii', 'windows-1258', 'vps'];

const share = (e: Evidence): number => (e.legal === 0 ? 0 : e.legal / (e.legal + e.illegal));

function convinces(e: Evidence, hinted: boolean): boolean {
  if (share(e) < 0.9) return false;
  if (e.distinct >= 4) return true;
  if (e.illegal > 0) return false;
  if (hinted) return e.distinct >= 1;
  return e.distinct >= 3 || (e.distinct >= 1 && e.legal >= 2 && e.impossible >= 1);
}

/**
 * The Vietnamese encoding that bytes of unknown or wrongly named charset are in, or null. Wrong and confident is worse than
 * nothing: the words must be legal syllables almost without exception, no other encoding may explain them, and what reads the
 * same as Latin-1 counts for nothing, so that French, German or Czech text is never taken for Vietnamese.
 * `hint` is an encoding already found elsewhere in the same message; then one word is enough.
 */
export function detectLegacy(bytes: Uint8Array, hint: LegacyCharset | null = null): LegacyCharset | null {
  const first = bytes.findIndex((byte) => byte >= 0x80);
  if (first < 0) return null;
  const line = bytes.lastIndexOf(0x0a, first) + 1;
  const start = first - line > sampleLength / 2 ? first : line;
  const sample = bytes.subarray(start, start + sampleLength);
  const plain = decodeWindows1252(sample);
  let best: { charset: LegacyCharset; evidence: Evidence } | null = null;
  let second = 0;
  for (const charset of candidates) {
    const evidence = weigh(decodeLegacy(sample, charset), plain);
    const weight = evidence.legal * share(evidence);
    if (best === null || weight > best.evidence.legal * share(best.evidence)) {
      second = best === null ? 0 : best.evidence.legal * share(best.evidence);
      best = { charset, evidence };
    } else second = Math.max(second, weight);
  }
  if (best === null || !convinces(best.evidence, best.charset === hint)) return null;
  const weight = best.evidence.legal * share(best.evidence);
  if (second > weight * 0.6 && best.charset !== hint) return null;
  return best.charset;
}

/** Share of words beyond ASCII that are legal syllables as they stand, and how many there are. */
export function readsAsVietnamese(text: string): { readonly words: number; readonly share: number } {
  let words = 0;
  let legal = 0;
  for (const [word] of text.slice(0, sampleLength).matchAll(wordPattern)) {
    if (!/[\u0080-\uffff]/.test(word)) continue;
    words++;
    if (isVietnameseSyllable(word)) legal++;
  }
  return { words, share: words === 0 ? 0 : legal / words };
}
