import { resolve } from 'node:path';
import { backUp } from '../backup/back-up.ts';
import { verifyBackup, type Verified } from '../backup/verify-backup.ts';
import { restoreBackup } from '../backup/restore-backup.ts';
import { openContext } from '../context.ts';
import type { Loaded } from '../settings.ts';
import type { Command, Io } from './command.ts';

const elsewhere =
  'Dữ liệu nằm trong MongoDB: sao lưu bằng mongodump (có cả blobs.files, blobs.chunks), và chép thư mục spool, secrets của từng nút.\nData lies in MongoDB: use mongodump, and copy spool and secrets of each node.\n';

function said(io: Io, { at, files, bytes, records, documents, problems }: Verified): number {
  const size = (bytes / 1_000_000).toLocaleString('vi-VN', { maximumFractionDigits: 1 });
  io.stdout.write(`${at}: ${files} tệp, ${size} MB, ${records} bản ghi, ${documents} văn bản\n`);
  for (const problem of problems) io.stderr.write(`SAI  ${problem}\n`);
  if (problems.length === 0) io.stdout.write('Nguyên vẹn. / Whole.\n');
  return problems.length === 0 ? 0 : 1;
}

/** One folder as argument; with MongoDB what to use instead. Null: said already. */
async function folderFor(
  args: readonly string[],
  io: Io,
  usage: string,
): Promise<{ readonly folder: string; readonly loaded: Loaded; readonly domain: string } | null> {
  const [folder, ...more] = args;
  if (folder === undefined || folder.startsWith('-') || more.length > 0) {
    io.stderr.write(`${usage}\n`);
    return null;
  }
  const { loaded, agency } = await openContext(io);
  if (loaded.settings['mongodb-uri'] === '') return { folder: resolve(io.cwd, folder), loaded, domain: agency.domain };
  io.stderr.write(elsewhere);
  return null;
}

/** Copies the installation, also beside a running server, and proves the copy at once (QN Đ4.1). */
export const backupCommand: Command = {
  name: 'backup',
  summary: 'sao lưu vào DIR/<thời điểm> rồi kiểm tra, máy chủ cứ chạy / back up and verify, the server may run',
  usage: 'vanthu backup DIR',
  async run(args, io) {
    const wanted = await folderFor(args, io, backupCommand.usage);
    if (wanted === null) return 2;
    const made = await backUp({ data: wanted.loaded.data, into: wanted.folder, domain: wanted.domain, now: new Date() });
    io.stdout.write(`${made}\n`);
    return said(io, await verifyBackup(made));
  },
};

export const verifyCommand: Command = {
  name: 'verify',
  summary: 'kiểm tra một bản sao lưu: tệp, bản ghi, số văn bản / prove a backup by opening it',
  usage: 'vanthu verify DIR/<thời điểm>',
  async run(args, io) {
    const wanted = await folderFor(args, io, verifyCommand.usage);
    return wanted === null ? 2 : said(io, await verifyBackup(wanted.folder));
  },
};

export const restoreCommand: Command = {
  name: 'restore',
  summary: 'khôi phục vào thư mục dữ liệu còn trống / restore into an empty data folder',
  usage: 'vanthu restore DIR/<thời điểm>',
  async run(args, io) {
    const wanted = await folderFor(args, io, restoreCommand.usage);
    return wanted === null ? 2 : said(io, await restoreBackup(wanted.folder, wanted.loaded.data));
  },
};
