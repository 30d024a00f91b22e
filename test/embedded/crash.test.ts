import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { MongoClient, MongoServerError } from 'mongodb';
import { startTemporaryStore } from './embedded-store.ts';
import type { StoreEvent } from '../../store/embedded/start.ts';

/** Mulberry32: the same numbers for the same seed. */
function seeded(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

test('a store killed while many write loses nothing it acknowledged, and stays unique', async () => {
  const random = seeded(20261121);
  const events = new EventTarget();
  const store = await startTemporaryStore((event: StoreEvent) => {
    events.dispatchEvent(new Event(event.kind));
  });
  const client = await MongoClient.connect(store.uri, { serverSelectionTimeoutMS: 5000 });
  const rows = client.db('crash').collection<{ _id: string; number: number; version: number }>('rows');
  await rows.createIndex({ number: 1 }, { unique: true });

  const inserted = new Map<string, number>();
  const updated = new Map<string, number>();
  const state = { stopping: false };
  let unexpected: unknown;
  const writer = async (w: number): Promise<void> => {
    for (let i = 0; !state.stopping; i++) {
      const id = `${w}-${i}`;
      // Writers race for numbers: only one may get each.
      const number = Math.floor(random() * 5000);
      try {
        await rows.insertOne({ _id: id, number, version: 0 });
        inserted.set(id, number);
        events.dispatchEvent(new Event('acknowledged'));
        await rows.updateOne({ _id: id }, { $inc: { version: 1 } });
        updated.set(id, 1);
      } catch (e) {
        if (e instanceof MongoServerError && e.code === 11000) continue;
        if (e instanceof MongoServerError) unexpected ??= e;
        await wait(5);
      }
    }
  };
  /** Resolves when so many more inserts are acknowledged. */
  const acknowledged = async (more: number): Promise<void> => {
    const wanted = inserted.size + more;
    while (inserted.size < wanted) await once(events, 'acknowledged');
  };
  const writers = Array.from({ length: 12 }, (_, w) => writer(w));
  for (let kill = 0; kill < 4; kill++) {
    await acknowledged(10 + Math.floor(random() * 40));
    await wait(random() * 4);
    const pid = store.pid();
    const again = once(events, 'started');
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
    await again;
  }
  await acknowledged(20);
  state.stopping = true;
  await Promise.all(writers);

  expect(unexpected).toBeUndefined();
  expect(inserted.size).toBeGreaterThan(50);
  const kept = new Map((await rows.find().toArray()).map((r) => [r._id, r]));
  expect([...inserted].filter(([id, number]) => kept.get(id)?.number !== number)).toEqual([]);
  expect([...updated].filter(([id, version]) => kept.get(id)?.version !== version)).toEqual([]);
  expect(new Set([...kept.values()].map((r) => r.number)).size).toBe(kept.size);
  // The index knows every document, and no other.
  const numbers = [...kept.values()].map((r) => r.number);
  expect((await rows.find({ number: { $in: numbers.slice(0, 400) } }).toArray()).length).toBe(Math.min(400, numbers.length));
  expect(
    await rows
      .find({ number: { $gte: 0 } })
      .hint({ number: 1 })
      .toArray(),
  ).toHaveLength(kept.size);
  await client.close();
  await store.stop();
});
