import { repairMojibake } from '../../vietnamese/repair-mojibake.ts';
import type { Unreadable } from './unreadable-error.ts';

/** Place on the page in points, origin top left; `y` is the baseline. */
export type Box = { readonly x: number; readonly y: number; readonly width: number; readonly size: number };

/** One line of one column; in Word files one paragraph, or one line of it. */
export type Line = {
  /** From 1; Word files count only explicit page breaks. */
  readonly page: number;
  /** NFC, blanks collapsed. */
  readonly text: string;
  /** Where it stands across the page; null when unknown or over the full width. */
  readonly column: 'left' | 'right' | 'centre' | null;
  readonly bold: boolean;
  /** Blank space above it. */
  readonly gap: boolean;
  /** Put on the page, in part or whole, by a visible signature or stamp annotation. */
  readonly drawn: boolean;
  readonly box: Box | null;
};

export type DocumentText = {
  readonly kind: 'docx' | 'doc' | 'pdf' | 'text' | 'other';
  readonly text: string;
  readonly lines: readonly Line[];
  /** Number of pages where the file says it. */
  readonly pages: number | null;
  /** Text of the first page, at most 8,000 characters. */
  readonly firstPage: string;
  readonly unreadable: Unreadable | null;
  readonly hasSignatureFields: boolean;
  /** A PDF whose pages read hold no text: pictures of paper. */
  readonly scan: boolean;
};

/** `pages`: read no further than this page (PDF; Word files: about as much text). */
export type TextOptions = { readonly pages?: number };

const maxText = 2_000_000;
const maxFirstPage = 8_000;
/** Characters taken for one page where a file has no pages. */
const pageOfText = 4_000;

/** NFC, without control characters and bidi marks, blanks collapsed. */
export const cleanLine = (text: string): string =>
  text
    .normalize('NFC')
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ue000-\uf8ff]/gu, '')
    .replace(/\s+/gu, ' ')
    .trim();

export const plainLine = (text: string, more: Partial<Line> = {}): Line => ({
  page: 1,
  text,
  column: null,
  bold: false,
  gap: false,
  drawn: false,
  box: null,
  ...more,
});

/** Makes lines of text that has no layout; blank lines become gaps. */
export function linesOf(text: string): readonly Line[] {
  const lines: Line[] = [];
  let gap = false;
  for (const raw of text.split(/\r\n|[\n\r\f\v\u2028\u2029\u0007]/u)) {
    const line = cleanLine(raw);
    if (line !== '') lines.push(plainLine(line, { gap }));
    gap = line === '';
  }
  return lines;
}

const upTo = (lines: readonly Line[], limit: number): readonly Line[] => {
  let sum = 0;
  const end = lines.findIndex((line) => (sum += line.text.length + 1) > limit);
  return end < 0 ? lines : lines.slice(0, end);
};

/** Text of TCVN3, VNI … fonts, which Word and PDF files hold as Latin letters. A soft hyphen is a letter there, and nothing elsewhere. */
function readable(lines: readonly Line[]): readonly Line[] {
  const repaired = repairMojibake(lines.map((l) => l.text).join('\n'))?.text.split('\n') ?? [];
  return lines.map((line, i) => {
    const text = (repaired.length === lines.length ? (repaired[i] ?? '') : line.text).normalize('NFC').replaceAll('\u00ad', '');
    return text === line.text ? line : { ...line, text };
  });
}

/** Puts the answer together from lines; `limit` cuts where only the beginning is wanted. */
export function withLines(
  kind: DocumentText['kind'],
  all: readonly Line[],
  more: { readonly pages: number | null; readonly hasSignatureFields?: boolean; readonly scan?: boolean },
  options: TextOptions,
): DocumentText {
  const lines = readable(upTo(all, options.pages === undefined ? maxText : options.pages * maxFirstPage));
  const first =
    kind === 'pdf'
      ? lines.filter((l) => l.page === 1)
      : upTo(
          lines.filter((l) => l.page === 1),
          pageOfText,
        );
  return {
    kind,
    text: lines.map((l) => l.text).join('\n'),
    lines,
    pages: more.pages,
    firstPage: first
      .map((l) => l.text)
      .join('\n')
      .slice(0, maxFirstPage),
    unreadable: null,
    hasSignatureFields: more.hasSignatureFields ?? false,
    scan: more.scan ?? false,
  };
}

export const withoutText = (kind: DocumentText['kind'], unreadable: Unreadable | null): DocumentText => ({
  kind,
  text: '',
  lines: [],
  pages: null,
  firstPage: '',
  unreadable,
  hasSignatureFields: false,
  scan: false,
});
