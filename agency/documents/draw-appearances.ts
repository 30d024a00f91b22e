import {
  PDFArray,
  PDFDict,
  PDFDocument,
  PDFName,
  PDFNumber,
  PDFRawStream,
  PDFRef,
  PDFStream,
  type PDFContext,
  type PDFObject,
  type PDFPage,
} from 'pdf-lib';

type Box = readonly [number, number, number, number];
type Drawing = { readonly ref: PDFRef; readonly matrix: readonly number[] };

const name = (text: string): PDFName => PDFName.of(text);

function numbersOf(context: PDFContext, value: PDFObject | undefined, count: number): readonly number[] | null {
  const array = context.lookup(value);
  if (!(array instanceof PDFArray) || array.size() !== count) return null;
  const numbers = array.asArray().map((n) => context.lookup(n));
  return numbers.every((n) => n instanceof PDFNumber) ? numbers.map((n) => n.asNumber()) : null;
}

function boxOf(context: PDFContext, value: PDFObject | undefined): Box | null {
  const n = numbersOf(context, value, 4);
  if (n === null) return null;
  const [a = 0, b = 0, c = 0, d = 0] = n;
  return [Math.min(a, c), Math.min(b, d), Math.max(a, c), Math.max(b, d)];
}

/** FT may stand on a parent field (ISO 32000-1, 12.7.3.1). */
function fieldType(context: PDFContext, annotation: PDFDict): string | null {
  let dict: PDFDict | null = annotation;
  for (let depth = 0; dict !== null && depth < 8; depth += 1) {
    const type = context.lookup(dict.get(name('FT')));
    if (type instanceof PDFName) return type.decodeText();
    const parent: PDFObject | undefined = context.lookup(dict.get(name('Parent')));
    dict = parent instanceof PDFDict ? parent : null;
  }
  return null;
}

function isDrawable(context: PDFContext, annotation: PDFDict): boolean {
  const subtype = context.lookup(annotation.get(name('Subtype')));
  if (subtype === name('Stamp') || subtype === name('FreeText')) return true;
  return subtype === name('Widget') && fieldType(context, annotation) === 'Sig';
}

/** Normal appearance: a stream, or the one of several states that AS names. */
function appearanceRef(context: PDFContext, annotation: PDFDict): PDFRef | null {
  const appearances = context.lookup(annotation.get(name('AP')));
  if (!(appearances instanceof PDFDict)) return null;
  const normal = appearances.get(name('N'));
  const resolved = context.lookup(normal);
  if (resolved instanceof PDFStream) return normal instanceof PDFRef ? normal : null;
  const state = context.lookup(annotation.get(name('AS')));
  if (!(resolved instanceof PDFDict) || !(state instanceof PDFName)) return null;
  const chosen = resolved.get(state);
  return chosen instanceof PDFRef ? chosen : null;
}

/** ISO 32000-1, algorithm 8.1: the matrix that brings the form's transformed bounding box onto the annotation's rectangle. */
function placement(bbox: Box, form: readonly number[], rect: Box): readonly number[] | null {
  const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = form;
  const corners = [
    [bbox[0], bbox[1]],
    [bbox[2], bbox[1]],
    [bbox[0], bbox[3]],
    [bbox[2], bbox[3]],
  ].map(([x = 0, y = 0]) => [a * x + c * y + e, b * x + d * y + f] as const);
  const xs = corners.map(([x]) => x);
  const ys = corners.map(([, y]) => y);
  const [left, bottom] = [Math.min(...xs), Math.min(...ys)];
  const [width, height] = [Math.max(...xs) - left, Math.max(...ys) - bottom];
  const [toWidth, toHeight] = [rect[2] - rect[0], rect[3] - rect[1]];
  if (!(width > 0 && height > 0 && toWidth > 0 && toHeight > 0)) return null;
  const [sx, sy] = [toWidth / width, toHeight / height];
  return [sx, 0, 0, sy, rect[0] - left * sx, rect[1] - bottom * sy];
}

function drawingOf(context: PDFContext, value: PDFObject): Drawing | null {
  const annotation = context.lookup(value);
  if (!(annotation instanceof PDFDict) || !isDrawable(context, annotation)) return null;
  const flags = context.lookup(annotation.get(name('F')));
  // Bit 2: hidden.
  if (flags instanceof PDFNumber && (flags.asNumber() & 2) !== 0) return null;
  const ref = appearanceRef(context, annotation);
  const rect = boxOf(context, annotation.get(name('Rect')));
  if (ref === null || rect === null) return null;
  const stream = context.lookup(ref);
  if (!(stream instanceof PDFStream)) return null;
  const bbox = boxOf(context, stream.dict.get(name('BBox'))) ?? [0, 0, rect[2] - rect[0], rect[3] - rect[1]];
  const matrix = placement(bbox, numbersOf(context, stream.dict.get(name('Matrix')), 6) ?? [1, 0, 0, 1, 0, 0], rect);
  // Some programs leave out what makes a form XObject of the stream.
  if (stream instanceof PDFRawStream) {
    stream.dict.set(name('Type'), name('XObject'));
    stream.dict.set(name('Subtype'), name('Form'));
  }
  return matrix === null ? null : { ref, matrix };
}

function drawOnPage(document: PDFDocument, page: PDFPage, tag: string): boolean {
  const context = document.context;
  const annotations = page.node.Annots()?.asArray() ?? [];
  const drawings = annotations.slice(0, 500).flatMap((a) => drawingOf(context, a) ?? []);
  if (drawings.length === 0) return false;
  const operators = drawings.map(({ ref, matrix }, index) => {
    const key = page.node.newXObject(`Vt${index}`, ref);
    return `q ${matrix.map((n) => n.toFixed(4)).join(' ')} cm ${key.toString()} Do Q`;
  });
  // What was drawn before is closed off, so that our matrices start from the page's own.
  const before = context.register(context.stream('q '));
  const after = context.register(context.stream(` Q /${tag} BMC ${operators.join(' ')} EMC`));
  page.node.wrapContentStreams(before, after);
  return true;
}

/**
 * A copy for reading only, in which visible signatures, stamps and free text are part of the page's content.
 * Null when there is nothing to draw or the file can't be rewritten (encrypted, damaged).
 */
export async function drawAppearances(
  bytes: Uint8Array,
  options: { readonly tag: string; readonly pages: number },
): Promise<Uint8Array | null> {
  try {
    const document = await PDFDocument.load(bytes, { updateMetadata: false, throwOnInvalidObject: false });
    const drawn = document
      .getPages()
      .slice(0, options.pages)
      .map((page) => drawOnPage(document, page, options.tag));
    return drawn.includes(true)
      ? await document.save({ useObjectStreams: false, updateFieldAppearances: false, addDefaultPage: false })
      : null;
  } catch {
    return null;
  }
}
