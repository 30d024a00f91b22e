import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';

/** A file of a backup: its path from the data folder, always with `/`. */
export type FileFacts = { readonly path: string; readonly bytes: number; readonly sha256: string };

export const isMissing = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';

/** Regular files below `folder` as paths from it, sorted; folders that `skip` names are left out. Empty when there is no folder. */
export async function filesBelow(folder: string, skip: (path: string) => boolean = () => false): Promise<readonly string[]> {
  const found: string[] = [];
  const walk = async (at: string): Promise<void> => {
    const entries = await readdir(at, { withFileTypes: true }).catch((error: unknown) => {
      if (isMissing(error)) return [];
      throw error;
    });
    for (const entry of entries) {
      const path = join(at, entry.name);
      const name = relative(folder, path).split(sep).join('/');
      if (skip(name)) continue;
      if (entry.isDirectory()) await walk(path);
      else if (entry.isFile()) found.push(name);
    }
  };
  await walk(folder);
  return found.toSorted();
}

/** Length and hash of a file; rejects with ENOENT when it is not there. */
export async function factsOf(folder: string, path: string): Promise<FileFacts> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(join(folder, path))) {
    // Sound: a stream without encoding gives Buffers.
    const octets = chunk as Buffer;
    hash.update(octets);
    bytes += octets.byteLength;
  }
  return { path, bytes, sha256: hash.digest('hex') };
}

/** Puts file and name on disk, for their owner alone. */
export async function syncFile(path: string): Promise<void> {
  for (const one of [path, dirname(path)]) {
    const handle = await open(one, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  }
}

/** Copies one file durably, hashing what it reads; rejects with ENOENT when it is gone. `as` where it stands under another name. */
export async function copyFile(from: string, to: string, path: string, as = path): Promise<FileFacts> {
  const source = await open(join(from, path), 'r');
  try {
    const target = join(to, as);
    await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    const written = await open(target, 'wx', 0o600);
    const hash = createHash('sha256');
    let bytes = 0;
    try {
      for await (const chunk of source.createReadStream({ autoClose: false })) {
        // Sound: a stream without encoding gives Buffers.
        const octets = chunk as Buffer;
        hash.update(octets);
        bytes += octets.byteLength;
        await written.writeFile(octets);
      }
      await written.sync();
    } finally {
      await written.close();
    }
    return { path: as, bytes, sha256: hash.digest('hex') };
  } finally {
    await source.close();
  }
}
