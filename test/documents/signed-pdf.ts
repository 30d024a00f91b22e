import { PDFArray, PDFDocument, PDFName, PDFString, StandardFonts, type PDFPage, type PDFRef } from 'pdf-lib';

export type Overlay = { readonly text: string; readonly x: number; readonly y: number; readonly width: number; readonly height: number };

const name = (text: string): PDFName => PDFName.of(text);

/** A form XObject that draws the text, or the given form instead. */
function form(document: PDFDocument, font: PDFRef, overlay: Overlay, inner: PDFRef | null): PDFRef {
  const resources = inner === null ? { Font: { F1: font } } : { XObject: { In: inner } };
  const operators = inner === null ? `BT /F1 12 Tf 1 3 Td (${overlay.text}) Tj ET` : 'q /In Do Q q /In Do Q';
  const stream = document.context.stream(operators, {
    Type: 'XObject',
    Subtype: 'Form',
    BBox: [0, 0, overlay.width, overlay.height],
    Resources: resources,
  });
  return document.context.register(stream);
}

function addWidget(document: PDFDocument, page: PDFPage, overlay: Overlay, appearance: PDFRef, index: number): PDFRef {
  const widget = document.context.obj({
    Type: 'Annot',
    Subtype: 'Widget',
    FT: 'Sig',
    F: 132,
    Rect: [overlay.x, overlay.y, overlay.x + overlay.width, overlay.y + overlay.height],
    AP: { N: appearance },
    P: page.ref,
  });
  widget.set(name('T'), PDFString.of(`Signature${index}`));
  const ref = document.context.register(widget);
  const annotations = page.node.Annots() ?? document.context.obj([]);
  annotations.push(ref);
  page.node.set(name('Annots'), annotations);
  return ref;
}

/** Puts text on the first page the way signing tools do: as nested appearances of signature fields, drawn more than once. */
export async function withVisibleSignatures(bytes: Uint8Array, overlays: readonly Overlay[]): Promise<Uint8Array> {
  const document = await PDFDocument.load(bytes);
  const font = (await document.embedFont(StandardFonts.TimesRoman)).ref;
  const page = document.getPage(0);
  const fields = overlays.map((overlay, index) => {
    const layer = form(document, font, overlay, null);
    return addWidget(document, page, overlay, form(document, font, overlay, form(document, font, overlay, layer)), index);
  });
  const array = PDFArray.withContext(document.context);
  for (const field of fields) array.push(field);
  document.catalog.set(name('AcroForm'), document.context.obj({ SigFlags: 3, Fields: array }));
  return document.save({ useObjectStreams: true, updateFieldAppearances: false });
}
