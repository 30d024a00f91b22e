import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { createPaperDesk, type PaperDesk, type PaperEntry } from '../../agency/registry/paper.ts';
import { startDesks, type Desk, type Desks } from './desk.ts';
import { directory, mailOf, people, report } from './world.ts';

let desks: Desks;
let desk: Desk;
let paper: PaperDesk;
const by = people.lan.address;

beforeAll(async () => {
  desks = await startDesks();
});
afterAll(() => desks?.stop());
beforeEach(async () => {
  desk = await desks.fresh();
  paper = createPaperDesk({
    agency: directory.agency,
    documents: desk.documents,
    blobs: desk.blobs,
    clock: () => new Date('2026-11-20T02:30:00.000Z'),
  });
});

const entry = (key: string, more: Partial<PaperEntry> = {}): PaperEntry => ({
  key,
  by,
  fields: { codeNumber: '9', codeNotation: 'TB-UBND', subject: 'Nghỉ lễ', organName: 'UBND xã Tân Lập' },
  arrivalDate: '2026-11-19',
  description: 'Vào sổ sau do sự cố ngày 19/11/2026',
  scans: [{ name: 'quet.pdf', mediaType: 'application/pdf', bytes: Buffer.from('%PDF') }],
  ...more,
});

test('paper and mail draw from one sequence; the same form twice takes one number', async () => {
  await desk.registry.take(mailOf(report(1)));
  const [once, again] = [await paper.enter(entry('form-1')), await paper.enter(entry('form-1'))];
  await desk.registry.take(mailOf(report(2)));
  expect(again.id).toBe(once.id);
  expect((await desk.rows()).map((row) => [row.number, row.source.via])).toEqual([
    [3, 'smtp'],
    [2, 'paper'],
    [1, 'smtp'],
  ]);
  expect(once).toMatchObject({
    arrivalDate: '2026-11-19',
    state: 'checked',
    files: [{ name: '2_9-TB-UBND_1.pdf', main: true }],
    confidence: { subject: 1 },
  });
});

test('paper after its electronic copy is noted on the row once', async () => {
  const { documentId } = await desk.registry.take(mailOf(report(1)));
  await paper.arrived(documentId ?? '', by, '2026-11-22');
  const row = await paper.arrived(documentId ?? '', by, '2026-11-22');
  expect([row?.description, row?.history.length, (await desk.rows()).length]).toEqual(['Đã nhận bản giấy ngày 22/11/2026', 2, 1]);
});

test('a cancelled row keeps its number and reason, and is no longer the document others repeat', async () => {
  const { documentId } = await desk.registry.take(mailOf(report(1)));
  const row = await paper.cancel(documentId ?? '', by, 'nhầm');
  expect(row).toMatchObject({ state: 'cancelled', number: 1, description: 'Hủy: nhầm' });
  expect(await paper.cancel(documentId ?? '', by, 'nhầm')).toBeNull();
  const again = await desk.registry.take(mailOf(report(1, { id: 'again', text: 'Gửi lại' })));
  expect([again.state, (await desk.rows()).map((r) => r.number)]).toEqual(['registered', [2, 1]]);
});
