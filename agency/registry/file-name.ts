import { createHash } from 'node:crypto';

const extensions: Readonly<Record<string, string>> = {
  'application/pdf': 'pdf',
  'application/msword': 'doc',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/vnd.ms-excel': 'xls',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
  'application/vnd.ms-powerpoint': 'ppt',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': 'pptx',
  'application/vnd.oasis.opendocument.text': 'odt',
  'application/rtf': 'rtf',
  'text/rtf': 'rtf',
  'text/plain': 'txt',
  'text/html': 'html',
  'text/xml': 'xml',
  'application/xml': 'xml',
  'application/zip': 'zip',
  'application/x-rar-compressed': 'rar',
  'application/vnd.rar': 'rar',
  'application/x-7z-compressed': '7z',
  'message/rfc822': 'eml',
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/tiff': 'tif',
  'image/gif': 'gif',
};

/** The extension to keep: that of the original name where it is plain, else what the media type says. */
const extensionOf = (mediaType: string, originalName: string | null): string => {
  const given = /\.([A-Za-z0-9]{1,8})$/.exec(originalName ?? '')?.[1]?.toLowerCase();
  const known = extensions[mediaType];
  if (known !== undefined && known !== 'txt' && mediaType !== 'application/zip') return known;
  return given ?? known ?? 'bin';
};

/** Letters, digits and single hyphens of any script; nothing that a file system or a shell reads otherwise. */
const safe = (text: string): string =>
  text
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);

/**
 * `<số đến>_<số>-<ký hiệu>_<n>.<ext>` (TTH Đ7.1a "Lưu tên file theo số công văn đến"), numbers not padded.
 * Where số and ký hiệu are not known the middle part is left out.
 */
export function registeredFileName(
  number: number,
  code: { readonly codeNumber: string | null; readonly codeNotation: string | null },
  n: number,
  file: { readonly mediaType: string; readonly originalName: string | null },
): string {
  const middle = [code.codeNumber, code.codeNotation]
    .map((part) => safe(part ?? ''))
    .filter((part) => part !== '')
    .join('-');
  return `${[String(number), ...(middle === '' ? [] : [middle]), String(n)].join('_')}.${extensionOf(file.mediaType, file.originalName)}`;
}

/** SHA-256, hex: the name of a file in the store. */
export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
