import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Connection } from 'mongoose';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { forkArguments } from '../../threads/start.ts';
import type { DocumentData } from '../../agency/registry/document.ts';
import type { Documents } from '../../agency/registry/ports.ts';
import { createDocuments } from '../../store/documents.ts';
import { connectStore } from '../../store/connect.ts';
import { startEmbeddedStore, type EmbeddedStore } from '../../store/embedded/start.ts';
import { rowOf } from './row.ts';

let folder: string;
let store: EmbeddedStore;
let connection: Connection;
let documents: Documents;
const place = { book: 'den', series: '', year: 2026 } as const;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vanthu-documents-'));
  store = await startEmbeddedStore({ folder });
  connection = await connectStore(store.uri, 'documents');
  documents = await createDocuments(connection, 'SNV', { random: () => 0.5 });
});
afterAll(async () => {
  await connection?.close();
  await store?.stop();
  await rm(folder, { recursive: true, force: true });
});

const add = (key: string, more: Partial<DocumentData> = {}, year = 2026) =>
  documents.add({ ...place, book: more.book ?? 'den', year }, [key], (number) => rowOf(number, { year, ...more }));

describe('numbers', () => {
  test('begin at 1 in each book and year', async () => {
    expect((await add('n1')).document.number).toBe(1);
    expect((await add('n2')).document.number).toBe(2);
    expect((await add('n3', {}, 2027)).document.number).toBe(1);
    expect((await add('n4', { book: 'don' })).document.number).toBe(1);
  });

  test('one message has one row, by either key', async () => {
    const first = await documents.add(place, ['id:1', 'sha256:1'], rowOf);
    const again = await documents.add(place, ['sha256:1', 'id:2'], rowOf);
    const third = await documents.add(place, ['id:2'], rowOf);
    expect([again.added, third.added, again.document.id, third.document.id]).toEqual([false, false, first.document.id, first.document.id]);
    expect((await documents.bySource(['id:2']))?.id).toBe(first.document.id);
  });

  test('two nodes, 64 clients at once: no gap, none twice, one row a message', async () => {
    const module = new URL('./number-taker.ts', import.meta.url);
    const nodes = ['a', 'b'].map((name) =>
      fork(fileURLToPath(module), [store.uri, name, '32', '3'], { execArgv: [...forkArguments(module)] }),
    );
    const ended = nodes.map((node) => once(node, 'exit'));
    await Promise.all(nodes.map((node) => once(node, 'message')));
    for (const node of nodes) node.send('go');
    expect(await Promise.all(ended)).toEqual([
      [0, null],
      [0, null],
    ]);
    const other = await connectStore(store.uri, 'numbers');
    const rows = await other.collection('documents').find({}).sort({ number: 1 }).toArray();
    await other.close();
    // Of three messages of a client the second is the same on both nodes.
    expect(rows).toHaveLength(2 * 32 * 2 + 32);
    expect(rows.map((row) => row['number'])).toEqual(rows.map((_, i) => i + 1));
    const keys = rows.flatMap((row): readonly string[] => row['sourceKeys']);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('the same document', () => {
  const code = { codeNumber: '12', codeNotation: 'BC-UBND', organName: 'UBND xã Tân Lập', issuedDate: '2026-03-01' } as const;
  const asked = { ...code, arrivalYear: 2026, from: 'a@b.example' };

  test('by code, agency and year; by its main file', async () => {
    const file = { n: 1, name: 'x', originalName: null, bytes: 1, sha256: 'f'.repeat(64), mediaType: 'application/pdf', main: true };
    const { document } = await add('same-1', { ...code, files: [file] });
    const is = async (more: Partial<typeof asked>, sha: string | null = null) =>
      (await documents.same({ ...asked, ...more }, sha))?.id === document.id;
    expect(await is({})).toBe(true);
    expect(
      await is({ codeNumber: '012' as '12', codeNotation: 'bc-ubnd' as 'BC-UBND', organName: 'UBND Xã TÂN LẬP' as 'UBND xã Tân Lập' }),
    ).toBe(true);
    expect(await is({ organName: 'UBND xã Khác' as 'UBND xã Tân Lập' })).toBe(false);
    expect(await is({ issuedDate: '2025-03-01' as '2026-03-01' })).toBe(false);
    expect(await documents.same({ ...asked, organName: null }, null)).not.toBeNull();
    expect(await documents.same({ ...asked, organName: null, from: 'x@y.example' }, null)).toBeNull();
    expect(
      await documents.same(
        { codeNumber: null, codeNotation: null, organName: null, issuedDate: null, arrivalYear: 2026, from: '' },
        file.sha256,
      ),
    ).not.toBeNull();
    expect(
      await documents.same({ codeNumber: null, codeNotation: null, organName: null, issuedDate: null, arrivalYear: 2026, from: '' }, null),
    ).toBeNull();
  });

  test('a further copy is remembered once', async () => {
    const { document } = await add('copy-1');
    const copy = { intakeId: 'i1', messageId: null, from: 'x@y.example', receivedAt: '2026-11-20T02:00:00.000Z', files: [] };
    await documents.addCopy(document.id, copy);
    await documents.addCopy(document.id, copy);
    expect((await documents.get(document.id))?.copies).toEqual([copy]);
  });
});

describe('lists', () => {
  test('newest first, in pages, with the total; a foreign cursor begins anew', async () => {
    for (let i = 0; i < 5; i += 1) await add(`list-${i}`, { subject: `Việc ${i}` }, 2030);
    await add('list-next', {}, 2031);
    const query = { book: 'den', limit: 2, q: 'việc' } as const;
    const first = await documents.list(query);
    const second = await documents.list({ ...query, after: first.next });
    const third = await documents.list({ ...query, after: second.next });
    expect([...first.items, ...second.items, ...third.items].map((d) => d.number)).toEqual([5, 4, 3, 2, 1]);
    expect([first.total, third.next]).toEqual([5, null]);
    expect((await documents.list({ ...query, after: 'x' })).items[0]?.number).toBe(5);
    const all = await documents.list({ book: 'den', limit: 200 });
    expect(all.items.map((d) => d.year)).toEqual(all.items.map((d) => d.year).toSorted((a, b) => b - a));
  });

  test('search without diacritics, every word, signs taken as they are', async () => {
    await add('find-1', { subject: 'Công tác tuyển quân', codeNumber: '77', codeNotation: 'KH-UBND' });
    const found = async (q: string) => (await documents.list({ book: 'den', q, limit: 10 })).total;
    expect(await found('tuyen quan')).toBe(1);
    expect(await found('QUÂN tuyển')).toBe(1);
    expect(await found('77/KH-UBND')).toBe(1);
    expect(await found('tuyen .*')).toBe(0);
    expect(await found('tuyen thieu')).toBe(0);
  });
});

test('a change of two clerks at once: the state decides, both lines of history stay', async () => {
  const { document } = await add('change-1');
  const line = (by: string) => ({ at: '', by, what: 'Kiểm tra', detail: '' });
  await Promise.all(
    ['a', 'b'].map((by) => documents.change(document.id, ['registered'], { set: { subject: `Mới ${by}` }, history: line(by) })),
  );
  const after = await documents.get(document.id);
  expect(after?.history.map((h) => h.by).toSorted()).toEqual(['a', 'b']);
  expect((await documents.list({ book: 'den', q: after?.subject ?? '-', limit: 5 })).total).toBe(1);
  expect(await documents.change(document.id, ['done'], { set: {}, history: line('c') })).toBeNull();
  expect(await documents.get('no-id')).toBeNull();
});
