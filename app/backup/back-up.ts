import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { copyStore } from '../../store/embedded/copy.ts';
import { copyFile, factsOf, filesBelow, isMissing, syncFile, type FileFacts } from './files.ts';

/** What a backup says of itself; written last, so a backup without it is not whole. */
export type Manifest = { readonly format: 1; readonly at: string; readonly domain: string; readonly files: readonly FileFacts[] };

export const manifestName = 'manifest.json';
export const storeFile = 'store.mdb';

/** Made anew by every start, or not ours: the mail drop stands for somebody else's server. */
const leftOut = new Set([storeFile, `${storeFile}-lock`, 'store.addr', 'store.addr.new', 'store.sock', 'drop']);

type Options = {
  readonly data: string;
  /** The folder below which the backup gets a folder of its own. */
  readonly into: string;
  readonly domain: string;
  readonly now: Date;
};

/**
 * Copies an installation while it may be running; resolves to the new folder. The order makes the copy one that a crash could have left:
 * the spool before the database, so that what the spool calls done is in the database; the database before the files it names, which
 * are written before their rows. Mail that came in between is added with what it was judged, its steps are taken again.
 */
export async function backUp({ data, into, domain, now }: Options): Promise<string> {
  const name = now.toISOString().slice(0, 19).replaceAll(':', '');
  const target = join(resolve(into), name);
  const part = `${target}.part`;
  if (existsSync(target)) throw new Error(`${target}: đã có / exists already`);
  const inside = relative(data, resolve(into)).split(sep).join('/');
  const skip = (path: string): boolean => leftOut.has(path) || (inside !== '' && path === inside);
  const files: FileFacts[] = [];
  const taken = new Set<string>();

  /** Files come and go while we copy; one that is gone was done with, or goes on under its last name. */
  const take = async (path: string): Promise<void> => {
    const names = path.endsWith('.log') ? [path, path.replace(/\.log$/, '.done')] : [path];
    for (const one of names) {
      if (taken.has(one)) return;
      try {
        files.push(await copyFile(data, part, one));
        taken.add(one);
        return;
      } catch (error) {
        if (!isMissing(error)) throw error;
      }
    }
  };

  await mkdir(part, { recursive: true, mode: 0o700 });
  try {
    const first = await filesBelow(data, (path) => skip(path) || path === 'blobs');
    // An entry's log before its message: what is copied of the log is never younger.
    const logs = first.filter((path) => path.startsWith('spool/') && /\.(log|done)$/.test(path));
    for (const path of [...logs, ...first.filter((p) => !logs.includes(p))]) await take(path);
    if (existsSync(join(data, storeFile))) {
      await copyStore(join(data, storeFile), join(part, storeFile));
      await syncFile(join(part, storeFile));
      files.push(await factsOf(part, storeFile));
    }
    for (const path of await filesBelow(join(data, 'blobs'))) if (!path.split('/').at(-1)?.startsWith('.')) await take(`blobs/${path}`);
    for (const path of await filesBelow(join(data, 'spool'))) {
      const known = taken.has(`spool/${path}`);
      if (!known && /\.(msg|repaired)$/.test(path)) await take(`spool/${path}`);
    }
    const manifest: Manifest = { format: 1, at: now.toISOString(), domain, files };
    await writeFile(join(part, manifestName), `${JSON.stringify(manifest, null, 1)}\n`, { mode: 0o600 });
    await syncFile(join(part, manifestName));
    await rename(part, target);
    await syncFile(target);
  } catch (error) {
    await rm(part, { recursive: true, force: true });
    throw error;
  }
  return target;
}
