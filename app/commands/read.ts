import { readFile, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { createDocumentReader, type DocumentReader } from '../../agency/documents/create-document-reader.ts';
import type { Field, Fields, Signer } from '../../agency/documents/fields.ts';
import type { Command, Io } from './command.ts';

const deadlineMs = 30_000;
const maxBytes = 64 * 1024 * 1024;
const usage = 'vanthu read [--json] FILE …';

type Row = {
  readonly file: string;
  readonly kind: string;
  readonly pages: number | null;
  readonly fields: Partial<Fields>;
  readonly unreadable: string | null;
};

const found = (fields: Fields): Partial<Fields> => Object.fromEntries(Object.entries(fields).filter(([, field]) => field !== null));

async function readOne(reader: DocumentReader, file: string, cwd: string): Promise<Row> {
  const path = resolve(cwd, file);
  const { size } = await stat(path);
  if (size > maxBytes) return { file, kind: 'other', pages: null, fields: {}, unreadable: 'limits' };
  const name = basename(path);
  const mediaType = /\.(?:txt|md)$/i.test(name) ? 'text/plain' : 'application/octet-stream';
  const read = await reader.read([{ name, mediaType, bytes: await readFile(path) }], { subject: '', text: '', from: '' });
  return {
    file,
    kind: read.files[0]?.kind ?? 'other',
    pages: read.files[0]?.pages ?? null,
    fields: found(read.fields),
    unreadable: read.files[0]?.unreadable ?? null,
  };
}

const shown = (value: Field<string | number | Signer>['value']): string =>
  typeof value === 'object' ? [value.position, value.fullName].filter((v) => v !== null).join(' ') : String(value);

function asText(row: Row): string {
  const lines = Object.entries(row.fields).map(([name, field]) =>
    field === null ? '' : `  ${name}: ${shown(field.value)}  (${field.source}, ${field.confidence.toLocaleString('vi-VN')})`,
  );
  return [`${row.file} (${row.kind}${row.unreadable === null ? '' : `, ${row.unreadable}`})`, ...lines].join('\n');
}

async function run(args: readonly string[], io: Io): Promise<number> {
  const json = args.includes('--json');
  const files = args.filter((a) => a !== '--json');
  if (files.length === 0 || files.some((f) => f.startsWith('--'))) {
    io.stderr.write(`Cách dùng: ${usage}\n`);
    return 2;
  }
  const reader = createDocumentReader({ deadlineMs });
  let code = 0;
  try {
    for (const file of files) {
      try {
        const row = await readOne(reader, file, io.cwd);
        io.stdout.write(`${json ? JSON.stringify(row) : asText(row)}\n`);
      } catch (error) {
        io.stderr.write(`Không đọc được tệp ${file}: ${error instanceof Error ? error.message : String(error)}\n`);
        code = 1;
      }
    }
  } finally {
    await reader.close();
  }
  return code;
}

/** Prints number, date, type, trích yếu … of documents, with source and confidence. */
export const readCommand: Command = {
  name: 'read',
  summary: 'Đọc số, ký hiệu, ngày, trích yếu của văn bản · Read the fields of documents',
  usage,
  run,
};
