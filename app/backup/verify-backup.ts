import { constants, existsSync } from 'node:fs';
import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { connectStore } from '../../store/connect.ts';
import { startEmbeddedStore } from '../../store/embedded/start.ts';
import { manifestName, storeFile, type Manifest } from './back-up.ts';
import { checkRecords, type RecordsCheck } from './check-records.ts';
import { factsOf, isMissing, type FileFacts } from './files.ts';

export type Verified = RecordsCheck & { readonly at: string; readonly files: number; readonly bytes: number };

const manifestShape = z.object({
  format: z.literal(1),
  at: z.string(),
  domain: z.string(),
  // A path of the manifest is written to at a restore: below the folder, or nowhere.
  files: z.array(
    z.object({
      path: z.string().refine((p) => !p.startsWith('/') && !p.split('/').includes('..')),
      bytes: z.number(),
      sha256: z.string(),
    }),
  ),
});

/** Rejects when the folder is no whole backup. */
export async function readManifest(folder: string): Promise<Manifest> {
  let text: string;
  try {
    text = await readFile(join(folder, manifestName), 'utf8');
  } catch (error) {
    if (isMissing(error))
      throw new Error(`${folder}: không phải bản sao lưu trọn vẹn / not a whole backup (${manifestName})`, { cause: error });
    throw error;
  }
  return manifestShape.parse(JSON.parse(text));
}

/** Files of the manifest that are not, or not so, in the folder: a line each. */
export async function differences(folder: string, files: readonly FileFacts[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const wanted of files) {
    try {
      const { bytes, sha256 } = await factsOf(folder, wanted.path);
      if (bytes !== wanted.bytes || sha256 !== wanted.sha256) found.push(`${wanted.path}: đã bị hỏng / damaged`);
    } catch (error) {
      if (!isMissing(error)) throw error;
      found.push(`${wanted.path}: không còn / missing`);
    }
  }
  return found;
}

/**
 * Proves a backup by using it: every file has its hash, and the database opens, in a store of its own over a copy (a damaged file ends
 * that child, not us), gives every record, and agrees with the files.
 */
export async function verifyBackup(folder: string): Promise<Verified> {
  const manifest = await readManifest(folder);
  const { at, files } = manifest;
  const bytes = files.reduce((sum, f) => sum + f.bytes, 0);
  const damaged = await differences(folder, files);
  const misnamed = files.filter((f) => f.path.startsWith('blobs/') && f.path.split('/').at(-1) !== f.sha256);
  const problems = [...damaged, ...misnamed.map((f) => `${f.path}: nội dung không đúng tên / not the content of its name`)];
  const kept = new Set(files.filter((f) => f.path.startsWith('blobs/')).map((f) => f.sha256));
  const checked = existsSync(join(folder, storeFile))
    ? await inStore(join(folder, storeFile), (sha256) => kept.has(sha256))
    : { problems: [`${storeFile}: không có cơ sở dữ liệu / no database`], records: 0, documents: 0 };
  return { at, files: files.length, bytes, ...checked, problems: [...problems, ...checked.problems] };
}

async function inStore(file: string, hasBlob: (sha256: string) => boolean): Promise<RecordsCheck> {
  const folder = await mkdtemp(join(tmpdir(), 'vanthu-verify-'));
  try {
    await copyFile(file, join(folder, storeFile), constants.COPYFILE_FICLONE);
    const store = await startEmbeddedStore({ folder });
    try {
      const connection = await connectStore(store.uri);
      try {
        return await checkRecords(connection, hasBlob);
      } finally {
        await connection.close();
      }
    } finally {
      await store.stop();
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { problems: [`${storeFile}: không đọc được / can't be read: ${why}`], records: 0, documents: 0 };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
