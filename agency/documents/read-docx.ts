import mammoth from 'mammoth';
import { decodeLegacy, encodeWindows1252 } from '../../vietnamese/decode-legacy.ts';
import { cleanLine, plainLine, withLines, type DocumentText, type Line, type TextOptions } from './text-lines.ts';
import { beginningOfDocx } from './docx-beginning.ts';
import { checkXmlParts, readZipBeginning, type ZipEntry } from './zip-limits.ts';

/** The part of mammoth's document model that is read here. */
type Node = {
  readonly type: string;
  readonly value?: string;
  readonly children?: readonly Node[];
  readonly alignment?: string | null;
  readonly isBold?: boolean;
  readonly font?: string | null;
  readonly breakType?: string;
  readonly body?: readonly Node[];
};

/** Octets of XML from which building the whole document takes too long: its beginning says what is asked. */
const heavy = 8 * 1024 * 1024;
/** Nested tables deeper than this hold no text that matters; recursion stays shallow. */
const maxDepth = 60;

type Walk = { readonly lines: Line[]; page: number; gap: boolean };

/** Fonts of the old encodings show Latin letters as Vietnamese ones: `.VnTime` (TCVN3), `VNI-Times`; `.VnTimeH` in capitals. */
function fontText(text: string, font: string | null): string {
  const charset = font === null ? null : /^\.Vn/i.test(font) ? 'tcvn3' : /^VNI-/i.test(font) ? 'vni' : null;
  const bytes = charset === null ? null : encodeWindows1252(text);
  if (charset === null || bytes === null) return text;
  const read = decodeLegacy(bytes, charset);
  return charset === 'tcvn3' && font?.endsWith('H') === true ? read.toUpperCase() : read;
}

/** Text of a paragraph; a line break starts a new line, a page break is marked by a form feed. */
function inlineText(node: Node, depth: number, font: string | null = null): { text: string; bold: boolean } {
  if (depth > maxDepth) return { text: '', bold: false };
  if (node.type === 'text') return { text: fontText(node.value ?? '', font), bold: false };
  if (node.type === 'tab') return { text: '\t', bold: false };
  if (node.type === 'break') return { text: node.breakType === 'page' ? '\f' : '\n', bold: false };
  const parts = (node.children ?? []).map((child) => inlineText(child, depth + 1, node.font ?? font));
  const text = parts.map((p) => p.text).join('');
  return { text, bold: (node.isBold === true && text.trim() !== '') || parts.some((p) => p.bold) };
}

function pushParagraph(walk: Walk, node: Node, column: Line['column']): void {
  const { text, bold } = inlineText(node, 0);
  const at = node.alignment === 'center' && column === null ? 'centre' : node.alignment === 'right' && column === null ? 'right' : column;
  for (const [index, sheet] of text.split('\f').entries()) {
    if (index > 0) walk.page += 1;
    const lines = sheet.split('\n').flatMap((piece) => cellsOfTabs(piece));
    for (const line of lines) {
      const clean = cleanLine(line);
      if (clean !== '') walk.lines.push(plainLine(clean, { page: walk.page, column: at, bold, gap: walk.gap }));
      walk.gap = clean === '';
    }
  }
}

/** Two columns are often made with tabs; tabs after a dash or number only indent. */
const cellsOfTabs = (text: string): readonly string[] => (/\S\S\s*\t+\s*\S/.test(text) && text.length < 200 ? text.split(/\t+/) : [text]);

function walkBlocks(walk: Walk, nodes: readonly Node[], column: Line['column'], depth: number): void {
  if (depth > maxDepth) return;
  for (const node of nodes) {
    if (node.type === 'paragraph') pushParagraph(walk, node, column);
    else if (node.type === 'tableRow') {
      const cells = node.children ?? [];
      for (const [index, cell] of cells.entries()) {
        const side = cells.length === 2 ? (index === 0 ? 'left' : 'right') : column;
        walkBlocks(walk, cell.children ?? [], side, depth + 1);
      }
    } else walkBlocks(walk, node.children ?? [], column, depth + 1);
  }
}

async function pagesOf(bytes: Uint8Array, entries: readonly ZipEntry[]): Promise<number | null> {
  if (!entries.some((e) => e.name === 'docProps/app.xml')) return null;
  const xml = (await readZipBeginning(bytes, 'docProps/app.xml', 64 * 1024))?.toString('utf8') ?? '';
  const pages = Number(/<Pages>(\d{1,5})<\/Pages>/.exec(xml)?.[1] ?? 0);
  return pages > 0 ? pages : null;
}

/** Reads a Word 2007+ file: paragraphs with alignment, table cells with their side. Rejects with UnreadableError. */
export async function readDocx(bytes: Uint8Array, entries: readonly ZipEntry[], options: TextOptions): Promise<DocumentText> {
  const size = entries.find((e) => e.name === 'word/document.xml')?.inflated ?? 0;
  if (options.pages !== undefined || size > heavy)
    return withLines('docx', await beginningOfDocx(bytes), { pages: await pagesOf(bytes, entries) }, options);
  await checkXmlParts(bytes);
  const walk: Walk = { lines: [], page: 1, gap: false };
  await mammoth.convertToHtml(
    { buffer: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) },
    {
      // The model is all that is wanted: an empty document is left for the HTML writer.
      transformDocument: (document: Node) => {
        walkBlocks(walk, document.children ?? [], null, 0);
        return { ...document, children: [] };
      },
    },
  );
  return withLines('docx', walk.lines, { pages: await pagesOf(bytes, entries) }, options);
}
