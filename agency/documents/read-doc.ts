import WordExtractor from 'word-extractor';
import { linesOf, withLines, withoutText, type DocumentText, type TextOptions } from './text-lines.ts';
import { UnreadableError } from './unreadable-error.ts';

const sector = 512;
const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');

/** [MS-DOC] 2.5.1: FibBase at the start of a sector; bit 8 of its flags is fEncrypted. */
function isEncryptedWord(bytes: Buffer): boolean {
  for (let at = sector; at + 12 < bytes.length; at += sector) {
    if (bytes.readUInt16LE(at) === 0xa5ec && (bytes.readUInt16LE(at + 2) & 0xff00) === 0)
      return (bytes.readUInt16LE(at + 10) & 0x0100) !== 0;
  }
  return false;
}

/** Reads a compound file: Word 97-2003; anything else in such a file (Excel, .msg) has no text here. Rejects with UnreadableError. */
export async function readDoc(bytes: Uint8Array, options: TextOptions): Promise<DocumentText> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.includes(utf16('EncryptedPackage'))) return withoutText('docx', 'encrypted');
  if (!buffer.includes(utf16('WordDocument'))) return withoutText('other', null);
  if (isEncryptedWord(buffer)) return withoutText('doc', 'encrypted');
  const document = await new WordExtractor().extract(buffer).catch((error: unknown) => {
    throw new UnreadableError('broken', String(error));
  });
  // Cells of a table are separated by tabs; the body comes first, text boxes hold stamps such as HỎA TỐC.
  const body = document.getBody({ filterUnicode: false }).replaceAll('\t', '\n');
  const boxes = document.getTextboxes({ filterUnicode: false }).slice(0, 2_000);
  return withLines('doc', linesOf(`${body}\n\n${boxes}`), { pages: null }, options);
}
