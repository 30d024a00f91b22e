import { isAscii, isUtf8 } from 'node:buffer';
import iconv from 'iconv-lite';
import type { LegacyText } from '../../mail/message.ts';
import { decodeLegacy, decodeWindows1252, legacyCharsetOf } from '../../vietnamese/decode-legacy.ts';
import { decodeViqr } from '../../vietnamese/decode-viqr.ts';
import { detectLegacy, readsAsVietnamese } from '../../vietnamese/detect-legacy.ts';
import type { LegacyCharset } from '../../vietnamese/legacy-letters.ts';
import { isDecomposed } from '../../vietnamese/normal-forms.ts';
import { repairMojibake } from '../../vietnamese/repair-mojibake.ts';

export type DecodedText = {
  /** Readable, NFC. */
  readonly text: string;
  /** In which other form it stood; null when it was Unicode, precomposed, and named so. */
  readonly form: { readonly what: LegacyText['what']; readonly repairable: boolean } | null;
};

/** Charsets whose bytes are ASCII although they mean other letters. */
const stateful = /^(?:utf-?7|unicode-1-1-utf-7|iso-2022|hz|utf-?16|utf-?32|ucs-)/;
const latin =
  /^(?:iso[-_]?8859|windows-?125|cp-?125|win-?125|latin|l\d|us-ascii|ascii|ansi|8bit|7bit|binary|unknown|x-unknown|default|none|macintosh|mac)/;

/** A name is only looked up when it has the shape of one; `__proto__` and the like never reach a table. */
function supported(label: string): boolean {
  return /^[a-z0-9][a-z0-9._:+-]{1,40}$/.test(label) && !(label in {}) && iconv.encodingExists(label);
}

function decodeNamed(bytes: Buffer, label: string): string {
  try {
    return supported(label) ? iconv.decode(bytes, label) : decodeWindows1252(bytes);
  } catch {
    return decodeWindows1252(bytes);
  }
}

/** Text in UTF-8 may still be mojibake, decomposed or VIQR. */
function inspect(text: string, otherwise: DecodedText['form'], hint: LegacyCharset | null): DecodedText {
  const mojibake = repairMojibake(text, hint);
  if (mojibake) return { text: mojibake.text.normalize('NFC'), form: { what: 'mojibake', repairable: true } };
  if (isDecomposed(text)) return { text: text.normalize('NFC'), form: otherwise ?? { what: 'nfd', repairable: true } };
  return { text: text.normalize('NFC'), form: otherwise };
}

/** Only where the marks of VIQR occur at all; a mark may be punctuation, so nobody rewrites it. */
function inspectAscii(text: string): DecodedText {
  if (!/[aeo]\^[`'?~.]|[ou]\+[`'?~.]/i.test(text)) return { text, form: null };
  const read = decodeViqr(text);
  return read === null ? { text, form: null } : { text: read, form: { what: 'viqr', repairable: false } };
}

/**
 * Decodes text by what its bytes are, with the declared charset as a witness: Vietnamese mail in TCVN3 or VNI is usually labelled
 * iso-8859-1 or not at all. What can't be told stays as declared and is not reported.
 */
export function decodeText(bytes: Buffer, declared: string | null, hint: LegacyCharset | null = null): DecodedText {
  const label = (declared ?? '').trim().toLowerCase();
  if (stateful.test(label) && supported(label)) return { text: decodeNamed(bytes, label).normalize('NFC'), form: null };
  if (isAscii(bytes)) return inspectAscii(bytes.toString('latin1'));

  const unicode = label === 'utf-8' || label === 'utf8';
  const named = legacyCharsetOf(label);
  if (isUtf8(bytes)) {
    const text = bytes.toString('utf8');
    if (unicode) return inspect(text, null, hint);
    const unnamed = label === '' || label === 'us-ascii' || label === 'ascii' || label === '7bit' || label === '8bit';
    if (unnamed) return inspect(text, { what: 'undeclared-8bit', repairable: true }, hint);
    if (named !== null || latin.test(label) || !supported(label)) {
      const { words, share } = readsAsVietnamese(text);
      if (words >= 2 && share >= 0.9) return inspect(text, { what: 'undeclared-8bit', repairable: true }, hint);
    }
  }
  if (named !== null) return { text: decodeLegacy(bytes, named), form: { what: named, repairable: true } };
  if (/^(?:x-)?(?:viet-)?(?:tcvn|tcvn-?5712(?:-1)?|tcvn5712-1:1993)$/.test(label)) {
    return { text: decodeNamed(bytes, 'tcvn').normalize('NFC'), form: { what: 'tcvn3', repairable: true } };
  }
  if (label === '' || unicode || latin.test(label) || !supported(label)) {
    const found = detectLegacy(bytes, hint);
    if (found !== null) return { text: decodeLegacy(bytes, found), form: { what: found, repairable: true } };
  }
  if (unicode) return { text: bytes.toString('utf8').normalize('NFC'), form: null };
  return { text: decodeNamed(bytes, label).normalize('NFC'), form: null };
}

export const asLegacyCharset = (what: LegacyText['what'] | undefined): LegacyCharset | null =>
  what === 'tcvn3' || what === 'vni' || what === 'vps' || what === 'viscii' || what === 'windows-1258' ? what : null;
