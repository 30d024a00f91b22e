import { appendFile, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { adoptSpool } from '../../gateway/spool/adopt.ts';
import { createSpool, type Spool } from '../../gateway/spool/create-spool.ts';
import { nodeFileOps, type FileOps } from '../../gateway/spool/file-ops.ts';
import { FolderSync } from '../../gateway/spool/folder-sync.ts';
import { noticeJudgement } from '../../gateway/spool/notice-judgement.ts';
import { spoolSettings } from '../../gateway/spool/settings.ts';
import type { Entry } from '../../gateway/spool/spooled-entry.ts';
import type { Envelope, Session } from '../../mail/envelope.ts';
import { silent } from '../smtp/gateway-under-test.ts';

let folder: string;
let now: Date;
const spools: Spool[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vanthu-spool-'));
  now = new Date('2026-11-23T01:00:00Z');
});
afterEach(async () => {
  for (const spool of spools.splice(0)) await spool.close();
  await rm(folder, { recursive: true, force: true });
});

const open = async (settings: Record<string, unknown> = {}, ops: FileOps = nodeFileOps): Promise<Spool> => {
  const spool = await createSpool({
    folder,
    node: 'n1',
    settings: spoolSettings.parse({ 'spool.reserve': 0, ...settings }),
    clock: () => now,
    log: silent,
    ops,
  });
  spools.push(spool);
  return spool;
};
const envelope: Envelope = {
  from: 'a@vidu.gov.vn',
  recipients: [{ address: 'b@vidu.gov.vn' }, { address: 'c@x.example' }],
  smtpUtf8: false,
  body8bit: false,
};
const session: Session = {
  via: 'submission',
  person: 'a@vidu.gov.vn',
  client: '127.0.0.1',
  helo: 'pc',
  tls: true,
  receivedAt: '2026-11-23T01:00:00Z',
  aligned: false,
};

async function keep(spool: Spool, bytes: Buffer, repaired: Buffer | null = null): Promise<Entry> {
  const incoming = spool.begin();
  for (let at = 0; at < bytes.length; at += 65_536) await incoming.write(bytes.subarray(at, at + 65_536));
  const judged = { ...noticeJudgement(bytes, envelope), repaired: repaired !== null };
  return spool.commit(incoming, { envelope, session, judged }, repaired);
}
const small = Buffer.from('Subject: một\r\n\r\nnội dung\r\n');
const large = Buffer.concat([Buffer.from('Subject: to\r\n\r\n'), Buffer.alloc(700_000, 'abcdefg\r\n')]);
const files = async (): Promise<readonly string[]> =>
  (await readdir(folder, { recursive: true })).filter((name) => name.includes('.')).sort();
const onlyFile = async (ending: string): Promise<string> => join(folder, (await files()).find((name) => name.endsWith(ending)) ?? 'none');

test.each([
  ['small', small],
  ['large', large],
])('a %s message is found again with bytes, verdict and state', async (_, bytes) => {
  const first = await open();
  const entry = await keep(first, bytes, Buffer.from('repaired'));
  expect((await entry.read('original')).equals(bytes)).toBe(true);
  await entry.note({ event: 'delivered', recipients: ['b@vidu.gov.vn'], detail: '250 2.0.0 ok' }, 'written');
  const { verdict, record } = entry;
  entry.lighten();
  expect([entry.verdict, entry.record, entry.repaired]).toEqual([verdict, record, true]);
  const [found] = (await open()).unfinished();
  expect([found?.verdict, found?.record, found?.repaired]).toEqual([verdict, record, true]);
  expect(found?.id).toBe(entry.id);
  expect(found?.envelope).toEqual(envelope);
  expect(found?.recipients.map((r) => [r.state, r.lastReply])).toEqual([
    ['delivered', '250 2.0.0 ok'],
    ['waiting', null],
  ]);
  expect((await found?.read('original'))?.equals(bytes)).toBe(true);
  expect((await found?.read('leaving'))?.toString()).toBe('repaired');
});

test('a file cut anywhere before its end is no entry, and is removed', async () => {
  await keep(await open(), small);
  const path = await onlyFile('.msg');
  const whole = await readFile(path);
  for (const length of [0, 1, small.length, small.length + 1, whole.length - 98, whole.length - 1]) {
    await writeFile(path, whole);
    await truncate(path, length);
    expect((await open()).unfinished()).toHaveLength(0);
    expect(await files()).toEqual([]);
  }
  for (const at of [0, small.length + 3, whole.length - 5]) {
    const damaged = Buffer.from(whole);
    damaged[at] = (damaged[at] ?? 0) ^ 0x11;
    await writeFile(path, damaged);
    expect((await open()).unfinished()).toHaveLength(0);
  }
});

test('a torn last line of the log is ignored, and what is written next is read', async () => {
  const entry = await keep(await open(), small);
  await entry.note({ event: 'delivered', recipients: ['b@vidu.gov.vn'] }, 'written');
  await appendFile(await onlyFile('.log'), '{"at":"2026-11-23T01:00:00Z","event":"fai');
  const [again] = (await open()).unfinished();
  expect(again?.recipients.map((r) => r.state)).toEqual(['delivered', 'waiting']);
  await again?.note({ event: 'failed', recipients: ['c@x.example'], detail: '550 5.1.1 no' }, 'synced');
  const [third] = (await open()).unfinished();
  expect(third?.recipients.map((r) => r.state)).toEqual(['delivered', 'failed']);
});

test('a finished entry is not opened at the next start, is still shown, and goes when its days are over', async () => {
  const spool = await open({ 'keep.passed': 2 });
  const entry = await keep(spool, small);
  await entry.note({ event: 'delivered', recipients: envelope.recipients.map((r) => r.address) }, 'lazy');
  await spool.finished(entry);
  const again = await open({ 'keep.passed': 2 });
  expect(again.unfinished()).toEqual([]);
  expect(again.entry(entry.id)?.recipients.map((r) => r.state)).toEqual(['delivered', 'delivered']);
  now = new Date('2026-11-25T00:00:00Z');
  expect(await again.sweep()).toBe(0);
  now = new Date('2026-11-25T02:00:00Z');
  expect(await again.sweep()).toBe(1);
  expect(again.entry(entry.id)).toBeNull();
  expect(await files()).toEqual([]);
});

test('with keep.passed 0 nothing stays of a passed message', async () => {
  const spool = await open({ 'keep.passed': 0 });
  const entry = await keep(spool, small);
  await entry.note({ event: 'delivered', recipients: envelope.recipients.map((r) => r.address) }, 'written');
  await spool.finished(entry);
  expect(await files()).toEqual([]);
});

test('erased bytes are gone from the disk; hash and verdict stay', async () => {
  const spool = await open();
  const entry = await keep(spool, Buffer.from('Subject: TUYỆT MẬT\r\n\r\nkế hoạch\r\n'), Buffer.from('kế hoạch'));
  await entry.erase();
  expect(await files()).toEqual([expect.stringMatching(/\.msg$/)]);
  expect((await readFile(await onlyFile('.msg'))).includes('kế hoạch')).toBe(false);
  const [found] = (await open()).unfinished();
  expect(found?.sha256).toBe(entry.sha256);
  await expect(found?.read('original')).rejects.toThrow('erased');
});

describe('when the disk fails', () => {
  /** Fails at the n-th call that writes, syncs, opens or makes a folder. */
  const failing = (n: number, code: string): { ops: FileOps; reached: () => boolean } => {
    let calls = 0;
    const guard =
      <A extends readonly unknown[], R>(run: (...args: A) => Promise<R>) =>
      async (...args: A): Promise<R> => {
        if (++calls === n) throw Object.assign(new Error(code), { code });
        return run(...args);
      };
    const { open: openFile, write, fdatasync, fsync, mkdir } = nodeFileOps;
    return {
      ops: {
        ...nodeFileOps,
        open: guard(openFile),
        write: guard(write),
        fdatasync: guard(fdatasync),
        fsync: guard(fsync),
        mkdir: guard(mkdir),
      },
      reached: () => calls >= n,
    };
  };

  test.each(['ENOSPC', 'EIO'])('%s at any call: the commit rejects, nothing is left, the next message is kept', async (code) => {
    for (let n = 2; ; n++) {
      const { ops, reached } = failing(n, code);
      const spool = await open({}, ops);
      const incoming = spool.begin();
      let kept = false;
      try {
        for (let at = 0; at < large.length; at += 65_536) await incoming.write(large.subarray(at, at + 65_536));
        await spool.commit(incoming, { envelope, session, judged: noticeJudgement(large, envelope) }, Buffer.from('repaired'));
        kept = true;
      } catch (error) {
        expect(String(error)).toContain(code);
        await incoming.abort();
      }
      if (!reached()) {
        expect(kept).toBe(true);
        expect(n).toBeGreaterThan(10);
        return;
      }
      expect(kept).toBe(false);
      expect((await open()).unfinished()).toEqual([]);
      expect(await files()).toEqual([]);
      await keep(spool, small);
      expect((await open()).unfinished()).toHaveLength(1);
      await rm(folder, { recursive: true });
    }
  });

  test('a decision that could not be written is not acted on, now or after a start', async () => {
    let fail = false;
    const ops: FileOps = {
      ...nodeFileOps,
      fdatasync: async (fd) => (fail ? Promise.reject(Object.assign(new Error('EIO'), { code: 'EIO' })) : nodeFileOps.fdatasync(fd)),
    };
    const entry = await keep(await open({}, ops), small);
    fail = true;
    await expect(entry.note({ event: 'failed', recipients: ['b@vidu.gov.vn'] }, 'synced')).rejects.toThrow('EIO');
    expect(entry.recipients[0]?.state).toBe('waiting');
    fail = false;
    await entry.note({ event: 'delivered', recipients: ['b@vidu.gov.vn'] }, 'synced');
    expect((await open()).unfinished()[0]?.recipients[0]?.state).toBe('delivered');
  });

  test('room is refused before the disk is full', async () => {
    const spool = await open({ 'spool.reserve': 1_000_000 }, { ...nodeFileOps, free: async () => 1_000_100 });
    expect(spool.hasRoom(50)).toBe(true);
    expect(spool.hasRoom(100)).toBe(false);
    await expect(keep(spool, large)).rejects.toThrow('hết chỗ');
  });
});

test("a dead node's entries are taken over with their state, once", async () => {
  const dead = join(folder, 'dead');
  const other = await createSpool({
    folder: dead,
    node: 'n2',
    settings: spoolSettings.parse({ 'spool.reserve': 0 }),
    clock: () => now,
    log: silent,
  });
  const entry = await keep(other, large, Buffer.from('repaired'));
  await entry.note({ event: 'delivered', recipients: ['b@vidu.gov.vn'] }, 'written');
  await other.close();
  const own = join(folder, 'own');
  expect(await adoptSpool(dead, own)).toEqual([entry.id]);
  expect(await adoptSpool(dead, own)).toEqual([]);
  const spool = await createSpool({ folder: own, node: 'n1', settings: spoolSettings.parse({}), clock: () => now, log: silent });
  spools.push(spool);
  expect(spool.unfinished().map((e) => [e.id, e.recipients.map((r) => r.state)])).toEqual([[entry.id, ['delivered', 'waiting']]]);
});

test('folder syncs are shared: many who wait cost two', async () => {
  let syncs = 0;
  const sync = new FolderSync({ ...nodeFileOps, fsync: async (fd) => ((syncs += 1), nodeFileOps.fsync(fd)) }, folder);
  await Promise.all(Array.from({ length: 50 }, () => sync.sync()));
  expect(syncs).toBe(2);
  await sync.sync();
  expect(syncs).toBe(3);
  await sync.close();
});
