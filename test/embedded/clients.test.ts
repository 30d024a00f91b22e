import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { MongoBackend } from '@agendajs/mongo-backend';
import { Agenda } from 'agenda';
import { GridFSBucket, MongoClient } from 'mongodb';
import mongoose from 'mongoose';
import { startTemporaryStore, type TemporaryStore } from './embedded-store.ts';

let store: TemporaryStore;
let client: MongoClient;
beforeAll(async () => {
  store = await startTemporaryStore();
  client = await MongoClient.connect(store.uri, { serverSelectionTimeoutMS: 2000 });
});
afterAll(async () => {
  await client.close();
  await store.stop();
});

test('mongoose keeps documents, unique indexes and typed values', async () => {
  const connection = await mongoose
    .createConnection(store.uri, {
      dbName: 'models',
      bufferCommands: false,
      autoIndex: false,
      autoCreate: false,
      writeConcern: { w: 'majority', j: true },
      readConcern: { level: 'majority' },
    })
    .asPromise();
  const schema = new mongoose.Schema({ agency: String, number: Number, subject: String, tags: [String], file: Buffer, on: Date });
  schema.index({ agency: 1, number: 1 }, { unique: true });
  const Row = connection.model('Row', schema);
  await Row.createIndexes();
  await Row.create({ agency: 'so', number: 1, subject: 'Công văn đến', tags: ['a'], file: Buffer.from('xin chào'), on: new Date(0) });

  await expect(Row.create({ agency: 'so', number: 1 })).rejects.toMatchObject({
    code: 11000,
    keyPattern: { agency: 1, number: 1 },
    keyValue: { agency: 'so', number: 1 },
  });
  const changed = await Row.findOneAndUpdate({ agency: 'so', number: 1 }, { $push: { tags: 'b' } }, { returnDocument: 'after' });
  expect(changed?.toObject()).toMatchObject({ tags: ['a', 'b'], on: new Date(0) });
  expect(changed?.file?.toString()).toBe('xin chào');

  const many = Array.from({ length: 250 }, (_, i) => ({ insertOne: { document: { agency: 'so', number: i + 1, subject: `số ${i}` } } }));
  const bulk = await Row.bulkWrite(many, { ordered: false }).catch((e: unknown) => e);
  expect(bulk).toMatchObject({ code: 11000, result: { insertedCount: 249 } });
  expect(await Row.countDocuments({ agency: 'so', number: { $gt: 10 } })).toBe(240);
  expect(await Row.distinct('agency')).toEqual(['so']);
  expect(await Row.find({ subject: /^CÔNG/i }).lean()).toHaveLength(1);
  const page = await Row.find({ agency: 'so', number: { $lt: 200 } })
    .sort({ number: -1 })
    .limit(3)
    .lean();
  expect(page.map((r) => r.number)).toEqual([199, 198, 197]);
  let read = 0;
  for await (const row of Row.find().sort({ number: 1 }).cursor({ batchSize: 20 })) expect(row.number).toBe(++read);
  expect(read).toBe(250);
  await connection.close();
});

test('GridFS keeps a file of several megabytes byte for byte', async () => {
  const bucket = new GridFSBucket(client.db('blobs'));
  const bytes = randomBytes(6_000_001);
  const upload = bucket.openUploadStream('công văn.pdf', { metadata: { sha256: 'x' } });
  await new Promise<void>((resolve, reject) => {
    upload.once('error', reject);
    upload.end(bytes, resolve);
  });
  const parts: Buffer[] = [];
  for await (const part of bucket.openDownloadStream(upload.id)) parts.push(part);
  expect(Buffer.concat(parts).equals(bytes)).toBe(true);
  await bucket.delete(upload.id);
  expect(await client.db('blobs').collection('fs.chunks').countDocuments()).toBe(0);
});

test('agenda runs scheduled and repeated jobs, with limited concurrency', async () => {
  const agenda = new Agenda({ backend: new MongoBackend({ mongo: client.db('jobs'), collection: 'jobs' }), processEvery: 50 });
  const failures: unknown[] = [];
  agenda.on('error', (e: unknown) => failures.push(e));
  let running = 0;
  let most = 0;
  const done: unknown[] = [];
  const three = new Promise<void>((resolve) => {
    agenda.define(
      'scan',
      // oxlint-disable-next-line typescript/no-misused-promises -- agenda awaits what a processor returns
      async (job) => {
        most = Math.max(most, ++running);
        await new Promise((r) => setTimeout(r, 20));
        running--;
        done.push(job.attrs.data);
        if (done.length === 3) resolve();
      },
      { concurrency: 2, lockLifetime: 2500 },
    );
  });
  const repeated = new Promise<void>((resolve) => {
    agenda.define(
      'remind',
      () => {
        resolve();
      },
      { lockLifetime: 2500 },
    );
  });
  await agenda.start();
  await agenda.every('1 hour', 'remind');
  for (const n of [1, 2, 3]) await agenda.schedule(new Date(), 'scan', { n });
  await Promise.all([three, repeated]);
  expect(done.toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)))).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
  expect(most).toBeLessThanOrEqual(2);
  expect((await agenda.queryJobs({ name: 'remind' })).total).toBe(1);
  await agenda.stop();
  expect(failures).toEqual([]);
});

test('a transaction is refused as a standalone refuses it', async () => {
  await expect(client.db('x').command({ insert: 'c', documents: [{ a: 1 }], txnNumber: 1n })).rejects.toMatchObject({ code: 20 });
});
