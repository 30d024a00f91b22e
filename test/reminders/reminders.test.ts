import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connection } from 'mongoose';
import type { CheckIns } from '../../agency/reminders/ports.ts';
import { createCheckIns } from '../../store/check-ins.ts';
import { connectStore } from '../../store/connect.ts';
import { startEmbeddedStore, type EmbeddedStore } from '../../store/embedded/start.ts';
import { at, Mail, startProcess, when, who, type Process } from './world.ts';

let folder: string;
let store: EmbeddedStore;
let connections: readonly Connection[];
let stores: readonly CheckIns[];
let mail: Mail;
let run = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vanthu-reminders-'));
  store = await startEmbeddedStore({ folder: join(folder, 'store') });
  connections = [await connectStore(store.uri), await connectStore(store.uri)];
});
afterAll(async () => {
  for (const connection of connections) await connection.close();
  await store?.stop();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  run += 1;
  const own: CheckIns[] = [];
  for (const connection of connections) {
    for (const name of connection.modelNames()) connection.deleteModel(name);
    own.push(await createCheckIns(connection, `agency${run}`, 24));
  }
  stores = own;
  mail = new Mail(join(folder, `mail${run}`));
});

const first = (): CheckIns => {
  const [one] = stores;
  if (one === undefined) throw new Error('no store');
  return one;
};
/** Two processes, as on two machines: own connections, one database. */
const two = (more: Parameters<typeof startProcess>[2] = {}): readonly Process[] =>
  stores.map((checkIns) => startProcess(checkIns, mail, more));
const scan = async (processes: readonly Process[], text: string): Promise<void> => {
  await Promise.all(processes.map((p) => p.reminders.scan(when(text))));
};
const reminded = (processes: readonly Process[]): readonly string[] => processes.flatMap((p) => who(p.told)).toSorted();
const minutes = (from: number, to: number): readonly string[] => Array.from({ length: to - from + 1 }, (_, i) => `07:${from + i}`);

describe('07:45, 11:15 and 16:15 of a working day', () => {
  test('exactly those with new mail who have not looked, once, with two processes through the quarter of an hour', async () => {
    for (const local of ['ductm', 'hoanv', 'maivt', 'huydq', 'sonbn', 'bichnt']) await mail.deliver(local, when('23/11 06:00'));
    const processes = two();
    for (const time of minutes(30, 44)) await scan(processes, `23/11 ${time}`);
    expect(reminded(processes)).toEqual([]);
    for (const time of minutes(45, 59)) await scan(processes, `23/11 ${time}`);
    await scan(processes, '23/11 08:00');
    expect(reminded(processes)).toEqual(['hoanv', 'huydq', 'maivt']);
    const notice = processes.flatMap((p) => p.told.reminders).find((r) => r.to.address === at('maivt'));
    expect(notice).toMatchObject({ slotLabel: 'đầu giờ sáng', date: '2026-11-23', officePending: 0 });
    expect(notice?.mails).toEqual([{ from: 'vp@tanlap.example', receivedAt: when('23/11 06:00'), reminder: false }]);
    expect(JSON.stringify(notice)).not.toContain('Chuyện riêng');
    expect(processes.flatMap((p) => p.told.counted).toSorted()).toEqual(
      ['away', 'leader', 'left', 'nothing-new', 'nothing-new', 'reminded', 'reminded', 'reminded'].toSorted(),
    );

    // The reminders themselves reach the mailboxes; Huy reads his, and more mail comes for all.
    for (const local of ['hoanv', 'maivt']) await mail.remind(local, when('23/11 07:46'));
    await mail.read('huydq', await mail.remind('huydq', when('23/11 07:46')));
    await scan(processes, '23/11 10:30');
    for (const local of ['hoanv', 'maivt', 'huydq', 'tuanha']) await mail.deliver(local, when('23/11 10:40'));
    await scan(processes, '23/11 11:15');
    await scan(processes, '23/11 11:16');
    expect(reminded(processes)).toEqual(['hoanv', 'huydq', 'huydq', 'maivt', 'tuanha']);
    expect(
      (await first().rows('2026-11-23', '2026-11-23'))
        .filter((r) => r.slot === 'cuoi-buoi-sang' && r.state === 'last-reminder-unread')
        .map((r) => r.person)
        .toSorted(),
    ).toEqual([at('hoanv'), at('maivt')]);

    await scan(processes, '23/11 15:30');
    await mail.deliver('tuanha', when('23/11 15:40'));
    await scan(processes, '23/11 16:15');
    expect(reminded(processes).filter((p) => p === 'tuanha')).toHaveLength(2);
  });

  test('outside the quarter of an hour, on Saturday, on 24/11 and at Tết nobody is looked at', async () => {
    await mail.deliver('maivt', when('02/01 06:00'));
    let asked = 0;
    const unread = { look: () => ((asked += 1), Promise.resolve(null)) };
    const [only] = two({ unread });
    if (only === undefined) throw new Error('no process');
    for (const text of [
      '23/11 07:29',
      '23/11 08:01',
      '23/11 12:00',
      '21/11 07:45',
      '22/11 07:45',
      '24/11 07:45',
      '24/11 16:30',
      '17/02 07:45',
      '27/04 11:15',
    ])
      await only.reminders.scan(when(text));
    expect(asked).toBe(0);
    expect(await first().rows('2026-01-01', '2026-12-31')).toEqual([]);
    for (const text of ['24/11 07:45', '21/11 07:45'])
      expect(await only.reminders.plan(when(text))).toMatchObject({
        slot: null,
        reminded: [],
        others: expect.arrayContaining([{ address: at('maivt'), why: 'ngày nghỉ' }]),
      });
    expect((await only.reminders.plan(when('23/11 09:00'))).others).toContainEqual({ address: at('maivt'), why: 'không phải giờ nhắc' });
  });
});

describe('what is a look', () => {
  const looks: readonly (readonly [string, (name: string, other: string) => Promise<unknown>, boolean])[] = [
    ['nothing happened', () => Promise.resolve(), true],
    ['the client listed the folder', (name) => mail.list('maivt', name), true],
    ['new mail came', () => mail.deliver('maivt', when('23/11 07:40')), true],
    ['one of two was read', (name) => mail.read('maivt', name), false],
    ['one of two was moved away', (name) => mail.file('maivt', name), false],
    ['a mail came and was read', async () => mail.read('maivt', await mail.deliver('maivt', when('23/11 07:40'))), false],
    ['a page was opened', () => first().looked(at('maivt'), when('23/11 07:35'), 'page-opened'), false],
    ['a page was opened before the slot', () => first().looked(at('maivt'), when('23/11 05:35'), 'page-opened'), true],
    ['a mail was sent', () => first().looked(at('maivt'), when('23/11 07:44'), 'mail-sent'), false],
  ];
  test.each(looks)('%s', async (_what, act, expected) => {
    const name = await mail.deliver('maivt', when('23/11 06:00'));
    await mail.deliver('maivt', when('23/11 06:10'));
    const processes = two();
    await scan(processes, '23/11 07:30');
    await act(name, '');
    await scan(processes, '23/11 07:45');
    expect(reminded(processes)).toEqual(expected ? ['maivt'] : []);
    const rows = await first().rows('2026-11-23', '2026-11-23');
    expect(rows.find((r) => r.person === at('maivt'))?.state).toBe(expected ? 'reminded' : 'looked');
  });

  test('mail left unread at a look is not new in the next slot', async () => {
    const [one] = [await mail.deliver('maivt', when('23/11 06:00')), await mail.deliver('maivt', when('23/11 06:10'))];
    const processes = two();
    await scan(processes, '23/11 07:30');
    await mail.read('maivt', one);
    await scan(processes, '23/11 07:45');
    await scan(processes, '23/11 10:30');
    await scan(processes, '23/11 11:15');
    expect(reminded(processes)).toEqual([]);
    expect((await first().rows('2026-11-23', '2026-11-23')).filter((r) => r.person === at('maivt')).map((r) => r.state)).toEqual([
      'looked',
      'nothing-new',
    ]);
    expect(await first().looks(when('23/11 00:00'), when('24/11 00:00'))).toEqual([
      { person: at('maivt'), at: when('23/11 07:30'), how: 'mail-read' },
    ]);
  });

  test('lists, bulk and automatic mail and our other notices do not count; a forged reminder does not silence', async () => {
    await mail.deliver('maivt', when('23/11 06:00'), { 'List-Id': '<tin.example>' });
    await mail.deliver('maivt', when('23/11 06:00'), { Precedence: 'bulk' });
    await mail.deliver('maivt', when('23/11 06:00'), { 'Auto-Submitted': 'auto-replied' });
    await mail.deliver('maivt', when('23/11 06:00'), { From: 'thu-cong-vu@vidu.gov.vn', 'X-Vanthu-Notice': 'held' });
    await mail.deliver('huydq', when('23/11 06:00'), { 'X-Vanthu-Notice': 'reminder' });
    const processes = two();
    await scan(processes, '23/11 07:45');
    expect(reminded(processes)).toEqual(['huydq']);
  });

  test("a unit's mailbox: its mail reminds all who use it, and who reads there looks for nobody", async () => {
    const name = await mail.deliver('ccvc', when('23/11 06:00'));
    await mail.deliver('ccvc', when('23/11 06:10'));
    const processes = two();
    await scan(processes, '23/11 07:30');
    await mail.read('ccvc', name);
    await scan(processes, '23/11 07:45');
    expect(reminded(processes)).toEqual(['maivt', 'tuanha']);
  });
});

describe('văn thư and the office mailbox', () => {
  test('four slots a day; the fourth is the office mailbox alone; its flags are nobody’s business', async () => {
    await mail.deliver('vanthu', when('23/11 06:00'));
    const waiting = { count: 0 };
    const processes = two({ pending: () => waiting.count });
    await scan(processes, '23/11 07:45');
    expect(reminded(processes)).toEqual([]);
    waiting.count = 4;
    await mail.deliver('lanpt', when('23/11 13:00'));
    await mail.deliver('maivt', when('23/11 13:00'));
    await scan(processes, '23/11 13:45');
    expect(processes.flatMap((p) => p.told.reminders)).toMatchObject([
      { to: { address: at('lanpt') }, slotLabel: 'đầu buổi chiều', officePending: 4, mails: [] },
    ]);
    const [{ reminders }] = two({ pending: () => 0 }) as [Process];
    expect(await reminders.plan(when('23/11 13:45'))).toMatchObject({
      slot: { name: 'dau-buoi-chieu' },
      reminded: [],
      others: expect.arrayContaining([
        { address: at('maivt'), why: 'không có lượt này' },
        { address: at('lanpt'), why: 'không có thư mới' },
      ]),
    });
  });
});

describe('a process that dies', () => {
  test('between deciding and sending: another one sends, once', async () => {
    await mail.deliver('maivt', when('23/11 06:00'));
    const dying = startProcess(first(), mail, { deliver: () => new Promise(() => undefined) });
    dying.reminders.scan(when('23/11 07:45')).catch(() => undefined);
    const other = startProcess(stores[1] ?? first(), mail);
    const row = async (): Promise<unknown> => (await first().rows('2026-11-23', '2026-11-23')).find((r) => r.person === at('maivt'));
    while ((await row()) === undefined) await new Promise((resolve) => setImmediate(resolve));
    for (const time of minutes(46, 47)) await scan([other], `23/11 ${time}`);
    const early = who(other.told).length;
    for (const time of minutes(48, 59)) await scan([other], `23/11 ${time}`);
    expect(early).toBeLessThanOrEqual(1);
    expect(who(other.told)).toEqual(['maivt']);
  });

  test('a sending that failed is tried again; who has looked meanwhile is left alone', async () => {
    for (const local of ['maivt', 'huydq']) await mail.deliver(local, when('23/11 06:00'));
    let failing = true;
    const process = startProcess(first(), mail, { deliver: () => (failing ? Promise.reject(new Error('disk full')) : Promise.resolve()) });
    await scan([process], '23/11 07:45');
    expect(who(process.told)).toEqual([]);
    failing = false;
    await first().looked(at('huydq'), when('23/11 07:46'), 'page-opened');
    for (const time of minutes(46, 59)) await scan([process], `23/11 ${time}`);
    expect(who(process.told)).toEqual(['maivt']);
  });
});

describe('the list for heads at 16:30', () => {
  const slots = ['07:45', '11:15', '16:15'];
  const day = async (processes: readonly Process[], date: string): Promise<void> => {
    for (const time of slots) {
      for (const local of ['maivt', 'huydq', 'tuanha', 'sonbn', 'ductm'])
        await mail.deliver(local, new Date(when(`${date} ${time}`).getTime() - 60_000));
      await scan(processes, `${date} ${time}`);
    }
  };

  test('three slots in a row: one list a head, once; a head is told about by the Chánh Văn phòng', async () => {
    const processes = two();
    await day(processes, '23/11');
    await scan(processes, '23/11 16:29');
    expect(processes.flatMap((p) => p.told.lists)).toEqual([]);
    for (const time of ['16:30', '16:31', '16:44', '16:45']) await scan(processes, `23/11 ${time}`);
    const lists = processes.flatMap((p) => p.told.lists).map((l) => [l.to.address, l.people.map((p) => p.address).toSorted()]);
    expect(lists.toSorted((a, b) => String(a).localeCompare(String(b)))).toEqual([
      [at('hoanv'), [at('tuanha')]],
      [at('tuanha'), [at('huydq'), at('maivt')]],
    ]);
  });

  test('a look after one of the reminders speaks for the person, also one seen only at 16:30', async () => {
    const processes = two();
    await day(processes, '23/11');
    await first().looked(at('tuanha'), when('23/11 09:00'), 'page-opened');
    await mail.read('maivt', await mail.deliver('maivt', when('23/11 16:20')));
    await scan(processes, '23/11 16:30');
    expect(processes.flatMap((p) => p.told.lists).map((l) => l.people.map((p) => p.address))).toEqual([[at('huydq')]]);
  });

  test('two slots are not three, also over the night; days without slots tell nothing again', async () => {
    const processes = two();
    await mail.deliver('huydq', when('23/11 11:00'));
    await scan(processes, '23/11 11:15');
    await mail.deliver('huydq', when('23/11 16:00'));
    await scan(processes, '23/11 16:15');
    await scan(processes, '23/11 16:30');
    expect(processes.flatMap((p) => p.told.lists)).toEqual([]);
    await mail.deliver('huydq', when('25/11 07:00'));
    await scan(processes, '25/11 07:45');
    await scan(processes, '25/11 16:30');
    expect(processes.flatMap((p) => p.told.lists)).toHaveLength(1);
    await scan(processes, '26/11 16:31');
    expect(processes.flatMap((p) => p.told.lists)).toHaveLength(1);
  });
});

describe('asking without changing anything', () => {
  test('the shape that `vanthu remind` prints', async () => {
    await mail.deliver('maivt', when('23/11 06:00'));
    const [{ reminders, told }] = two() as [Process];
    const plan = await reminders.plan(when('23/11 07:45'));
    expect(plan).toEqual({
      at: '2026-11-23T07:45:00+07:00',
      slot: { name: 'dau-gio-sang', start: '2026-11-23T07:30:00+07:00' },
      reminded: [at('maivt')],
      others: [
        { address: at('ductm'), why: 'lãnh đạo, không nhắc' },
        { address: at('hoanv'), why: 'không có thư mới' },
        { address: at('lanpt'), why: 'không có thư mới' },
        { address: at('tuanha'), why: 'không có thư mới' },
        { address: at('huydq'), why: 'không có thư mới' },
        { address: at('sonbn'), why: 'đi vắng' },
        { address: at('bichnt'), why: 'đã nghỉ công tác' },
      ],
    });
    expect(told.reminders).toEqual([]);
    expect(await first().rows('2026-11-23', '2026-11-23')).toEqual([]);
    expect(await first().lastSeen(at('maivt'))).toBeNull();
    expect((await reminders.plan(when('23/11 08:00'))).slot?.name).toBe('dau-gio-sang');
    expect((await reminders.plan(when('23/11 08:01'))).slot).toBeNull();
  });

  test('a mailbox that cannot be asked is shown as such', async () => {
    const [{ reminders }] = two({ unread: { look: () => Promise.reject(new Error('away')) } }) as [Process];
    const plan = await reminders.plan(when('23/11 07:45'));
    expect(plan.reminded).toEqual([]);
    expect(plan.others).toContainEqual({ address: at('maivt'), why: 'hộp thư chưa theo dõi được' });
  });
});

test('facts are removed when their time is over', async () => {
  const [connection] = connections;
  if (connection === undefined) throw new Error('no store');
  for (const name of connection.modelNames()) connection.deleteModel(name);
  const kept = await createCheckIns(connection, `keep${run}`, 1);
  await kept.looked(at('maivt'), when('23/11 07:40'), 'page-opened');
  await kept.take({ person: at('maivt'), date: '2026-11-23', slot: 'dau-gio-sang', state: 'reminded', at: when('23/11 07:45') });
  await kept.removeExpired(when('20/12 00:00'));
  expect(await kept.lastLook(at('maivt'))).not.toBeNull();
  await kept.removeExpired(when('30/12 00:00'));
  expect(await kept.lastLook(at('maivt'))).toBeNull();
  expect(await kept.rows('2026-11-01', '2026-12-31')).toEqual([]);
});
