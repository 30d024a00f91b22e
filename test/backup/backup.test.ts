import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { backUp } from '../../app/backup/back-up.ts';
import { NotEmpty, restoreBackup } from '../../app/backup/restore-backup.ts';
import { verifyBackup } from '../../app/backup/verify-backup.ts';
import { backupCommand, restoreCommand, verifyCommand } from '../../app/commands/backup.ts';
import { DataInUse, lockData } from '../../app/data-lock.ts';
import { createFileBlobs } from '../../store/blobs.ts';
import { connectStore, type StoreConnection } from '../../store/connect.ts';
import { createDocuments } from '../../store/documents.ts';
import { startEmbeddedStore, type EmbeddedStore } from '../../store/embedded/start.ts';
import { rowOf } from '../registry/row.ts';

const place = { book: 'den', series: '', year: 2026 } as const;
const now = new Date('2026-11-23T18:00:00+07:00');

let folder: string;
let data: string;
let store: EmbeddedStore;
let connection: StoreConnection;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vanthu-backup-'));
  data = join(folder, 'data');
  store = await startEmbeddedStore({ folder: data });
  connection = await connectStore(store.uri);
  for (const [path, content] of [
    ['kind', 'demo\n'],
    ['secrets/trace.key', 'bí mật'],
    ['spool/ab/n1-1.msg', 'thư'],
    ['spool/ab/n1-1.log', '{"event":"delivered"}\n'],
    ['drop/a@b/new/1', 'the next hop has it'],
  ] as const) {
    mkdirSync(join(data, path, '..'), { recursive: true });
    writeFileSync(join(data, path), content);
  }
}, 60_000);
afterAll(async () => {
  await connection?.close();
  await store?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Registers a document with a file of its own. */
async function register(n: number): Promise<void> {
  const documents = await createDocuments(connection, 'vidu.gov.vn', { random: Math.random });
  const { sha256, bytes } = await createFileBlobs(join(data, 'blobs')).put(Buffer.from(`văn bản ${n}`));
  const file = { n: 1, name: 'a.pdf', originalName: null, bytes, sha256, mediaType: 'application/pdf', main: true };
  await documents.add(place, [`source ${n}`], (number) => rowOf(number, { files: [file] }));
}

describe('a backup beside a store that is being written to', () => {
  test('is whole, and gives back every document that was acknowledged before it', async () => {
    for (let n = 1; n <= 20; n++) await register(n);
    const state = { stopping: false, last: 20 };
    const writing = (async () => {
      while (!state.stopping) await register(++state.last);
    })();
    const made = await backUp({ data, into: join(data, 'backups'), domain: 'vidu.gov.vn', now });
    state.stopping = true;
    await writing;
    const verified = await verifyBackup(made);
    expect(verified.problems).toEqual([]);
    expect(verified.documents).toBeGreaterThanOrEqual(20);
    expect(verified.documents).toBeLessThanOrEqual(state.last);
    expect(readdirSync(made).toSorted()).toEqual(['blobs', 'kind', 'manifest.json', 'secrets', 'spool', 'store.mdb']);

    const other = join(folder, 'restored');
    expect((await restoreBackup(made, other)).problems).toEqual([]);
    expect(readFileSync(join(other, 'secrets', 'trace.key'), 'utf8')).toBe('bí mật');
    const again = await startEmbeddedStore({ folder: other });
    const restored = await connectStore(again.uri);
    const documents = await createDocuments(restored, 'vidu.gov.vn', { random: Math.random });
    const page = await documents.list({ book: 'den', limit: 200 });
    expect(page.items.map((d) => d.number)).toEqual(Array.from({ length: verified.documents }, (_, i) => verified.documents - i));
    // What is registered next takes the next number, by the indexes that came along.
    const next = await documents.add(place, ['next'], (number) => rowOf(number, {}));
    expect(next.document.number).toBe(verified.documents + 1);
    expect((await documents.add(place, ['source 3'], (number) => rowOf(number, {}))).added).toBe(false);
    await restored.close();
    await again.stop();
  }, 60_000);
});

describe('what was harmed is found', () => {
  let made: string;
  let hour = 0;
  const fresh = async (): Promise<string> => {
    hour += 1;
    made = await backUp({ data, into: join(folder, 'made'), domain: 'vidu.gov.vn', now: new Date(now.getTime() + hour * 3_600_000) });
    return made;
  };

  test('a damaged and a missing file', async () => {
    await fresh();
    const [shelf = ''] = readdirSync(join(made, 'blobs'));
    const [blob = ''] = readdirSync(join(made, 'blobs', shelf));
    appendFileSync(join(made, 'blobs', shelf, blob), 'x');
    rmSync(join(made, 'secrets', 'trace.key'));
    const { problems } = await verifyBackup(made);
    expect(problems.toSorted()).toEqual([expect.stringMatching(/^blobs\/.*damaged/), 'secrets/trace.key: không còn / missing']);
    // Nothing of it is restored.
    expect((await restoreBackup(made, join(folder, 'never'))).problems).toHaveLength(2);
    expect(readdirSync(join(folder, 'never'))).toEqual([]);
  }, 60_000);

  test('a database that does not open', async () => {
    await fresh();
    writeFileSync(join(made, 'store.mdb'), Buffer.alloc(200_000, 7));
    const { problems } = await verifyBackup(made);
    expect(problems).toEqual([expect.stringMatching(/^store.mdb: .*damaged/), expect.stringMatching(/^store.mdb: .*can't be read/)]);
  }, 60_000);

  test('a gap in the numbers, a document whose file is nowhere', async () => {
    const rows = connection.db?.collection('documents');
    await rows?.updateOne({ number: 7 }, { $set: { number: 7_000 } });
    await rows?.updateOne({ number: 8 }, { $set: { original: 'f'.repeat(64) } });
    const { problems } = await verifyBackup(await fresh());
    await rows?.updateOne({ number: 7_000 }, { $set: { number: 7 } });
    await rows?.updateOne({ number: 8 }, { $set: { original: null } });
    expect(problems.some((p) => p.includes('sau số 6 là số 8'))).toBe(true);
    expect(problems.some((p) => p.includes('số 8: thiếu tệp'))).toBe(true);
  }, 60_000);

  test('one that was cut short is none', async () => {
    rmSync(join(await fresh(), 'manifest.json'));
    await expect(verifyBackup(made)).rejects.toThrow('not a whole backup');
  });

  test('a manifest that points elsewhere is refused', async () => {
    const path = join(await fresh(), 'manifest.json');
    writeFileSync(path, readFileSync(path, 'utf8').replace('"kind"', '"../kind"'));
    await expect(verifyBackup(made)).rejects.toThrow();
  });
});

test('a restore writes over nothing: neither a folder in use nor one that holds something', async () => {
  const made = await backUp({ data, into: join(folder, 'made'), domain: 'vidu.gov.vn', now });
  await expect(restoreBackup(made, data)).rejects.toThrow(NotEmpty);
  const used = join(folder, 'used');
  const unlock = await lockData(used);
  await expect(restoreBackup(made, used)).rejects.toThrow(DataInUse);
  unlock();
});

describe('commands', () => {
  const io = (env: Record<string, string>) => {
    const said = { out: '', err: '' };
    const into = (name: 'out' | 'err') =>
      new Writable({
        write(chunk, _encoding, done) {
          said[name] += String(chunk);
          done();
        },
      });
    return { io: { stdout: into('out'), stderr: into('err'), env, cwd: folder }, said };
  };

  test('back up, verify and restore with exit codes', async () => {
    const here = io({ VANTHU_DATA: data });
    expect(await backupCommand.run(['cli'], here.io)).toBe(0);
    const [made = ''] = here.said.out.split('\n');
    expect(existsSync(join(made, 'store.mdb'))).toBe(true);
    expect(await verifyCommand.run([made], here.io)).toBe(0);
    expect(await restoreCommand.run([made], io({ VANTHU_DATA: join(folder, 'by-command') }).io)).toBe(0);
    rmSync(join(made, 'kind'));
    expect(await verifyCommand.run([made], here.io)).toBe(1);
    expect(here.said.err).toContain('SAI  kind: không còn');
    expect(await backupCommand.run([], here.io)).toBe(2);
  }, 60_000);

  test('with MongoDB they say what to use instead', async () => {
    const there = io({ VANTHU_DATA: join(folder, 'none'), VANTHU_MONGODB_URI: 'mongodb://127.0.0.1:1/' });
    expect(await backupCommand.run(['cli'], there.io)).toBe(2);
    expect(there.said.err).toContain('mongodump');
  });
});
