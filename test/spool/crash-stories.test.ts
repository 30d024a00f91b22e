import { appendFile, cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { adoptSpool } from '../../gateway/spool/adopt.ts';
import { createSpool, type Spool } from '../../gateway/spool/create-spool.ts';
import { noticeJudgement } from '../../gateway/spool/notice-judgement.ts';
import { spoolSettings } from '../../gateway/spool/settings.ts';
import type { Entry } from '../../gateway/spool/spooled-entry.ts';
import { encodeTrailer } from '../../gateway/spool/trailer.ts';
import type { Envelope, Session } from '../../mail/envelope.ts';
import { silent } from '../smtp/gateway-under-test.ts';

let base: string;
let folder: string;
const spools: Spool[] = [];
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'vanthu-crash-'));
  folder = join(base, 'own');
});
afterEach(async () => {
  for (const spool of spools.splice(0)) await spool.close();
  await rm(base, { recursive: true, force: true });
});

const at = '2026-11-23T01:00:00.000Z';
const open = async (where = folder, node = 'n1'): Promise<Spool> => {
  const settings = spoolSettings.parse({ 'spool.reserve': 0 });
  const spool = await createSpool({ folder: where, node, settings, clock: () => new Date(at), log: silent });
  spools.push(spool);
  return spool;
};
const envelope: Envelope = { from: 'a@vidu.gov.vn', recipients: [{ address: 'c@x.example' }], smtpUtf8: false, body8bit: false };
const session: Session = {
  via: 'inbound',
  person: null,
  client: '192.0.2.1',
  helo: 'pc',
  tls: false,
  receivedAt: at,
  aligned: false,
};
const bytes = Buffer.from('Subject: x\r\n\r\ntext\r\n');
async function keep(spool: Spool): Promise<Entry> {
  const incoming = spool.begin();
  await incoming.write(bytes);
  return spool.commit(incoming, { envelope, session, judged: noticeJudgement(bytes, envelope) }, null);
}
const onlyFile = async (ending: string): Promise<string> =>
  join(folder, (await readdir(folder, { recursive: true })).find((name) => name.endsWith(ending)) ?? 'none');

test('a log whose first line was torn by a crash does not swallow the decision written next', async () => {
  await keep(await open());
  const path = (await onlyFile('.msg')).replace(/\.msg$/, '.log');
  await appendFile(path, '{"at":"2026-11-23T01:00:00Z","event":"del');
  const [again] = (await open()).unfinished();
  await again?.note({ event: 'refused', recipients: ['c@x.example'], by: 'b@vidu.gov.vn', detail: 'không' }, 'synced');
  const [third] = (await open()).unfinished();
  expect(third?.recipients.map((r) => r.state)).toEqual(['refused']);
});

test('a message cut in its reception that ends in a trailer of its sender’s making is no entry', async () => {
  const spool = await open();
  await keep(spool);
  const real = await onlyFile('.msg');
  // what a sender can know: how a trailer looks, not the id that its message got
  const forged = (id: string): Buffer =>
    Buffer.concat([
      bytes,
      encodeTrailer({
        id,
        envelope: { ...envelope, recipients: [{ address: 'victim@x.example' }] },
        session: { ...session, via: 'notice' },
        committedAt: at,
        sha256: '0'.repeat(64),
        bytes: bytes.length,
        judged: noticeJudgement(bytes, envelope),
      }),
    ]);
  await writeFile(real, forged('n1-000000000-00000000000000000000'));
  await writeFile(real.replace(/\.msg$/, '.log'), '{}\n');
  expect((await open()).unfinished()).toEqual([]);
});

test('taking over a spool again after being stopped in between keeps what was done here meanwhile', async () => {
  const dead = join(base, 'dead');
  const entry = await keep(await open(dead, 'n2'));
  await cp(dead, join(base, 'copy'), { recursive: true });
  await adoptSpool(dead, folder);
  const [taken] = (await open()).unfinished();
  await taken?.note({ event: 'delivered', recipients: ['c@x.example'], detail: '250 ok' }, 'synced');
  // stopped before the dead node's files were removed
  await writeFile(join(base, 'copy', (await readdir(join(base, 'copy')))[0] ?? '', `${entry.id}.log`), '');
  await adoptSpool(join(base, 'copy'), folder);
  expect((await open()).unfinished().map((e) => e.recipients.map((r) => r.state))).toEqual([['delivered']]);
  expect((await readdir(join(base, 'copy'), { recursive: true })).filter((name) => name.endsWith('.msg'))).toEqual([]);
});

test('a damaged disk takes no file of a message that was acknowledged', async () => {
  const entry = await keep(await open());
  await entry.note({ event: 'refused', recipients: ['c@x.example'], detail: 'không' }, 'synced');
  await appendFile(await onlyFile('.msg'), 'x');
  expect((await open()).unfinished()).toEqual([]);
  expect((await readdir(folder, { recursive: true })).filter((name) => name.includes(`${entry.id}.`))).toHaveLength(2);
});
