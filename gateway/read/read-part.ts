import { createHash } from 'node:crypto';
import type { Part } from '../../mail/message.ts';
import type { LegacyCharset } from '../../vietnamese/legacy-letters.ts';
import { archiveEntries } from './archive-entries.ts';
import { decodeText, type DecodedText } from './decode-text.ts';
import { cleanFileName } from './file-name.ts';
import { duplicateFields, hasTwoValues } from './header-fields.ts';
import { decodeHeaderText } from './header-text.ts';
import { decodeReferences, htmlText } from './html-text.ts';
import { fieldText, type Entity } from './structure.ts';
import { decodeTransfer, transferEncodingOf, type TransferEncoding } from './transfer-encoding.ts';
import libmime from 'libmime';

/** A part with what later passes need of it; only `part` leaves the worker. */
export type ReadPart = {
  readonly entity: Entity;
  readonly part: Part;
  readonly encoding: TransferEncoding;
  /** Transfer-decoded content of a leaf. */
  readonly content: Buffer | null;
  /** A text part's characters before HTML was stripped, NFC and readable; null for others. */
  readonly source: DecodedText | null;
};

export type DocumentText = (file: { name: string | null; mediaType: string; bytes: Uint8Array }) => Promise<{
  readonly firstPage: string;
  readonly unreadable: Part['unreadable'];
}>;

const maxText = 1_048_576;
const messageNames = /\.(?:eml|msg)$|^winmail\.dat$/i;
const messageTypes = new Set([
  'message/rfc822',
  'message/global',
  'application/ms-tnef',
  'application/vnd.ms-tnef',
  'application/vnd.ms-outlook',
]);
const documentNames = /\.(?:docx?|pdf)$/i;
const documentTypes = new Set([
  'application/pdf',
  'application/msword',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
]);
const zipTypes = new Set(['application/zip', 'application/x-zip-compressed', 'application/x-zip']);

/** Parameter with hostile names kept out of the prototype. */
const parameter = (parameters: Readonly<Record<string, string>>, name: string): string | null =>
  Object.hasOwn(parameters, name) ? (parameters[name] ?? null) : null;

function fileNameOf(disposition: Readonly<Record<string, string>>, type: Readonly<Record<string, string>>): string | null {
  const given = parameter(disposition, 'filename') ?? parameter(type, 'name');
  if (given === null) return null;
  // Parameters come as the characters of their octets, unless RFC 2231 named a charset.
  const octets = /[\u0100-\uffff]/.test(given) ? null : Buffer.from(given, 'latin1');
  return cleanFileName(octets === null ? given : decodeHeaderText(octets, { hint: null, utf8: true }).text);
}

/** The charset that an HTML page names for itself, when the part names none. */
const metaCharset = (content: Buffer): string | null =>
  /<meta[^>]{0,200}charset=["']?([A-Za-z0-9_:-]{1,40})/i.exec(content.toString('latin1', 0, 4096))?.[1] ?? null;

/** Fonts of the old encodings, which tell the encoding where the page has them. */
export const fontHint = (html: string): LegacyCharset | null => {
  if (/\.Vn[A-Z][A-Za-z]{2,20}/.test(html)) return 'tcvn3';
  return /\bVNI-[A-Z][A-Za-z]{2,20}/.test(html) ? 'vni' : null;
};

/** Letters written as references (`&eacute;`, `&#233;`) as themselves; markup characters stay references. */
export const openReferences = (html: string): string =>
  html.replace(
    /&(?:#(?:1[2-9]\d|[2-9]\d\d|\d{4,6})|#[xX](?:[89A-Fa-f][0-9A-Fa-f]|[0-9A-Fa-f]{3,5})|(?!amp;|lt;|gt;|quot;|apos;|nbsp;)[A-Za-z]{2,8}\d?);/g,
    (r) => {
      const read = decodeReferences(r);
      return read.length > 0 && read >= '\u00a1' ? read : r;
    },
  );

function decodeTextPart(
  content: Buffer,
  mediaType: string,
  charset: string | null,
  hint: LegacyCharset | null,
): { source: DecodedText; text: string } {
  if (mediaType !== 'text/html') {
    const source = decodeText(content, charset, hint);
    return { source, text: source.text.slice(0, maxText) };
  }
  let source = decodeText(content, charset ?? metaCharset(content), hint);
  if (source.form === null && /&#?[a-zA-Z0-9]{2,8};/.test(source.text)) {
    // Word writes garbled letters as references: look behind them too.
    const opened = openReferences(source.text);
    const again = opened === source.text ? source : decodeText(Buffer.from(opened), 'utf-8', hint ?? fontHint(opened));
    if (again.form !== null) source = again;
  } else if (source.form === null) {
    const font = fontHint(source.text);
    if (font !== null) source = decodeText(content, charset ?? metaCharset(content), font);
  }
  return { source, text: htmlText(source.text) };
}

function encryptedKind(entity: Entity, content: Buffer, text: string | null): 'encrypted' | null {
  if (entity.mediaType === 'multipart/encrypted') return 'encrypted';
  if (entity.mediaType === 'application/pkcs7-mime' || entity.mediaType === 'application/x-pkcs7-mime') return 'encrypted';
  if (text !== null && text.includes('-----BEGIN PGP MESSAGE-----')) return 'encrypted';
  return content.subarray(0, 27).toString('latin1') === '-----BEGIN PGP MESSAGE-----' ? 'encrypted' : null;
}

const isZip = (content: Buffer): boolean => content.length >= 22 && content.readUInt32LE(0) === 0x04034b50;

/** Reads one node: names, digest, text, names inside archives, the first page of a document. */
export async function readPart(
  bytes: Buffer,
  entity: Entity,
  options: { readonly hint: LegacyCharset | null; readonly documentText: DocumentText | null },
): Promise<ReadPart> {
  const { fields, mediaType, parameters } = entity;
  const dispositionField = fields.length === 0 ? '' : fieldText(bytes, fields, 'content-disposition');
  const disposition = libmime.parseHeaderValue(dispositionField);
  const kind = (disposition.value || '').trim().toLowerCase();
  const fileName = fileNameOf(disposition.params, parameters);
  const encoding = transferEncodingOf(fieldText(bytes, fields, 'content-transfer-encoding'));
  const charset = parameter(parameters, 'charset');
  const common = {
    path: entity.path,
    mediaType,
    charset: charset === null ? null : charset.slice(0, 80).trim().toLowerCase(),
    // An unknown disposition is an attachment (RFC 2183 2.8).
    disposition: kind === '' ? null : kind === 'inline' ? ('inline' as const) : ('attachment' as const),
    fileName,
    contentId:
      fieldText(bytes, fields, 'content-id')
        .replace(/[<>\s]/g, '')
        .slice(0, 500) || null,
    duplicateFields: [
      ...duplicateFields(fields),
      ...(hasTwoValues(fieldText(bytes, fields, 'content-type')) ? ['content-type'] : []),
      ...(hasTwoValues(dispositionField) ? ['content-disposition'] : []),
    ],
  };
  const container = mediaType.startsWith('multipart/');
  if (container && entity.children.length > 0) {
    const part = { ...common, bytes: 0, sha256: null, text: null, firstPage: null, entries: [], holdsMessage: false };
    return { entity, encoding, content: null, source: null, part: { ...part, unreadable: encryptedKind(entity, Buffer.alloc(0), null) } };
  }

  const content = decodeTransfer(bytes.subarray(entity.body, entity.end), encoding);
  // A multipart without a single delimiter shows its body as text in some programs.
  const textual = container || (mediaType.startsWith('text/') && mediaType !== 'text/rfc822-headers');
  const decoded = textual ? decodeTextPart(content, mediaType, common.charset, options.hint) : null;
  let unreadable: Part['unreadable'] = encryptedKind(entity, content, decoded?.text ?? null) ?? (container ? 'broken' : null);

  let entries: readonly string[] = [];
  if (isZip(content) || zipTypes.has(mediaType)) {
    const listed = await archiveEntries(content);
    unreadable ??= listed.unreadable;
    // Office files are archives too; their entries are no files of the sender's.
    if (!listed.names.includes('[Content_Types].xml')) entries = listed.names;
  }
  let firstPage: string | null = null;
  const document = documentTypes.has(mediaType) || (fileName !== null && documentNames.test(fileName));
  if (document && options.documentText !== null && unreadable !== 'limits') {
    const read = await options.documentText({ name: fileName, mediaType, bytes: content });
    firstPage = read.firstPage.normalize('NFC');
    unreadable ??= read.unreadable;
  }
  return {
    entity,
    encoding,
    content,
    source: decoded?.source ?? null,
    part: {
      ...common,
      bytes: content.length,
      sha256: createHash('sha256').update(content).digest('hex'),
      text: decoded?.text ?? null,
      firstPage,
      entries,
      holdsMessage:
        messageTypes.has(mediaType) ||
        (fileName !== null && messageNames.test(fileName)) ||
        entries.some((name) => messageNames.test(name)),
      unreadable,
    },
  };
}
