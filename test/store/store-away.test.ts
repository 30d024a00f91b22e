import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createGridFsBlobs } from '../../store/blobs.ts';
import { createCheckIns } from '../../store/check-ins.ts';
import { connectStore, type StoreConnection } from '../../store/connect.ts';
import { createDocuments } from '../../store/documents.ts';
import { startEmbeddedStore, type EmbeddedStore } from '../../store/embedded/start.ts';
import { createRegisteredLists } from '../../store/registered-lists.ts';
import { createSentNotices } from '../../store/sent-notices.ts';
import { createTraces } from '../../store/traces.ts';
import { rowOf } from '../registry/row.ts';

const agency = 'vidu.gov.vn';
const at = new Date('2026-11-23T08:00:00+07:00');
const events = new EventTarget();
let folder: string;
let store: EmbeddedStore;
let connection: StoreConnection;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vanthu-away-'));
  store = await startEmbeddedStore({ folder, onEvent: ({ kind }) => events.dispatchEvent(new Event(kind)) });
  connection = await connectStore(store.uri);
}, 60_000);
afterAll(async () => {
  await connection?.close();
  await store?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Kills the store `ms` after `write` was begun, and repeats the write as its caller does until it is answered. */
async function interrupted(write: () => Promise<unknown>, ms: number): Promise<void> {
  const first = write().then(
    () => true,
    () => false,
  );
  await pause(ms);
  const again = once(events, 'started');
  const pid = store.pid();
  if (pid === undefined) throw new Error('no store');
  process.kill(pid, 'SIGKILL');
  await Promise.all([again, first]);
  for (let tries = 0; ; tries++) {
    try {
      await write();
      return;
    } catch (error) {
      if (tries === 20) throw error;
      await pause(50);
    }
  }
}

test('a write that the store died under, repeated, is done once: whether it was on disk already or not', async () => {
  const documents = await createDocuments(connection, agency, { random: Math.random });
  const blobs = createGridFsBlobs(connection);
  const traces = await createTraces(connection, agency);
  const notices = await createSentNotices(connection, agency);
  const lists = await createRegisteredLists(connection, agency);
  const checkIns = await createCheckIns(connection, agency, 12);
  const nobody = { messageId: null, subject: null, from: '', person: null, recipients: [], findings: [], events: [] };
  const trace = (id: string) => ({ ...nobody, id, via: 'smtp', receivedAt: at.toISOString(), bytes: 1 });
  const bytes = Buffer.alloc(700_000, 'văn bản');
  const delays = [0, 1, 2, 4];
  for (const [i, ms] of delays.entries()) {
    const place = { book: 'den', series: '', year: 2026 } as const;
    await interrupted(
      () =>
        Promise.all([
          documents.add(place, [`message ${i}`], (number) => rowOf(number, {})),
          blobs.put(Buffer.concat([bytes, Buffer.from([i])])),
          traces.save([trace(`n1-${i}`), trace(`n1-${i}-b`)]),
          notices.add({ key: `k${i}`, kind: 'held', to: 'a@vidu.gov.vn', about: null, messageId: '<m>', at }),
          lists.open({ key: `2026-11-23/0${i}:00`, at: at.toISOString(), documentIds: [], sent: false }),
          checkIns.take({ person: `p${i}`, date: '2026-11-23', slot: 'dau-gio-sang', state: 'reminded', at }),
          checkIns.looked(`p${i}`, at, 'page-opened'),
        ]),
      ms,
    );
  }
  const n = delays.length;
  const numbers = (await documents.list({ book: 'den', limit: 50 })).items.map((d) => d.number);
  expect(numbers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i + 1));
  for (const i of delays.keys()) {
    const kept = await blobs.put(Buffer.concat([bytes, Buffer.from([i])]));
    expect((await blobs.get(kept.sha256))?.byteLength).toBe(bytes.byteLength + 1);
    expect(await notices.has(`k${i}`)).toBe(true);
  }
  expect((await traces.list({ limit: 50 })).total).toBe(2 * n);
  expect(await lists.unsent()).toHaveLength(n);
  expect(await checkIns.rows('2026-11-23', '2026-11-23')).toHaveLength(n);
  expect(await checkIns.looks(at, new Date(at.getTime() + 1))).toHaveLength(n);
}, 60_000);
