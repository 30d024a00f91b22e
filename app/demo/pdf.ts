import fontkit from '@pdf-lib/fontkit';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { PDFDocument, PDFName, PDFString, rgb, type PDFFont, type PDFPage } from 'pdf-lib';

/** An official document in the layout of Nghị định 30/2020/NĐ-CP, Phụ lục I. */
export type Letter = {
  readonly superior: string;
  readonly organ: string;
  readonly number: string;
  readonly place: string;
  /** `ngày 20 tháng 11 năm 2026`. */
  readonly date: string;
  /** Absent for a công văn: its trích yếu stands under the number after V/v. */
  readonly type?: string;
  readonly subject: string;
  readonly to: string;
  readonly paragraphs: readonly string[];
  readonly signer: { readonly authority: string; readonly position: string; readonly name: string };
  readonly urgent?: string;
  /** Number and day stand in visible signature appearances, as văn thư put them on; not in the page's text. */
  readonly numberedBySignature?: boolean;
};

/** Fonts go in whole: subsetting drops glyphs of composed letters. */
type Fonts = { readonly plain: PDFFont; readonly bold: PDFFont; readonly italic: PDFFont };

const packages = createRequire(import.meta.url);
const fontFile = (name: string): Promise<Buffer> => readFile(packages.resolve(`@expo-google-fonts/tinos/${name}`));

async function embedFonts(document: PDFDocument): Promise<Fonts> {
  document.registerFontkit(fontkit);
  const [plain, bold, italic] = await Promise.all(
    ['400Regular/Tinos_400Regular.ttf', '700Bold/Tinos_700Bold.ttf', '400Regular_Italic/Tinos_400Regular_Italic.ttf'].map(async (name) =>
      document.embedFont(await fontFile(name), { subset: false }),
    ),
  );
  if (plain === undefined || bold === undefined || italic === undefined) throw new Error('fonts are missing');
  return { plain, bold, italic };
}

const centre = (page: PDFPage, text: string, x: number, y: number, font: PDFFont, size: number): void => {
  page.drawText(text, { x: x - font.widthOfTextAtSize(text, size) / 2, y, font, size });
};

/** Breaks at blanks so that no line is wider than `width` points. */
function wrap(text: string, font: PDFFont, size: number, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (font.widthOfTextAtSize(longer, size) > width && line !== '') {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}

const left = 170;
const right = 420;

/** Draws the letter on one A4 page. */
export async function letterPdf(letter: Letter): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  const fonts = await embedFonts(document);
  const page = document.addPage([595, 842]);
  const { plain, bold, italic } = fonts;
  centre(page, letter.superior, left, 780, plain, 12);
  centre(page, letter.organ, left, 764, bold, 12);
  centre(page, 'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM', right, 780, bold, 12);
  centre(page, 'Độc lập - Tự do - Hạnh phúc', right, 764, bold, 13);
  const [number = '', ...notation] = letter.number.split('/');
  const date = letter.date.match(/^ngày (\d+) tháng (\d+) năm (\d+)$/);
  if (letter.numberedBySignature === true && date !== null) {
    const blank = '        ';
    const line = `Số:${blank}/${notation.join('/')}`;
    const dated = [`${letter.place}, ngày`, ` tháng`, ` năm ${date[3]}`] as const;
    centre(page, line, left, 738, plain, 13);
    centre(page, dated.join(blank), right, 738, italic, 13);
    const afterNumber = left - plain.widthOfTextAtSize(line, 13) / 2 + plain.widthOfTextAtSize('Số:', 13);
    const afterDay = right - italic.widthOfTextAtSize(dated.join(blank), 13) / 2 + italic.widthOfTextAtSize(dated[0], 13);
    const afterMonth = afterDay + italic.widthOfTextAtSize(blank + dated[1], 13);
    appearance(document, page, plain, 'so', number, [afterNumber, 734, 30, 18]);
    appearance(document, page, plain, 'ngay', date[1] ?? '', [afterDay + 4, 734, 20, 18]);
    appearance(document, page, plain, 'thang', date[2] ?? '', [afterMonth + 4, 734, 20, 18]);
  } else {
    centre(page, `Số: ${letter.number}`, left, 738, plain, 13);
    centre(page, `${letter.place}, ${letter.date}`, right, 738, italic, 13);
  }
  if (letter.urgent !== undefined) {
    page.drawRectangle({ x: left - 45, y: 690, width: 90, height: 24, borderWidth: 1.5, borderColor: rgb(0.75, 0.05, 0.05), opacity: 0 });
    centre(page, letter.urgent, left, 697, bold, 14);
  }
  let y = 670;
  if (letter.type === undefined) {
    for (const [i, line] of wrap(`V/v ${letter.subject}`, plain, 12, 200).entries()) centre(page, line, left, 718 - 15 * i, plain, 12);
  } else {
    centre(page, letter.type, 297, y, bold, 14);
    for (const line of wrap(letter.subject, bold, 14, 400)) centre(page, line, 297, (y -= 18), bold, 14);
    y -= 10;
  }
  centre(page, `Kính gửi: ${letter.to}`, 320, (y -= 24), plain, 14);
  y -= 10;
  for (const paragraph of letter.paragraphs) {
    for (const [i, line] of wrap(paragraph, plain, 14, 440).entries())
      page.drawText(line, { x: i === 0 ? 108 : 85, y: (y -= 20), font: plain, size: 14 });
    y -= 6;
  }
  y -= 24;
  page.drawText('Nơi nhận:', { x: 85, y, font: italic, size: 12 });
  for (const [i, line] of ['- Như trên;', '- Lưu: VT.'].entries())
    page.drawText(line, { x: 85, y: y - 14 * (i + 1), font: plain, size: 11 });
  centre(page, letter.signer.authority, right, y, bold, 13);
  centre(page, letter.signer.position, right, y - 16, bold, 13);
  centre(page, letter.signer.name, right, y - 90, bold, 14);
  return document.save();
}

/** A signature field's widget whose normal appearance shows `text` (PDF 32000-1, 12.7.4.5): pages draw it, text readers don't see it. */
function appearance(
  document: PDFDocument,
  page: PDFPage,
  font: PDFFont,
  name: string,
  text: string,
  [x, y, width, height]: readonly [number, number, number, number],
): void {
  const { context } = document;
  const stream = context.stream(`BT /F0 13 Tf 2 4 Td ${font.encodeText(text).toString()} Tj ET`, {
    Type: 'XObject',
    Subtype: 'Form',
    BBox: [0, 0, width, height],
    Resources: { Font: { F0: font.ref } },
  });
  const widget = context.register(
    context.obj({
      Type: 'Annot',
      Subtype: 'Widget',
      FT: 'Sig',
      T: PDFString.of(name),
      F: 4,
      Rect: [x, y, x + width, y + height],
      AP: { N: context.register(stream) },
      P: page.ref,
    }),
  );
  page.node.addAnnot(widget);
  document.catalog.getOrCreateAcroForm().addField(widget);
  document.catalog.getOrCreateAcroForm().dict.set(PDFName.of('SigFlags'), context.obj(3));
}

/** A page that is only a picture: what a scanner makes. */
export async function scanPdf(jpeg: Uint8Array): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  const image = await document.embedJpg(jpeg);
  document.addPage([595, 842]).drawImage(image, { x: 0, y: 0, width: 595, height: 842 });
  return document.save();
}
