import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Blobs } from '../../agency/registry/ports.ts';
import type { Registry } from '../../agency/registry/register.ts';
import { startDesks, type Desk, type Desks } from './desk.ts';
import { announcementsTo, bytesOf, mailOf, people, readLetter, report } from './world.ts';

let desks: Desks;
let { documents, intake, blobs, told, registry, make, rows, waiting } = {} as Desk;

beforeAll(async () => {
  desks = await startDesks();
});
afterAll(() => desks?.stop());
beforeEach(async () => {
  ({ documents, intake, blobs, told, registry, make, rows, waiting } = await desks.fresh());
});

describe('when something goes wrong', () => {
  test('a mail that cannot be read goes to the lane of failed mail with its original, and can be taken up again', async () => {
    const letter = report(1, { file: { name: 'x.pdf', content: 'BROKEN' } });
    const failed = await registry.take(mailOf(letter));
    const next = await registry.take(mailOf(report(2)));
    expect([failed.state, next.state]).toEqual(['failed', 'registered']);
    const item = await intake.get(failed.id);
    expect(item).toMatchObject({ failure: 'Không đọc được văn bản kèm theo.', attempts: 1, subject: 'Báo cáo số 1' });
    expect((await blobs.get(item?.original ?? ''))?.equals(bytesOf(letter))).toBe(true);
    expect((await registry.replay(failed.id, people.lan.address)).item?.state).toBe('failed');
    const mended = make({ read: () => readLetter([]) });
    expect((await mended.replay(failed.id, people.lan.address)).item?.state).toBe('waiting');
  });

  test('a file that cannot be kept: failed, no number used', async () => {
    let full = true;
    const small: Blobs = {
      ...blobs,
      put: (bytes) => (full && bytes.length < 150 ? Promise.reject(new Error('ENOSPC')) : blobs.put(bytes)),
    };
    const node = make({ blobs: small });
    const failed = await node.take(mailOf(report(1)));
    expect([failed.state, (await rows()).length]).toEqual(['failed', 0]);
    full = false;
    expect((await node.replay(failed.id, people.lan.address)).item?.state).toBe('registered');
    expect((await rows()).map((d) => d.number)).toEqual([1]);
  });

  /** The node dies (as its caller sees it) when the named step was just done, or is about to be. */
  const dying = (step: 'receive' | 'decide' | 'add' | 'tell' | 'rest', after: boolean): Registry => {
    const at = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
      if (name === step && !after) throw new Error('died');
      const done = await work();
      if (name === step) throw new Error('died');
      return done;
    };
    const stepOf = (state: string | undefined): string => (state === 'registering' ? 'decide' : state === 'registered' ? 'rest' : '');
    return make({
      intake: {
        ...intake,
        receive: (data) => at('receive', () => intake.receive(data)),
        move: (id, from, change) => at(stepOf(change.state), () => intake.move(id, from, change)),
      },
      documents: { ...documents, add: (...given) => at('add', () => documents.add(...given)) },
      announcements: { announce: (a) => at('tell', () => announcementsTo(told).announce(a)) },
    });
  };
  const steps = (['receive', 'decide', 'add', 'tell', 'rest'] as const).flatMap((step) => [[step, false] as const, [step, true] as const]);
  test.each(steps)('ends at %s (after: %s): the next try or the next start finishes with one row', async (step, after) => {
    await expect(dying(step, after).take(mailOf(report(1)))).rejects.toThrow('died');
    const next = make();
    await next.resume();
    expect((await next.take(mailOf(report(1)))).state).toBe('registered');
    expect((await rows()).map((d) => d.number)).toEqual([1]);
    expect(await waiting()).toHaveLength(0);
    expect(new Set(told.map((t) => `${t.kind} ${t.about}`)).size).toBe(1);
  });

  test('a store that stays away is no loss: after five tries the mail is shown as not filed', async () => {
    const broken = make({ documents: { ...documents, add: () => Promise.reject(new Error('no store')) } });
    for (let i = 0; i < 4; i += 1) await expect(broken.take(mailOf(report(1)))).rejects.toThrow('no store');
    expect((await broken.take(mailOf(report(1)))).state).toBe('failed');
    expect(
      (await registry.replay((await intake.list({ states: ['failed'], limit: 1 })).items[0]?.id ?? '', people.lan.address)).item?.state,
    ).toBe('registered');
  });

  test('one mail that cannot be finished keeps neither the others nor the start of the server waiting', async () => {
    const tray = await registry.take(mailOf({ id: 'hand-over', text: 'Kính hỏi' }));
    const noRoom = make({ handOver: () => Promise.reject(new Error('no room')) });
    await expect(noRoom.forward(tray.id, people.lan.address, 'Phòng', [people.mai.address])).rejects.toThrow('no room');
    const later = mailOf(report(1), { receivedAt: '2026-11-20T02:20:00.000Z' });
    const gone = make({ documents: { ...documents, add: () => Promise.reject(new Error('no store')) } });
    await expect(gone.take(later)).rejects.toThrow('no store');
    await noRoom.resume();
    expect((await rows()).map((d) => d.number)).toEqual([1]);
    await registry.resume();
    expect((await intake.get(tray.id))?.state).toBe('forwarded');
  });
});
