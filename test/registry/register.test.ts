import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { OfficeMail } from '../../mail/office-mail.ts';
import { sha256Of } from '../../agency/registry/file-name.ts';
import { sourceKeys } from '../../gateway/mailbox/source-key.ts';
import { startDesks, type Desk, type Desks } from './desk.ts';
import { bytesOf, finding, judgement, mailOf, people, report } from './world.ts';

let desks: Desks;
let { documents, intake, blobs, told, handed, registry, make, rows, waiting } = {} as Desk;

beforeAll(async () => {
  desks = await startDesks();
});
afterAll(() => desks?.stop());
beforeEach(async () => {
  ({ documents, intake, blobs, told, handed, registry, make, rows, waiting } = await desks.fresh());
});

test('a report: next number, fields, the file whole and named by its number', async () => {
  const taken = await registry.take(mailOf(report(187)));
  const [row] = await rows();
  expect(taken).toEqual({ id: expect.any(String), state: 'registered', documentId: row?.id, known: false });
  expect(row).toMatchObject({
    arrivalNumber: 1,
    arrivalDate: '2026-11-20',
    codeNumber: '187',
    codeNotation: 'BC-UBND',
    issuedDate: '2026-11-05',
    typeName: 'Báo cáo',
    subject: 'Kết quả rà soát hộ tịch',
    confidence: { codeNumber: 0.95 },
    doubtful: [],
    files: [{ n: 1, name: '1_187-BC-UBND_1.pdf', originalName: 'bao-cao-187.pdf', main: true }],
    source: { via: 'smtp', from: 'vp@tanlap.example', receivedAt: '2026-11-20T09:10:00+07:00' },
  });
  expect((await blobs.get(row?.files[0]?.sha256 ?? ''))?.toString()).toContain('Số: 187/BC-UBND');
  expect(told).toMatchObject([{ kind: 'receipt', about: row?.id, to: 'vp@tanlap.example' }]);
});

describe('one message has one row', () => {
  const letter = report(5);
  const bytes = bytesOf(letter);
  const trace = Buffer.concat([Buffer.from('Return-Path: <vp@tanlap.example>\r\nReceived: from mx\r\n'), bytes]);
  const unix = Buffer.from(trace.toString('latin1').replaceAll('\r\n', '\n'), 'latin1');
  const ways: Readonly<Record<string, OfficeMail>> = {
    smtp: mailOf(letter, { entryId: 'e1', sourceKeys: sourceKeys(bytes, 'e1') }),
    again: mailOf(letter, { entryId: 'e2', sourceKeys: sourceKeys(bytes, 'e2') }),
    imap: mailOf(letter, { via: 'imap', original: trace, sourceKeys: sourceKeys(trace, 'e1'), judgement: null }),
    maildir: mailOf(letter, { via: 'imap', original: unix, sourceKeys: sourceKeys(unix, null), judgement: null }),
  };
  const orders = [
    ['smtp', 'again', 'imap', 'maildir'],
    ['maildir', 'imap', 'smtp', 'again'],
    ['imap', 'smtp', 'maildir', 'smtp'],
    ['again', 'maildir', 'imap', 'smtp'],
  ] as const;
  test.each(orders)('%s, %s, %s, %s', async (...order) => {
    const taken = [];
    for (const way of order) taken.push(await registry.take(ways[way] ?? mailOf(letter)));
    expect(taken.map((t) => t.known)).toEqual([false, true, true, true]);
    expect(new Set(taken.map((t) => t.documentId)).size).toBe(1);
    expect(await rows()).toHaveLength(1);
    expect(await waiting()).toHaveLength(0);
  });

  test('all at once, on two nodes', async () => {
    const other = make();
    await Promise.all([...Object.values(ways).map((m) => registry.take(m)), ...Object.values(ways).map((m) => other.take(m))]);
    expect(await rows()).toHaveLength(1);
    expect(await waiting()).toHaveLength(0);
  });
});

test('numbers follow the order of taking, also when taken at once', async () => {
  await Promise.all(Array.from({ length: 12 }, (_, i) => registry.take(mailOf(report(100 + i)))));
  expect((await rows()).toReversed().map((d) => [d.number, d.codeNumber])).toEqual(
    Array.from({ length: 12 }, (_, i) => [i + 1, String(100 + i)]),
  );
});

test('the same document again: no number, a further copy on the row, the clerk decides', async () => {
  await registry.take(mailOf(report(187)));
  const again = await registry.take(mailOf(report(187, { id: 'second', from: 'khac@noi.example', text: 'Gửi lại' })));
  expect(again.state).toBe('waiting');
  expect(await waiting()).toMatchObject([{ kind: 'copy', copyOf: { arrivalNumber: 1 }, reasons: ['Bản thêm của số đến 1 năm 2026.'] }]);
  expect(await rows()).toMatchObject([{ copies: [{ from: 'khac@noi.example' }] }]);
  const chosen = await registry.register(again.id, people.lan.address);
  expect([chosen.ok, (await rows()).length]).toEqual([true, 2]);
});

describe('the clerk answers', () => {
  const thanks = mailOf({ id: 'thanks', subject: 'Cảm ơn', text: 'Cảm ơn các anh chị' });

  test('Vào sổ takes the next number, once', async () => {
    const { id } = await registry.take(thanks);
    const answers = await Promise.all([
      registry.register(id, people.lan.address),
      registry.register(id, people.lan.address),
      registry.dismiss(id, people.lan.address, ''),
    ]);
    expect(answers.filter((a) => a.ok)).toHaveLength(1);
    expect((await rows()).length + (await intake.list({ states: ['dismissed'], limit: 5 })).total).toBe(1);
    expect(await registry.dismiss('0'.repeat(24), people.lan.address, '')).toMatchObject({ ok: false, why: 'unknown' });
  });

  test('Không vào sổ and Chuyển đơn vị', async () => {
    const one = await registry.take(thanks);
    expect(await registry.dismiss(one.id, people.lan.address, 'thư cảm ơn')).toMatchObject({
      ok: true,
      item: { state: 'dismissed', decidedBy: people.lan.address },
    });
    const two = await registry.take(mailOf({ id: 'q', subject: 'Hỏi', text: 'Xin hỏi' }));
    expect(await registry.forward(two.id, people.lan.address, 'CCVC', ['ccvc@vidu.gov.vn'])).toMatchObject({
      ok: true,
      item: { state: 'forwarded', unit: 'CCVC' },
    });
    expect(handed).toEqual([{ subject: 'Hỏi', to: ['ccvc@vidu.gov.vn'] }]);
    expect(await rows()).toHaveLength(0);
  });

  test('no spam after all: filed like ordinary mail', async () => {
    const spam = await registry.take(mailOf(report(3), { judgement: judgement({ findings: [finding('spam.likely', 'note')] }) }));
    expect([spam.state, (await rows()).length]).toEqual(['spam', 0]);
    expect(await registry.releaseSpam(spam.id, people.lan.address)).toMatchObject({ ok: true, item: { state: 'registered' } });
    expect(await rows()).toHaveLength(1);
  });
});

describe('what stays closed', () => {
  test('a đơn has a book of its own and nothing of it is told', async () => {
    await registry.take(mailOf({ id: 'd', subject: 'Đơn tố cáo', file: { name: 'don.pdf', content: 'ĐƠN TỐ CÁO' } }));
    expect([(await rows()).length, (await rows('don')).length, told.length]).toEqual([0, 1, 0]);
    expect((await documents.list({ book: 'den', q: 'to cao', limit: 5 })).total).toBe(0);
    const [don] = await rows('don');
    expect([people.lan, people.mai, people.duc].map((p) => registry.visible(p, don ?? { book: 'don' }))).toEqual([true, false, false]);
    expect(make({ complaintsPerson: people.duc.address }).visible(people.duc, { book: 'don' })).toBe(true);
  });

  test('of a mail with a mark of secrecy only time and sender stay', async () => {
    const secret = mailOf(report(1, { id: 's', subject: 'VĂN BẢN MẬT' }), {
      judgement: judgement({ findings: [finding('secrecy.marked', 'seal')] }),
    });
    const byRule = await registry.take(secret);
    const sheet = mailOf({ id: 's2', subject: 'Kế hoạch', file: { name: 'x.pdf', content: 'Số: 5/UBND | X | [MẬT]' } });
    const onSheet = await registry.take(sheet);
    expect([byRule.state, onSheet.state]).toEqual(['sealed', 'sealed']);
    for (const item of (await intake.list({ states: ['sealed'], limit: 5 })).items)
      expect([item.subject, item.original, item.files, item.rule]).toEqual(['', null, [], 'secrecy.marked']);
    expect([await blobs.has(sha256Of(secret.original)), await blobs.has(sha256Of(sheet.original))]).toEqual([false, false]);
    expect(await registry.releaseSealed(byRule.id, people.lan.address)).toMatchObject({ ok: false });
    expect([await rows(), told]).toEqual([[], []]);
  });
});

describe('receipts', () => {
  const cases: readonly (readonly [string, Partial<Parameters<typeof report>[1]>, Parameters<typeof judgement>[0], number])[] = [
    ['a proven sender gets one', {}, {}, 1],
    ['not without alignment', {}, { aligned: false }, 0],
    ['not the null sender', {}, { envelopeFrom: '' }, 0],
    ['not a program', { header: { 'Auto-Submitted': 'auto-generated' } }, {}, 0],
    ['not a list', { header: { 'List-Id': '<a.example>' } }, {}, 0],
    ['not an address of ours behind it', {}, { envelopeFrom: 'maivt@vidu.gov.vn' }, 0],
    ['not noreply', { from: 'no-reply@truc.example' }, {}, 0],
  ];
  test.each(cases)('%s', async (_name, letter, judged, receipts) => {
    await registry.take(mailOf(report(1, letter), { judgement: judgement(judged) }));
    expect([(await rows()).length, told.filter((t) => t.kind === 'receipt').length]).toEqual([1, receipts]);
  });
});

test('hỏa tốc is presented to one leader at once', async () => {
  await registry.take(
    mailOf({ id: 'k', file: { name: 'cd.pdf', content: 'Số: 05/CĐ-UBND | UBND TỈNH | 2026-11-20 | Công điện | Ứng phó bão | HOẢ TỐC' } }),
  );
  expect(told.filter((t) => t.kind === 'presented')).toMatchObject([{ to: people.duc.address, documents: [{ urgent: true }] }]);
});

test('văn thư presents many with one answer', async () => {
  for (const n of [1, 2]) await registry.take(mailOf(report(n)));
  const ids = (await rows()).map((d) => d.id);
  expect(await registry.present([...ids, ids[0] ?? ''], people.lan.address)).toHaveLength(2);
  expect(told.filter((t) => t.kind === 'presented')).toHaveLength(1);
});

test('a clerk corrects a field: certain now, in the history, found by search', async () => {
  await registry.take(mailOf({ id: 'scan', subject: 'Gửi quyết định', file: { name: 'scan.pdf', content: 'SCAN' } }));
  const [row] = await rows();
  expect(row?.doubtful).toEqual(['codeNumber', 'codeNotation', 'issuedDate', 'organName', 'subject']);
  expect(row?.files[0]?.name).toBe('1_1.pdf');
  const after = await registry.correct(row?.id ?? '', people.lan.address, { codeNumber: '44', codeNotation: 'QĐ-UBND' });
  expect(after).toMatchObject({
    state: 'checked',
    codeNumber: '44',
    confidence: { codeNumber: 1 },
    doubtful: ['issuedDate', 'organName', 'subject'],
  });
  expect(after?.history.at(-1)).toMatchObject({
    by: people.lan.address,
    detail: 'codeNumber: null → "44"; codeNotation: null → "QĐ-UBND"',
  });
  expect((await documents.list({ book: 'den', q: '44/qd', limit: 5 })).total).toBe(1);
});
