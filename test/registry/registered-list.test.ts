import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Document } from '../../agency/registry/document.ts';
import type { Announcement } from '../../agency/registry/ports.ts';
import { createRegisteredListSender, dueList, type ListTimes } from '../../agency/registry/registered-list.ts';
import { createDocuments } from '../../store/documents.ts';
import { createRegisteredLists } from '../../store/registered-lists.ts';
import { connectStore } from '../../store/connect.ts';
import { startEmbeddedStore, type EmbeddedStore } from '../../store/embedded/start.ts';
import { rowOf } from './row.ts';
import { announcementsTo, directory, silent } from './world.ts';

const when: ListTimes = { times: ['10:00', '15:30'], atOnce: 2, isWorkingDay: (day) => day !== '2026-11-21' };
const doc = (id: string, more: Partial<Document> = {}): Document => ({ ...rowOf(1), id, ...more });
const at = (hour: string, day = '2026-11-20'): Date => new Date(`${day}T${hour}:00+07:00`);

describe('which list is due', () => {
  const plain = doc('a');
  const doubtful = doc('b', { doubtful: ['subject'] });
  const urgent = doc('c', { urgent: true });
  const cases: readonly (readonly [string, Date, readonly Document[], readonly string[], string | null])[] = [
    ['nothing new', at('11:00'), [], [], null],
    ['before the first list', at('09:00'), [plain], [], null],
    ["the morning's list", at('10:00'), [plain, doubtful], [], '2026-11-20/10:00 a b'],
    ["after the morning's list", at('11:00'), [plain], ['2026-11-20/10:00'], null],
    ["the afternoon's list", at('16:00'), [plain], ['2026-11-20/10:00'], '2026-11-20/15:30 a'],
    ['doubtful at once', at('09:00'), [plain, doubtful], [], '2026-11-20/ngay-1 b'],
    ['doubtful beyond the budget waits', at('09:00'), [doubtful], ['2026-11-20/ngay-1', '2026-11-20/ngay-2'], null],
    ['khẩn at night on a day off, whatever the budget', at('23:00', '2026-11-21'), [plain, urgent], [], '2026-11-21/khan-c c'],
    ['nothing else on a day off', at('11:00', '2026-11-21'), [plain, doubtful], [], null],
  ];
  test.each(cases)('%s', (_name, now, unlisted, made, expected) => {
    const due = dueList(now, unlisted, made, when);
    expect(due === null ? null : [due.key, ...due.documents.map((d) => d.id)].join(' ')).toBe(expected);
  });
});

describe('sending', () => {
  let folder: string;
  let store: EmbeddedStore;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vanthu-lists-'));
    store = await startEmbeddedStore({ folder });
  });
  afterAll(async () => {
    await store?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  test('each document stands in one list, each list is sent by one node; an opened list that was not sent is sent', async () => {
    const connection = await connectStore(store.uri);
    const documents = await createDocuments(connection, 'SNV', { random: () => 0 });
    const lists = await createRegisteredLists(connection, 'SNV');
    const told: Announcement[] = [];
    let deaf = true;
    const options = { ...when, documents, lists, directory: () => directory, clock: () => at('10:05'), log: silent };
    const add = (key: string, more: Partial<Document> = {}) =>
      documents.add({ book: 'den', series: '', year: 2026 }, [key], (n) => rowOf(n, { registeredAt: '2026-11-20T02:00:00.000Z', ...more }));
    const node = createRegisteredListSender({
      ...options,
      announcements: { announce: (a) => (deaf ? Promise.reject(new Error('deaf')) : announcementsTo(told).announce(a)) },
    });
    const other = createRegisteredListSender({ ...options, announcements: announcementsTo(told) });

    await add('1');
    await add('2', { urgent: true });
    await expect(node()).rejects.toThrow('deaf');
    deaf = false;
    await node();
    await Promise.all([node(), other(), node()]);
    expect(told.map((t) => [t.kind, t.kind === 'registered' ? t.atOnce : null])).toEqual([
      ['registered', true],
      ['registered', false],
    ]);
    expect(told.flatMap((t) => (t.kind === 'registered' ? t.documents.map((d) => d.number) : []))).toEqual([2, 1]);
    await add('3');
    await other();
    expect(told).toHaveLength(2);
    await connection.close();
  });
});
