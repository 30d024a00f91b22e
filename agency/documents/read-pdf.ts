import { getDocumentProxy } from 'unpdf';
import { drawAppearances } from './draw-appearances.ts';
import { placeLines, type Glyphs } from './place-lines.ts';
import { checkPdfStreams } from './pdf-limits.ts';
import { rejoinLetters } from './rejoin-letters.ts';
import { cleanLine, withLines, type DocumentText, type Line, type TextOptions } from './text-lines.ts';
import { UnreadableError } from './unreadable-error.ts';

/** The document proper stands on the first pages; annexes behind them aren't read. */
const maxPages = 40;
/** Where only the beginning is wanted, time is short: larger files aren't copied for their appearances. */
const quickCopy = 4 * 1024 * 1024;
const maxItemsOnPage = 40_000;
/** Marks in a page's content what was drawn from appearances. */
const drawnTag = 'VtDrawn';

type Pdf = Awaited<ReturnType<typeof getDocumentProxy>>;
type Page = Awaited<ReturnType<Pdf['getPage']>>;
type Matrix = readonly [number, number, number, number, number, number];

const isMatrix = (value: unknown): value is Matrix =>
  Array.isArray(value) && value.length === 6 && value.every((n) => typeof n === 'number');

const multiply = (m: Matrix, n: Matrix): Matrix => [
  m[0] * n[0] + m[2] * n[1],
  m[1] * n[0] + m[3] * n[1],
  m[0] * n[2] + m[2] * n[3],
  m[1] * n[2] + m[3] * n[3],
  m[0] * n[4] + m[2] * n[5] + m[4],
  m[1] * n[4] + m[3] * n[5] + m[5],
];

/** Opens without evaluating code from the file, without fonts of the system, without network. */
const open = (bytes: Uint8Array): Promise<Pdf> =>
  getDocumentProxy(Uint8Array.from(bytes), { isEvalSupported: false, useSystemFonts: false, disableFontFace: true, verbosity: 0 }).catch(
    (error: unknown) => {
      const name = error instanceof Error ? error.name : '';
      throw new UnreadableError(name === 'PasswordException' ? 'encrypted' : 'broken', String(error));
    },
  );

async function glyphsOf(page: Page): Promise<{ glyphs: readonly Glyphs[]; width: number }> {
  const viewport = page.getViewport({ scale: 1 });
  const content = await page.getTextContent({ includeMarkedContent: true });
  const glyphs: Glyphs[] = [];
  let drawn = false;
  for (const item of content.items.slice(0, maxItemsOnPage)) {
    if (!('str' in item)) {
      drawn ||= 'tag' in item && item.tag === drawnTag;
      continue;
    }
    if (item.str.trim() === '' || !isMatrix(item.transform) || !isMatrix(viewport.transform)) continue;
    const m = multiply(viewport.transform, item.transform);
    const size = Math.hypot(m[2], m[3]);
    // Text that runs up or down the page is a water mark or a margin note.
    if (Math.abs(m[1]) > Math.abs(m[0]) || size === 0) continue;
    glyphs.push({ text: item.str.normalize('NFC'), x: m[4], y: m[5], width: item.width, size, drawn });
  }
  return { glyphs, width: viewport.width };
}

async function linesOfPages(pdf: Pdf, count: number): Promise<readonly Line[]> {
  const lines: Line[] = [];
  for (let number = 1; number <= count; number += 1) {
    const page = await pdf.getPage(number);
    const { glyphs, width } = await glyphsOf(page);
    for (const line of placeLines(glyphs, width)) {
      const text = rejoinLetters(cleanLine(line.text));
      if (text !== '') lines.push({ ...line, text, page: number });
    }
    page.cleanup();
  }
  return lines;
}

type Annotations = { readonly signatures: boolean; readonly drawable: boolean };

async function annotationsOf(pdf: Pdf, count: number): Promise<Annotations> {
  let signatures = false;
  let drawable = false;
  for (let number = 1; number <= count; number += 1) {
    const page = await pdf.getPage(number);
    const found: readonly { readonly subtype?: string; readonly fieldType?: string; readonly hasAppearance?: boolean }[] =
      await page.getAnnotations();
    for (const annotation of found) {
      const signature = annotation.fieldType === 'Sig';
      signatures ||= signature;
      drawable ||= annotation.hasAppearance === true && (signature || annotation.subtype === 'Stamp' || annotation.subtype === 'FreeText');
    }
  }
  return { signatures, drawable };
}

/**
 * Reads the text layer of a PDF with places. Number and day put on as visible signatures are drawn into a throw-away copy
 * first, since they are no page content. Rejects with UnreadableError.
 */
export async function readPdf(bytes: Uint8Array, options: TextOptions): Promise<DocumentText> {
  checkPdfStreams(bytes);
  const original = await open(bytes);
  try {
    const pages = original.numPages;
    const count = Math.min(pages, options.pages ?? maxPages, maxPages);
    const { signatures, drawable } = await annotationsOf(original, count);
    const copy =
      drawable && (options.pages === undefined || bytes.length <= quickCopy)
        ? await drawAppearances(bytes, { tag: drawnTag, pages: count })
        : null;
    const lines = await (copy === null ? linesOfPages(original, count) : linesOfCopy(copy, original, count));
    const scan = lines.reduce((sum, line) => sum + (line.drawn ? 0 : line.text.length), 0) < 20 * count;
    return withLines('pdf', lines, { pages, hasSignatureFields: signatures, scan }, options);
  } finally {
    await original.destroy();
  }
}

async function linesOfCopy(bytes: Uint8Array, original: Pdf, count: number): Promise<readonly Line[]> {
  const copy = await open(bytes).catch(() => null);
  if (copy === null) return linesOfPages(original, count);
  try {
    return await linesOfPages(copy, count);
  } finally {
    await copy.destroy();
  }
}
