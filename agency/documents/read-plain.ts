import { linesOf, withLines, type DocumentText, type TextOptions } from './text-lines.ts';

function decode(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1258').decode(bytes);
  }
}

/** Emphasis and headings of Markdown, as published texts of documents often carry them. */
const withoutMarkup = (text: string): string =>
  text
    .replaceAll('**', '')
    .replace(/^#{1,6} /gmu, '')
    .replace(/(^|[\s(])\*(?=\S)|(?<=\S)\*(?=[\s).,;]|$)/gmu, '$1');

const maxBytes = 4 * 1024 * 1024;

/** Reads plain text: UTF-8, UTF-16 with its mark, else windows-1258. */
export async function readPlain(bytes: Uint8Array, options: TextOptions): Promise<DocumentText> {
  return withLines('text', linesOf(withoutMarkup(decode(bytes.subarray(0, maxBytes)))), { pages: null }, options);
}
