import { GridFSBucket } from 'mongodb';
import type { Connection } from 'mongoose';
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import type { Blobs } from '../agency/registry/ports.ts';

const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const isName = (sha256: string): boolean => /^[0-9a-f]{64}$/.test(sha256);

/** Bytes that are not those of their name: a damaged disk, or somebody wrote to the folder. */
export class BlobDamaged extends Error {}

const checked = (bytes: Buffer, sha256: string): Buffer => {
  if (digest(bytes) !== sha256) throw new BlobDamaged(`Blob ${sha256} is damaged`);
  return bytes;
};

const isMissing = (error: unknown): boolean => typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';
const orNull = (error: unknown): null => {
  if (isMissing(error)) return null;
  throw error;
};

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Files under `<folder>/<first two digits>/<SHA-256>`: written beside, synced, renamed. For one node, or a shared file system. */
export function createFileBlobs(folder: string): Blobs {
  const shelf = (sha256: string): string => join(folder, sha256.slice(0, 2));
  const path = (sha256: string): string => join(shelf(sha256), sha256);
  const has = async (sha256: string): Promise<boolean> => isName(sha256) && (await stat(path(sha256)).catch(orNull)) !== null;

  return {
    has,
    async put(bytes) {
      const sha256 = digest(bytes);
      const kept = { sha256, bytes: bytes.byteLength };
      // The length is compared so that a file cut short by an older file system error is written anew.
      const present = await stat(path(sha256)).catch(orNull);
      if (present?.size === bytes.byteLength) return kept;
      if ((await mkdir(shelf(sha256), { recursive: true, mode: 0o700 })) !== undefined) await syncFolder(folder);
      const temporary = join(shelf(sha256), `.${sha256}.${randomBytes(6).toString('hex')}`);
      try {
        const handle = await open(temporary, 'wx', 0o600);
        try {
          await handle.writeFile(bytes);
          await handle.sync();
        } finally {
          await handle.close();
        }
        await rename(temporary, path(sha256));
      } catch (error) {
        await rm(temporary, { force: true });
        throw error;
      }
      await syncFolder(shelf(sha256));
      return kept;
    },
    async get(sha256) {
      const bytes = isName(sha256) ? await readFile(path(sha256)).catch(orNull) : null;
      return bytes === null ? null : checked(bytes, sha256);
    },
    async open(sha256) {
      const handle = isName(sha256) ? await open(path(sha256), 'r').catch(orNull) : null;
      return handle === null ? null : handle.createReadStream();
    },
    async remove(sha256) {
      if (isName(sha256)) await rm(path(sha256), { force: true });
    },
  };
}

/** The same in the database (GridFS), for several nodes. A file named by its SHA-256 may stand twice after a race; either is right. */
export function createGridFsBlobs(connection: Connection): Blobs {
  const { db } = connection;
  if (db === undefined) throw new Error('Not connected');
  const bucket = new GridFSBucket(db, { bucketName: 'blobs', writeConcern: { w: 'majority', j: true } });
  const files = (sha256: string) => bucket.find({ filename: sha256 }).toArray();
  const openOne = async (sha256: string): Promise<Readable | null> => {
    const [file] = await files(sha256);
    return file === undefined ? null : bucket.openDownloadStream(file._id);
  };

  return {
    has: async (sha256) => (await files(sha256)).length > 0,
    async put(bytes) {
      const sha256 = digest(bytes);
      if ((await files(sha256)).length === 0) await pipeline(Readable.from([Buffer.from(bytes)]), bucket.openUploadStream(sha256));
      return { sha256, bytes: bytes.byteLength };
    },
    async get(sha256) {
      const stream = await openOne(sha256);
      return stream === null ? null : checked(await buffer(stream), sha256);
    },
    open: openOne,
    async remove(sha256) {
      for (const file of await files(sha256)) await bucket.delete(file._id);
    },
  };
}
