import { readDoc } from './read-doc.ts';
import { readDocx } from './read-docx.ts';
import { readPdf } from './read-pdf.ts';
import { readPlain } from './read-plain.ts';
import { readRtf } from './read-rtf.ts';
import { listZip } from './zip-limits.ts';
import { UnreadableError } from './unreadable-error.ts';
import { withoutText, type DocumentText, type TextOptions } from './text-lines.ts';

export type DocumentFile = { readonly name: string | null; readonly mediaType: string; readonly bytes: Uint8Array };

const startsWith = (bytes: Uint8Array, magic: Uint8Array): boolean => magic.every((octet, i) => bytes[i] === octet);

const ascii = (text: string): Buffer => Buffer.from(text, 'latin1');
const magics = {
  zip: [ascii('PK\u0003\u0004'), ascii('PK\u0005\u0006')],
  ole: Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1),
  rtf: ascii('{\\rtf'),
  pdf: ascii('%PDF-'),
} as const;

/** PDF readers accept the mark anywhere in the first 1,024 octets (ISO 32000-1, annex H). */
const isPdf = (bytes: Uint8Array): boolean => {
  const head = bytes.subarray(0, 1024);
  return Buffer.from(head.buffer, head.byteOffset, head.byteLength).includes(magics.pdf);
};

const isPlain = (file: DocumentFile): boolean =>
  /^text\/(plain|markdown)\b/i.test(file.mediaType) || /\.(txt|md)$/i.test((file.name ?? '').slice(-8));

const isNamedDocument = (file: DocumentFile): DocumentText['kind'] => {
  const extension = /\.(docx?|pdf)$/i.exec((file.name ?? '').slice(-8))?.[1]?.toLowerCase();
  return extension === 'docx' || extension === 'doc' || extension === 'pdf' ? extension : 'other';
};

async function readByContent(file: DocumentFile, options: TextOptions): Promise<DocumentText> {
  const { bytes } = file;
  if (isPdf(bytes)) return readPdf(bytes, options);
  if (magics.zip.some((magic) => startsWith(bytes, magic))) {
    const entries = await listZip(bytes);
    return entries.some((e) => e.name === 'word/document.xml') ? readDocx(bytes, entries, options) : withoutText('other', null);
  }
  if (startsWith(bytes, magics.ole)) return readDoc(bytes, options);
  if (startsWith(bytes, magics.rtf)) return readRtf(bytes, options);
  if (isPlain(file)) return readPlain(bytes, options);
  const named = isNamedDocument(file);
  return withoutText(named, named === 'other' ? null : 'broken');
}

/**
 * The text of a document, recognised by its content, never by its name. Never throws: what can't be read says why.
 * Runs in the caller's thread; time and memory are the caller's to bound (worker thread with a deadline).
 */
export async function documentText(file: DocumentFile, options: TextOptions = {}): Promise<DocumentText> {
  try {
    return await readByContent(file, options);
  } catch (error) {
    const kind = isPdf(file.bytes) ? 'pdf' : isNamedDocument(file);
    return withoutText(kind, error instanceof UnreadableError ? error.why : 'broken');
  }
}

/** Kind by the first octets and the name alone, without reading; zips count as docx only by name. */
export function sniffKind(file: DocumentFile): DocumentText['kind'] {
  if (isPdf(file.bytes)) return 'pdf';
  const named = isNamedDocument(file);
  return named === 'other' && isPlain(file) ? 'text' : named;
}
