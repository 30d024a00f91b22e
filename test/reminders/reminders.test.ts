import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { minutes, reminded, scan, SharedStore } from './shared-store.ts';
import { at, when } from './world.ts';

let shared: SharedStore;
beforeAll(async () => {
  shared = await SharedStore.start();
});
afterAll(() => shared?.stop());
beforeEach(() => shared.fresh());

describe('07:45, 11:15 and 16:15 of a working day', () => {
  test('exactly those with new mail who have not looked, once, with two processes through the quarter of an hour', async () => {
    for (const local of ['ductm', 'hoanv', 'maivt', 'huydq', 'sonbn', 'bichnt']) await shared.mail.deliver(local, when('23/11 06:00'));
    const processes = shared.two();
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
    for (const local of ['hoanv', 'maivt']) await shared.mail.remind(local, when('23/11 07:46'));
    await shared.mail.read('huydq', await shared.mail.remind('huydq', when('23/11 07:46')));
    await scan(processes, '23/11 10:30');
    for (const local of ['hoanv', 'maivt', 'huydq', 'tuanha']) await shared.mail.deliver(local, when('23/11 10:40'));
    await scan(processes, '23/11 11:15');
    await scan(processes, '23/11 11:16');
    expect(reminded(processes)).toEqual(['hoanv', 'huydq', 'huydq', 'maivt', 'tuanha']);
    expect(
      (await shared.first.rows('2026-11-23', '2026-11-23'))
        .filter((r) => r.slot === 'cuoi-buoi-sang' && r.state === 'last-reminder-unread')
        .map((r) => r.person)
        .toSorted(),
    ).toEqual([at('hoanv'), at('maivt')]);

    await scan(processes, '23/11 15:30');
    await shared.mail.deliver('tuanha', when('23/11 15:40'));
    await scan(processes, '23/11 16:15');
    expect(reminded(processes).filter((p) => p === 'tuanha')).toHaveLength(2);
  });

  test('outside the quarter of an hour, on Saturday, on 24/11 and at Tết nobody is looked at', async () => {
    await shared.mail.deliver('maivt', when('02/01 06:00'));
    let asked = 0;
    const unread = { look: () => ((asked += 1), Promise.resolve(null)) };
    const [only] = shared.two({ unread });
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
    expect(await shared.first.rows('2026-01-01', '2026-12-31')).toEqual([]);
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
    ['the client listed the folder', (name) => shared.mail.list('maivt', name), true],
    ['new mail came', () => shared.mail.deliver('maivt', when('23/11 07:40')), true],
    ['one of two was read', (name) => shared.mail.read('maivt', name), false],
    ['one of two was moved away', (name) => shared.mail.file('maivt', name), false],
    ['a mail came and was read', async () => shared.mail.read('maivt', await shared.mail.deliver('maivt', when('23/11 07:40'))), false],
    ['a page was opened', () => shared.first.looked(at('maivt'), when('23/11 07:35'), 'page-opened'), false],
    ['a page was opened before the slot', () => shared.first.looked(at('maivt'), when('23/11 05:35'), 'page-opened'), true],
    ['a mail was sent', () => shared.first.looked(at('maivt'), when('23/11 07:44'), 'mail-sent'), false],
  ];
  test.each(looks)('%s', async (_what, act, expected) => {
    const name = await shared.mail.deliver('maivt', when('23/11 06:00'));
    await shared.mail.deliver('maivt', when('23/11 06:10'));
    const processes = shared.two();
    await scan(processes, '23/11 07:30');
    await act(name, '');
    await scan(processes, '23/11 07:45');
    expect(reminded(processes)).toEqual(expected ? ['maivt'] : []);
    const rows = await shared.first.rows('2026-11-23', '2026-11-23');
    expect(rows.find((r) => r.person === at('maivt'))?.state).toBe(expected ? 'reminded' : 'looked');
  });

  test('mail left unread at a look is not new in the next slot', async () => {
    const [one] = [await shared.mail.deliver('maivt', when('23/11 06:00')), await shared.mail.deliver('maivt', when('23/11 06:10'))];
    const processes = shared.two();
    await scan(processes, '23/11 07:30');
    await shared.mail.read('maivt', one);
    await scan(processes, '23/11 07:45');
    await scan(processes, '23/11 10:30');
    await scan(processes, '23/11 11:15');
    expect(reminded(processes)).toEqual([]);
    expect((await shared.first.rows('2026-11-23', '2026-11-23')).filter((r) => r.person === at('maivt')).map((r) => r.state)).toEqual([
      'looked',
      'nothing-new',
    ]);
    expect(await shared.first.looks(when('23/11 00:00'), when('24/11 00:00'))).toEqual([
      { person: at('maivt'), at: when('23/11 07:30'), how: 'mail-read' },
    ]);
  });

  test('lists, bulk and automatic mail and our other notices do not count; a forged reminder does not silence', async () => {
    await shared.mail.deliver('maivt', when('23/11 06:00'), { 'List-Id': '<tin.example>' });
    await shared.mail.deliver('maivt', when('23/11 06:00'), { Precedence: 'bulk' });
    await shared.mail.deliver('maivt', when('23/11 06:00'), { 'Auto-Submitted': 'auto-replied' });
    await shared.mail.deliver('maivt', when('23/11 06:00'), { From: 'thu-cong-vu@vidu.gov.vn', 'X-Vanthu-Notice': 'held' });
    await shared.mail.deliver('huydq', when('23/11 06:00'), { 'X-Vanthu-Notice': 'reminder' });
    const processes = shared.two();
    await scan(processes, '23/11 07:45');
    expect(reminded(processes)).toEqual(['huydq']);
  });

  test("a unit's mailbox: its mail reminds all who use it, and who reads there looks for nobody", async () => {
    const name = await shared.mail.deliver('ccvc', when('23/11 06:00'));
    await shared.mail.deliver('ccvc', when('23/11 06:10'));
    const processes = shared.two();
    await scan(processes, '23/11 07:30');
    await shared.mail.read('ccvc', name);
    await scan(processes, '23/11 07:45');
    expect(reminded(processes)).toEqual(['maivt', 'tuanha']);
  });
});

describe('văn thư and the office mailbox', () => {
  test('four slots a day; the fourth is the office mailbox alone; its flags are nobody’s business', async () => {
    await shared.mail.deliver('vanthu', when('23/11 06:00'));
    const waiting = { count: 0 };
    const processes = shared.two({ pending: () => waiting.count });
    await scan(processes, '23/11 07:45');
    expect(reminded(processes)).toEqual([]);
    waiting.count = 4;
    await shared.mail.deliver('lanpt', when('23/11 13:00'));
    await shared.mail.deliver('maivt', when('23/11 13:00'));
    await scan(processes, '23/11 13:45');
    expect(processes.flatMap((p) => p.told.reminders)).toMatchObject([
      { to: { address: at('lanpt') }, slotLabel: 'đầu buổi chiều', officePending: 4, mails: [] },
    ]);
    const [{ reminders }] = shared.two({ pending: () => 0 });
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

describe('asking without changing anything', () => {
  test('the shape that `vanthu remind` prints', async () => {
    await shared.mail.deliver('maivt', when('23/11 06:00'));
    const [{ reminders, told }] = shared.two();
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
    expect(await shared.first.rows('2026-11-23', '2026-11-23')).toEqual([]);
    expect(await shared.first.lastSeen(at('maivt'))).toBeNull();
    expect((await reminders.plan(when('23/11 08:00'))).slot?.name).toBe('dau-gio-sang');
    expect((await reminders.plan(when('23/11 08:01'))).slot).toBeNull();
  });

  test('a mailbox that cannot be asked is shown as such', async () => {
    const [{ reminders }] = shared.two({ unread: { look: () => Promise.reject(new Error('away')) } });
    const plan = await reminders.plan(when('23/11 07:45'));
    expect(plan.reminded).toEqual([]);
    expect(plan.others).toContainEqual({ address: at('maivt'), why: 'hộp thư chưa theo dõi được' });
  });
});

test('facts are removed when their time is over', async () => {
  const [connection] = shared.connections;
  if (connection === undefined) throw new Error('no store');
  const kept = await shared.checkIns(connection, 'keep', 1);
  await kept.looked(at('maivt'), when('23/11 07:40'), 'page-opened');
  await kept.take({ person: at('maivt'), date: '2026-11-23', slot: 'dau-gio-sang', state: 'reminded', at: when('23/11 07:45') });
  await kept.removeExpired(when('20/12 00:00'));
  expect(await kept.lastLook(at('maivt'))).not.toBeNull();
  await kept.removeExpired(when('30/12 00:00'));
  expect(await kept.lastLook(at('maivt'))).toBeNull();
  expect(await kept.rows('2026-11-01', '2026-12-31')).toEqual([]);
});
