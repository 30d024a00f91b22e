import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Connection } from 'mongoose';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { Blobs } from '../../agency/registry/ports.ts';
import { createFileBlobs, createGridFsBlobs } from '../../store/blobs.ts';
import { connectStore } from '../../store/connect.ts';
import { startEmbeddedStore, type EmbeddedStore } from '../../store/embedded/start.ts';

let folder: string;
let store: EmbeddedStore;
let connection: Connection;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vanthu-blobs-'));
  store = await startEmbeddedStore({ folder: join(folder, 'store') });
  connection = await connectStore(store.uri, 'blobs');
});
afterAll(async () => {
  await connection?.close();
  await store?.stop();
  await rm(folder, { recursive: true, force: true });
});

const made: readonly (readonly [string, () => Blobs])[] = [
  ['files', () => createFileBlobs(join(folder, 'blobs'))],
  ['GridFS', () => createGridFsBlobs(connection)],
];

describe.each(made)('blobs as %s', (_name, make) => {
  test('gives back what was put, by its SHA-256, whole or as a stream', async () => {
    const blobs = make();
    for (const bytes of [Buffer.alloc(0), Buffer.from('Kính gửi'), randomBytes(700_000)]) {
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      expect(await blobs.has(sha256)).toBe(false);
      expect(await blobs.put(bytes)).toEqual({ sha256, bytes: bytes.length });
      expect(await blobs.has(sha256)).toBe(true);
      expect(bytes.equals((await blobs.get(sha256)) ?? randomBytes(1))).toBe(true);
      const stream = await blobs.open(sha256);
      expect(stream === null ? null : bytes.equals(await buffer(stream))).toBe(true);
    }
  });

  test('the same bytes put at once from many sides stand whole', async () => {
    const blobs = make();
    const bytes = randomBytes(50_000);
    const put = await Promise.all(Array.from({ length: 8 }, () => blobs.put(bytes)));
    const sha256 = put[0]?.sha256 ?? '';
    expect(bytes.equals((await blobs.get(sha256)) ?? Buffer.alloc(0))).toBe(true);
    await blobs.remove(sha256);
    expect([await blobs.has(sha256), await blobs.get(sha256), await blobs.open(sha256)]).toEqual([false, null, null]);
  });

  test('a name that is no SHA-256 is nothing', async () => {
    expect(await make().get('../../etc/passwd')).toBeNull();
    expect(await make().open('')).toBeNull();
    expect(await make().has('../blobs')).toBe(false);
  });
});

test('a file that somebody changed is not given out as the document', async () => {
  const root = join(folder, 'damaged');
  const blobs = createFileBlobs(root);
  const { sha256 } = await blobs.put(Buffer.from('Quyết định'));
  await writeFile(join(root, sha256.slice(0, 2), sha256), 'Quyết đinh');
  await expect(blobs.get(sha256)).rejects.toThrow('damaged');
});

test('no temporary file is left', async () => {
  const root = join(folder, 'clean');
  const { sha256 } = await createFileBlobs(root).put(Buffer.from('x'));
  expect(await readdir(join(root, sha256.slice(0, 2)))).toEqual([sha256]);
});
