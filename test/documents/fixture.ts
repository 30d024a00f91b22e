import { readFile } from 'node:fs/promises';
import { documentText } from '../../agency/documents/document-text.ts';
import { readFields, type Sheet } from '../../agency/documents/read-fields.ts';
import type { Field, Fields } from '../../agency/documents/fields.ts';
import type { DocumentText } from '../../agency/documents/text-lines.ts';

const folder = new URL('../data/documents/', import.meta.url);

export const bytesOf = (path: string): Promise<Buffer> => readFile(new URL(path, folder));

export const textOf = (bytes: Uint8Array, name = 'a', mediaType = 'application/octet-stream'): Promise<DocumentText> =>
  documentText({ name, mediaType, bytes });

export async function sheetOf(path: string): Promise<Sheet> {
  return readFields(await textOf(await bytesOf(path), path, path.endsWith('.txt') ? 'text/plain' : undefined));
}

export const sheetOfLines = async (...lines: readonly string[]): Promise<Sheet> =>
  readFields(await textOf(Buffer.from(lines.join('\n')), 'a.txt', 'text/plain'));

/** Values only, absent ones left out. */
export const valuesOf = (fields: Fields): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, field]: [string, Field<unknown> | null]) => (field === null ? [] : [[name, field.value]])),
  );
