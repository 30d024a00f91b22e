import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { MongoClient } from 'mongodb';
import { StoreInUse, startEmbeddedStore } from '../../store/embedded/start.ts';
import { startTemporaryStore } from './embedded-store.ts';

test('a second start in one folder is told where the first one answers', async () => {
  const store = await startTemporaryStore();
  const refused = await startEmbeddedStore({ folder: store.folder }).catch((e: unknown) => e);
  expect(refused).toBeInstanceOf(StoreInUse);
  expect(refused).toMatchObject({ uri: store.uri });
  const address = join(store.folder, 'store.addr');
  expect(readFileSync(address, 'utf8')).toBe(`${store.uri}\n`);
  expect(statSync(address).mode & 0o777).toBe(0o600);
  expect(statSync(join(store.folder, 'store.sock')).mode & 0o777).toBe(0o600);
  await store.stop();
});

test('a folder whose path is too long for a socket is served from a folder of its own', async () => {
  const base = mkdtempSync(join(tmpdir(), 'vanthu-store-'));
  const folder = join(base, 'thư-mục-rất-dài'.repeat(8));
  mkdirSync(folder);
  const store = await startEmbeddedStore({ folder });
  expect(store.uri).not.toContain(encodeURIComponent(base));
  const client = await MongoClient.connect(store.uri);
  expect(await client.db('x').command({ ping: 1 })).toMatchObject({ ok: 1 });
  await client.close();
  await store.stop();
  expect(existsSync(decodeURIComponent(new URL(store.uri).host))).toBe(false);
  rmSync(base, { recursive: true });
});

test('what was stored is there after an orderly stop', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'vanthu-store-'));
  for (const round of [1, 2]) {
    const store = await startEmbeddedStore({ folder });
    const client = await MongoClient.connect(store.uri);
    const rows = client.db('x').collection('rows');
    await rows.insertOne({ round });
    expect(await rows.countDocuments()).toBe(round);
    await client.close();
    await store.stop();
    expect(store.pid()).toBeUndefined();
  }
  rmSync(folder, { recursive: true });
});

test('the child ends with its parent, however that ends, and frees the folder', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'vanthu-store-'));
  const parent = fork(fileURLToPath(new URL('start-and-wait.ts', import.meta.url)), [folder], { execArgv: ['--import', 'tsx'] });
  const said = await Promise.race([once(parent, 'message'), once(parent, 'exit').then(() => undefined)]);
  expect(said).toBeDefined();
  parent.kill('SIGKILL');
  await once(parent, 'exit');
  const store = await startEmbeddedStore({ folder });
  expect(store.pid()).toBeDefined();
  await store.stop();
  rmSync(folder, { recursive: true });
});
