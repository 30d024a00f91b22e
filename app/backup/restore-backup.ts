import { existsSync } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { lockData } from '../data-lock.ts';
import { copyFile, syncFile } from './files.ts';
import { differences, readManifest, verifyBackup, type Verified } from './verify-backup.ts';

/** The data folder holds something: a restore never writes over it. */
export class NotEmpty extends Error {}

/**
 * Puts a backup that was verified into an empty data folder and reads everything back.
 * Rejects with DataInUse while a server runs there, with {@link NotEmpty} when something lies there. Problems: nothing was copied.
 */
export async function restoreBackup(folder: string, data: string): Promise<Verified> {
  const present = existsSync(data) ? await readdir(data) : [];
  const unlock = await lockData(data);
  try {
    if (present.length > 0) throw new NotEmpty(`${data}: không trống; chọn hoặc làm thư mục khác / not empty`);
    const verified = await verifyBackup(folder);
    if (verified.problems.length > 0) return verified;
    const { files } = await readManifest(folder);
    await mkdir(data, { recursive: true, mode: 0o700 });
    for (const { path } of files) {
      await copyFile(folder, data, path);
      await syncFile(join(data, path));
    }
    return { ...verified, problems: await differences(data, files) };
  } finally {
    unlock();
  }
}
