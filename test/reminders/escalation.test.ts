import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { minutes, scan, SharedStore } from './shared-store.ts';
import { at, when, who, type Process } from './world.ts';

let shared: SharedStore;
beforeAll(async () => {
  shared = await SharedStore.start();
});
afterAll(() => shared?.stop());
beforeEach(() => shared.fresh());

describe('a process that dies', () => {
  test('between deciding and sending: another one sends, once', async () => {
    await shared.mail.deliver('maivt', when('23/11 06:00'));
    const dying = shared.process(0, { deliver: () => new Promise(() => undefined) });
    dying.reminders.scan(when('23/11 07:45')).catch(() => undefined);
    const other = shared.process(1);
    const row = async (): Promise<unknown> => (await shared.first.rows('2026-11-23', '2026-11-23')).find((r) => r.person === at('maivt'));
    while ((await row()) === undefined) await new Promise((resolve) => setImmediate(resolve));
    for (const time of minutes(46, 47)) await scan([other], `23/11 ${time}`);
    const early = who(other.told).length;
    for (const time of minutes(48, 59)) await scan([other], `23/11 ${time}`);
    expect(early).toBeLessThanOrEqual(1);
    expect(who(other.told)).toEqual(['maivt']);
  });

  test('a sending that failed is tried again; who has looked meanwhile is left alone', async () => {
    for (const local of ['maivt', 'huydq']) await shared.mail.deliver(local, when('23/11 06:00'));
    let failing = true;
    const process = shared.process(0, { deliver: () => (failing ? Promise.reject(new Error('disk full')) : Promise.resolve()) });
    await scan([process], '23/11 07:45');
    expect(who(process.told)).toEqual([]);
    failing = false;
    await shared.first.looked(at('huydq'), when('23/11 07:46'), 'page-opened');
    for (const time of minutes(46, 59)) await scan([process], `23/11 ${time}`);
    expect(who(process.told)).toEqual(['maivt']);
  });
});

describe('the list for heads at 16:30', () => {
  const slots = ['07:45', '11:15', '16:15'];
  const day = async (processes: readonly Process[], date: string): Promise<void> => {
    for (const time of slots) {
      for (const local of ['maivt', 'huydq', 'tuanha', 'sonbn', 'ductm'])
        await shared.mail.deliver(local, new Date(when(`${date} ${time}`).getTime() - 60_000));
      await scan(processes, `${date} ${time}`);
    }
  };

  test('three slots in a row: one list a head, once; a head is told about by the Chánh Văn phòng', async () => {
    const processes = shared.two();
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
    const processes = shared.two();
    await day(processes, '23/11');
    await shared.first.looked(at('tuanha'), when('23/11 09:00'), 'page-opened');
    await shared.mail.read('maivt', await shared.mail.deliver('maivt', when('23/11 16:20')));
    await scan(processes, '23/11 16:30');
    expect(processes.flatMap((p) => p.told.lists).map((l) => l.people.map((p) => p.address))).toEqual([[at('huydq')]]);
  });

  test('two slots are not three, also over the night; days without slots tell nothing again', async () => {
    const processes = shared.two();
    await shared.mail.deliver('huydq', when('23/11 11:00'));
    await scan(processes, '23/11 11:15');
    await shared.mail.deliver('huydq', when('23/11 16:00'));
    await scan(processes, '23/11 16:15');
    await scan(processes, '23/11 16:30');
    expect(processes.flatMap((p) => p.told.lists)).toEqual([]);
    await shared.mail.deliver('huydq', when('25/11 07:00'));
    await scan(processes, '25/11 07:45');
    await scan(processes, '25/11 16:30');
    expect(processes.flatMap((p) => p.told.lists)).toHaveLength(1);
    await scan(processes, '26/11 16:31');
    expect(processes.flatMap((p) => p.told.lists)).toHaveLength(1);
  });
});
