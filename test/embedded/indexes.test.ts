import { afterAll, beforeAll, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { MongoClient, type Collection, type Document, type Filter, type Sort } from 'mongodb';
import { startTemporaryStore, type TemporaryStore } from './embedded-store.ts';

let store: TemporaryStore;
let client: MongoClient;
beforeAll(async () => {
  store = await startTemporaryStore();
  client = await MongoClient.connect(store.uri);
});
afterAll(async () => {
  await client.close();
  await store.stop();
});

const scalar = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constantFrom(null, 'a', 'b', 'Đ', true, 1.5, Number.NaN));
const value = fc.oneof(
  { weight: 5, arbitrary: scalar },
  fc.array(scalar, { maxLength: 3 }),
  fc.record({ x: scalar, y: scalar }, { requiredKeys: [] }),
);
// Only a and c hold arrays, and no index or sort has both: two arrays in one key are an error.
const row = fc.record(
  {
    a: value,
    b: fc.oneof(scalar, fc.record({ x: scalar }, { requiredKeys: [] })),
    c: fc.oneof(value, fc.array(fc.record({ x: scalar, y: scalar }), { maxLength: 3 })),
  },
  { requiredKeys: [] },
);
const condition = fc.oneof(
  scalar,
  fc.record({ $gt: scalar }),
  fc.record({ $gte: scalar, $lt: scalar }),
  fc.record({ $lte: scalar }),
  fc.record({ $in: fc.array(scalar, { maxLength: 3 }) }),
  fc.record({ $ne: scalar }),
  fc.record({ $exists: fc.boolean() }),
);
const field = fc.constantFrom('a', 'b', 'c', 'c.x', 'c.y');
const filter = fc.dictionary(field, condition, { maxKeys: 3, noNullPrototype: true });
const direction = fc.constantFrom(1 as const, -1 as const);
const sort = fc.uniqueArray(fc.tuple(fc.constantFrom('a', 'b', 'c'), direction), {
  maxLength: 2,
  selector: ([name]) => (name === 'b' ? 'b' : 'array'),
});

test('a collection answers the same with indexes and without', async () => {
  const db = client.db('planner');
  const plain: Collection = db.collection('plain');
  const indexed: Collection = db.collection('indexed');
  const rows: Document[] = fc.sample(row, { numRuns: 150, seed: 7 }).map((r, _id) => ({ _id, ...r }));
  await plain.insertMany(rows);
  await indexed.insertMany(rows);
  const keys = [{ a: 1 }, { b: -1, a: 1 }, { c: 1, b: 1 }, { 'c.x': 1, 'c.y': -1 }] as const;
  for (const key of keys) await indexed.createIndex(key);
  await indexed.createIndex({ a: 1, b: 1 }, { sparse: true });
  await indexed.createIndex({ b: 1 }, { name: 'strings', partialFilterExpression: { b: { $type: 'string' } } });
  const ids = async (c: Collection, f: Filter<Document>, s: Sort): Promise<unknown[]> =>
    (await c.find(f).sort(s).toArray()).map((d) => d['_id']);
  await fc.assert(
    fc.asyncProperty(filter, sort, async (f, fields) => {
      const order = { ...Object.fromEntries(fields), _id: 1 } as const;
      expect(await ids(indexed, f, order)).toEqual(await ids(plain, f, order));
    }),
    { seed: 11, numRuns: 400 },
  );
});

test('entries too long for a key stay unique and are found', async () => {
  const c = client.db('planner').collection<{ _id: string; k: string }>('long');
  await c.createIndex({ k: 1 }, { unique: true });
  const long = (tail: string): string => 'x'.repeat(5000) + tail;
  await c.insertMany(['b', 'a', 'c'].map((t) => ({ _id: long(t), k: long(t) })));
  await expect(c.insertOne({ _id: 'other', k: long('a') })).rejects.toMatchObject({ code: 11000 });
  await expect(c.insertOne({ _id: long('a'), k: 'other' })).rejects.toMatchObject({ code: 11000 });
  expect(await c.countDocuments({ k: long('b') })).toBe(1);
  expect(await c.countDocuments({ k: { $gte: long('b') } })).toBe(2);
  const order = await c.find().sort({ k: 1 }).toArray();
  expect(order.map((d) => d.k.at(-1))).toEqual(['a', 'b', 'c']);
});
