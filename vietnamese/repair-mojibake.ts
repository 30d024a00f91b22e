import { decodeLegacy, encodeWindows1252 } from './decode-legacy.ts';
import { detectLegacy, readsAsVietnamese } from './detect-legacy.ts';
import type { LegacyCharset } from './legacy-letters.ts';

export type Mojibake = {
  /** What the text was before somebody read it as Latin-1. */
  readonly charset: LegacyCharset | 'utf-8';
  /** The readable text; lines that were right are as they were. */
  readonly text: string;
};

const utf8 = new TextDecoder('utf-8', { fatal: true });

function asUtf8(bytes: Uint8Array): string | null {
  try {
    return utf8.decode(bytes);
  } catch {
    return null;
  }
}

/** Letters that no misread byte gives: the line was typed in Unicode. */
const proper = /[\u0100-\u0151\u01a0-\u01b0\u1ea0-\u1ef9]/;

/** Letters that UTF-8 text read as windows-1252 shows for Vietnamese vowels and đ. */
const twiceEncoded = /(?:á[º»\u00ba\u00bb]|Ã[\u00a0-\u00bf]|Ä[ƒ‘\u0090\u0082\u0083\u0091]|Æ[°¡¯ ])/;

/**
 * Vietnamese text of an old encoding (`Céng hßa x· héi`), or UTF-8, that was read as Latin-1 and so came into Unicode. Null unless
 * that is certain: the same rule as for bytes, and the text must not be readable as it stands.
 */
export function repairMojibake(text: string, hint: LegacyCharset | null = null): Mojibake | null {
  if (!/[\u0080-\u00ff]/.test(text)) return null;
  const lines = text.split('\n');
  const suspects = lines.map((line) => (/[\u0080-\u00ff]/.test(line) && !proper.test(line) ? encodeWindows1252(line) : null));
  const garbled = lines.filter((_, index) => suspects[index] !== null).join('\n');
  if (garbled === '') return null;

  if (twiceEncoded.test(garbled)) {
    let count = 0;
    const repaired = lines.map((line, index) => {
      const bytes = suspects[index];
      const read = bytes && twiceEncoded.test(line) ? asUtf8(bytes) : null;
      if (read === null || read === line) return line;
      const judged = readsAsVietnamese(read);
      if (judged.words === 0 || judged.share < 0.9) return line;
      count += judged.words;
      return read.normalize('NFC');
    });
    if (count > 0) return { charset: 'utf-8', text: repaired.join('\n') };
  }

  if (readsAsVietnamese(garbled).share > 0.5) return null;
  const bytes = encodeWindows1252(garbled);
  const charset = bytes && detectLegacy(bytes, hint);
  if (!charset) return null;
  const repaired = lines.map((line, index) => {
    const encoded = suspects[index];
    if (!encoded) return line;
    const read = decodeLegacy(encoded, charset);
    const judged = readsAsVietnamese(read);
    // A line that reads well as it stands was typed in Unicode between garbled ones.
    return judged.share >= 0.6 && judged.share > readsAsVietnamese(line).share ? read : line;
  });
  return { charset, text: repaired.join('\n') };
}
