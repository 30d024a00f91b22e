import { copyFile, mkdir, open, readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { folderOf, isEntryId } from './entry-id.ts';
import { isMissing } from './file-ops.ts';
import { readTrailer } from './trailer.ts';

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function isTakenOver(path: string): boolean {
  try {
    return readTrailer(path) !== null;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

/**
 * Takes over the entries of a dead node's spool. Each is copied with its message last and removed there only when it is
 * on disk here, so that being stopped in between loses nothing and doubles nothing. Entries are taken up at the next
 * start. Resolves to the ids taken over.
 */
export async function adoptSpool(dead: string, own: string): Promise<readonly string[]> {
  const adopted: string[] = [];
  for (const bucket of await readdir(dead, { withFileTypes: true })) {
    if (!bucket.isDirectory()) continue;
    const names = await readdir(join(dead, bucket.name));
    for (const name of names.filter((n) => n.endsWith('.msg'))) {
      const id = name.slice(0, -'.msg'.length);
      const from = join(dead, bucket.name, id);
      if (!isEntryId(id) || readTrailer(`${from}.msg`) === null) continue;
      const folder = join(own, folderOf(id));
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const endings = ['repaired', 'log', 'done', 'msg'].filter((ending) => names.includes(`${id}.${ending}`));
      // taken over before, and perhaps worked on since
      const here = isTakenOver(join(folder, `${id}.msg`));
      for (const ending of here ? [] : endings) {
        await copyFile(`${from}.${ending}`, join(folder, `${id}.${ending}`));
        await sync(join(folder, `${id}.${ending}`));
      }
      await sync(folder);
      await sync(own);
      for (const ending of endings.toReversed()) await unlink(`${from}.${ending}`);
      adopted.push(id);
    }
  }
  return adopted;
}
