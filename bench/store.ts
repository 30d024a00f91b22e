/** The embedded store beside what the machine gives without it: each figure is a rate and its ratio to a reference of the same run. */
import { fdatasyncSync, closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { open } from 'lmdb';
import { MongoClient, type Collection } from 'mongodb';
import { startEmbeddedStore } from '../store/embedded/start.ts';

export interface StoreFigure {
  readonly name: string;
  readonly perSecond: number;
  readonly reference: string;
  readonly referencePerSecond: number;
  readonly ratio: number;
}
export interface StoreBenchOptions {
  /** How long each figure is measured, in ms. */
  readonly duration?: number;
  /** Documents for the reads. */
  readonly documents?: number;
}

interface Row {
  readonly _id: number;
  readonly agency: string;
  readonly number: number;
  readonly subject: string;
}
const row = (n: number): Row => ({ _id: n, agency: 'so-noi-vu', number: n, subject: `Công văn số ${n} về việc báo cáo định kỳ`.repeat(4) });

/** Calls per second of `run`, `width` at a time. */
async function rate(duration: number, width: number, run: (n: number) => Promise<unknown> | void): Promise<number> {
  let calls = 0;
  const start = performance.now();
  const lane = async (): Promise<void> => {
    while (performance.now() - start < duration) await run(calls++);
  };
  await Promise.all(Array.from({ length: width }, lane));
  return calls / ((performance.now() - start) / 1000);
}

/** write + fdatasync of as many bytes as a row has, one after the other. */
async function syncedWrites(folder: string, duration: number): Promise<number> {
  const file = openSync(join(folder, 'reference'), 'w');
  const bytes = Buffer.alloc(512, 1);
  const perSecond = await rate(duration, 1, () => {
    writeSync(file, bytes);
    fdatasyncSync(file);
  });
  closeSync(file);
  return perSecond;
}

/** Reads by key and of 100 entries in order from LMDB in this process: no wire, no BSON. */
async function directReads(
  folder: string,
  duration: number,
  documents: number,
): Promise<{ readonly points: number; readonly ranges: number }> {
  const db = open<Buffer, Buffer>({ path: join(folder, 'reference.mdb'), encoding: 'binary', keyEncoding: 'binary', cache: false });
  const key = (n: number): Buffer => {
    const bytes = Buffer.alloc(8);
    bytes.writeUInt32BE(n, 4);
    return bytes;
  };
  await db.transaction(() => {
    for (let n = 0; n < documents; n++) void db.put(key(n), Buffer.alloc(512, 1));
  });
  const points = await rate(duration, 1, (n) => void db.get(key((n * 7919) % documents)));
  const ranges = await rate(duration, 1, (n) => void [...db.getRange({ start: key((n * 7919) % (documents - 100)), limit: 100 })]);
  await db.close();
  return { points, ranges };
}

async function fill(rows: Collection<Row>, documents: number): Promise<void> {
  await rows.createIndex({ agency: 1, number: 1 }, { unique: true });
  for (let n = 0; n < documents; n += 5000) {
    await rows.insertMany(
      Array.from({ length: Math.min(5000, documents - n) }, (_, i) => row(n + i)),
      { ordered: false },
    );
  }
}

export async function benchStore({ duration = 2000, documents = 100_000 }: StoreBenchOptions = {}): Promise<StoreFigure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'vanthu-bench-'));
  const store = await startEmbeddedStore({ folder });
  const client = await MongoClient.connect(store.uri, { maxPoolSize: 40, writeConcern: { w: 'majority', journal: true } });
  try {
    const rows = client.db('bench').collection<Row>('rows');
    await fill(rows, documents);
    const added = client.db('bench').collection<Row>('added');
    const synced = await syncedWrites(folder, duration);
    const direct = await directReads(folder, duration, documents);
    const figure = (name: string, perSecond: number, reference: string, referencePerSecond: number): StoreFigure => ({
      name,
      perSecond,
      reference,
      referencePerSecond,
      ratio: perSecond / referencePerSecond,
    });
    const write = 'write + fdatasync of 512 bytes';
    let next = 0;
    const insert = (): Promise<unknown> => added.insertOne(row(next++));
    const point = (n: number): Promise<unknown> => rows.findOne({ _id: (n * 7919) % documents });
    const range = async (n: number): Promise<void> => {
      const from = (n * 7919) % (documents - 100);
      const found = await rows
        .find({ agency: 'so-noi-vu', number: { $gte: from } })
        .sort({ number: 1 })
        .limit(100)
        .toArray();
      if (found.length !== 100 || found[0]?.number !== from) throw new Error('the range query gave wrong documents');
    };
    return [
      figure('durable inserts, 1 writer', await rate(duration, 1, insert), write, synced),
      figure('durable inserts, 32 writers', await rate(duration, 32, insert), write, synced),
      figure('reads by _id, 1 reader', await rate(duration, 1, point), 'lmdb get', direct.points),
      figure('reads by _id, 32 readers', await rate(duration, 32, point), 'lmdb get', direct.points),
      figure(`100 of ${documents} documents by index`, await rate(duration, 1, range), 'lmdb range of 100', direct.ranges),
    ];
  } finally {
    await client.close();
    await store.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === import.meta.filename) {
  for (const f of await benchStore()) {
    process.stdout.write(
      `${f.name}: ${f.perSecond.toFixed(0)}/s, ${f.ratio.toPrecision(2)} of ${f.reference} (${f.referencePerSecond.toFixed(0)}/s)\n`,
    );
  }
}
