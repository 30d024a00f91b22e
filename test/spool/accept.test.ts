import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { EntryView, Step } from '../../gateway/spool/entry.ts';
import { noFacts, startWorld, type World, type WorldOptions } from '../smtp/gateway-under-test.ts';
import { RawClient } from '../smtp/raw-client.ts';

const worlds: World[] = [];
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.close();
});
const start = async (options: WorldOptions = {}): Promise<World> => {
  const world = await startWorld({ ...options, smtp: { submissions: 'off', 'smtp.greeting-delay': 0, ...options.smtp } });
  worlds.push(world);
  return world;
};

const mai = 'maivt@vidu.gov.vn';
const huy = 'huydq@vidu.gov.vn';

/** Hands a message over as the agency's server, or from outside; resolves to the reply. */
async function hand(world: World, kind: 'relay' | 'inbound' | 'submission', header: string, to = huy): Promise<string> {
  const client = await RawClient.greeted(world.port(kind));
  await client.say('EHLO x.example');
  if (kind === 'submission') {
    await client.startTls();
    await client.say('EHLO x.example');
    await client.signIn(mai, 'đúng');
  }
  await client.all(`MAIL FROM:<${kind === 'inbound' ? 'a@ngoai.example' : mai}>`, `RCPT TO:<${to}>`, 'DATA');
  const reply = await client.say(`Message-ID: <1@x>\r\nDate: x\r\nSubject: thư\r\n${header}\r\nnội dung kín\r\n.`);
  client.close();
  return reply;
}
const idIn = (reply: string): string => /Ma: (\S+)$/.exec(reply)?.[1] ?? '';
const view = (world: World, reply: string): EntryView => {
  const found = world.gateway.entries.view(idIn(reply));
  if (found === null) throw new Error(`no entry for ${reply}`);
  return found;
};
const states = (entry: EntryView): readonly string[] => entry.recipients.map((r) => r.state);
async function onDisk(folder: string, text: string): Promise<boolean> {
  for (const name of await readdir(join(folder, 'spool'), { recursive: true })) {
    if (name.includes('.') && (await readFile(join(folder, 'spool', name))).includes(text)) return true;
  }
  return false;
}

test('refused mail is answered 5xx with its id and leaves only its hash', async () => {
  const world = await start();
  const reply = await hand(world, 'inbound', 'X-Outcome: reject\r\n');
  expect(reply).toMatch(/^550 5\.6\.0 Phan dau thu co truong lap lai, khong ro nghia\. Ma: n1-/);
  expect(world.refused).toMatchObject([
    { id: idIn(reply), reply: { code: 550 }, judged: { verdict: { findings: [{ clause: 'ĐB Điều 5' }] } } },
  ]);
  expect(world.refused[0]?.sha256).toMatch(/^[0-9a-f]{64}$/);
  expect(await onDisk(world.folder, 'nội dung kín')).toBe(false);
  expect(await hand(world, 'submission', 'X-Outcome: defer\r\n')).toMatch(/^450 4\.7\.1 /);
  expect(world.gateway.unfinished()).toEqual([]);
});

describe('held mail', () => {
  test('leaves when it is released, once, and not after a refusal', async () => {
    const world = await start();
    const reply = await hand(world, 'submission', 'X-Outcome: hold\r\n');
    expect(reply).toMatch(/^250 /);
    const { id } = view(world, reply);
    expect(states(view(world, reply))).toEqual(['held']);
    await world.gateway.entries.rule(id, { ruling: 'release', recipients: [huy], by: 'tuanha@vidu.gov.vn', reason: 'Đồng ý' });
    await world.gateway.entries.rule(id, { ruling: 'release', recipients: [huy], by: 'tuanha@vidu.gov.vn', reason: 'Đồng ý' });
    await world.gateway.entries.rule(id, { ruling: 'refuse', recipients: [huy], by: 'tuanha@vidu.gov.vn', reason: 'muộn' });
    await world.until(async () => (await world.box(huy)).length === 1);
    await world.until(() => world.gateway.unfinished().length === 0);
    expect(view(world, reply).events.map((e) => e.event)).toEqual(['released', 'delivered']);
    expect(view(world, reply).events[0]).toMatchObject({ by: 'tuanha@vidu.gov.vn', detail: 'Đồng ý' });
  });

  test('survives a restart and can be returned', async () => {
    const first = await start();
    const reply = await hand(first, 'submission', 'X-Outcome: hold\r\n');
    await first.stop();
    const again = await start({ folder: first.folder });
    expect(states(view(again, reply))).toEqual(['held']);
    await again.gateway.entries.rule(idIn(reply), { ruling: 'return', recipients: [huy.toUpperCase()], by: mai, reason: 'Rút lại' });
    expect(states(view(again, reply))).toEqual(['returned']);
    await again.until(() => again.gateway.unfinished().length === 0);
    expect(await again.box(huy)).toEqual([]);
  });
});

test('sealed mail that is dropped loses its bytes', async () => {
  const world = await start();
  const reply = await hand(world, 'inbound', 'X-Outcome: seal\r\n');
  expect(reply).toMatch(/^250 /);
  expect(await onDisk(world.folder, 'nội dung kín')).toBe(true);
  await world.gateway.entries.rule(idIn(reply), { ruling: 'drop', recipients: [huy], by: 'hoanv@vidu.gov.vn', reason: 'giả mạo' });
  expect(await onDisk(world.folder, 'nội dung kín')).toBe(false);
  expect(states(view(world, reply))).toEqual(['refused']);
});

test('a repaired copy leaves; the original is kept', async () => {
  const world = await start();
  const reply = await hand(world, 'submission', 'X-Repair: 1\r\n');
  await world.until(async () => (await world.box(huy)).length === 1);
  expect((await world.box(huy))[0]).toContain('\r\n\r\nrepaired\r\n');
  expect((await view(world, reply).read('original')).toString()).toContain('nội dung kín');
});

describe('when the facts are away', () => {
  test('submission answers 250, nothing leaves until they are back, across a restart', async () => {
    let away = true;
    const provenance = { lookup: async () => (away ? Promise.reject(new Error('no database')) : noFacts) };
    const first = await start({ provenance });
    const reply = await hand(first, 'submission', 'X-Outcome: pass\r\n');
    const held = await hand(first, 'submission', 'X-Outcome: reject\r\nX-Rule: secrecy.marked\r\n');
    expect(reply).toMatch(/^250 2\.0\.0 Da nhan thu, se kiem tra roi chuyen di\. Ma: /);
    expect(states(view(first, reply))).toEqual(['waiting']);
    await first.stop();
    expect(await first.box(huy)).toEqual([]);
    away = false;
    const again = await start({ folder: first.folder, provenance });
    await again.until(async () => (await again.box(huy)).length === 1);
    await again.until(() => again.gateway.unfinished().length === 0);
    expect(view(again, reply).events.map((e) => e.event)).toEqual(['judged', 'delivered']);
    expect(states(view(again, held))).toEqual(['refused']);
    expect(await onDisk(again.folder, 'X-Rule: secrecy.marked')).toBe(false);
    expect(await again.box(huy)).toHaveLength(1);
  });

  test('inbound asks twice to come again, then keeps the mail', async () => {
    const world = await start({ provenance: { lookup: async () => Promise.reject(new Error('no database')) } });
    expect(await hand(world, 'inbound', '')).toMatch(/^451 4\.3\.0 /);
    expect(await hand(world, 'inbound', 'X-Other: 1\r\n')).toMatch(/^451 /);
    expect(await hand(world, 'inbound', '')).toMatch(/^451 /);
    const reply = await hand(world, 'inbound', '');
    expect(reply).toMatch(/^250 /);
    expect(states(view(world, reply))).toEqual(['waiting']);
  });

  test('bare newlines are refused even so', async () => {
    const world = await start({ provenance: { lookup: async () => Promise.reject(new Error('no database')) } });
    expect(await hand(world, 'submission', 'X-Bare: a\nb\r\n')).toMatch(/^550 5\.5\.2 /);
  });
});

test('what the reader fails at again and again is sealed', async () => {
  const world = await start();
  const reply = await hand(world, 'relay', 'X-Crash: 1\r\n');
  expect(reply).toMatch(/^250 /);
  await world.until(() => states(view(world, reply))[0] === 'sealed');
  expect(view(world, reply).verdict.findings[0]?.rule).toBe('content.unreadable');
});

describe('steps', () => {
  test('mail from inside leaves only after its index; a failing step runs again and holds up no other', async () => {
    const order: string[] = [];
    let fail = 2;
    const step = (name: string, run: () => void = () => undefined): Step => ({
      name,
      async run() {
        run();
        order.push(name);
      },
    });
    const steps = [
      step('index', () => {
        if (fail-- > 0) throw new Error('no database');
      }),
      step('register'),
      step('notices'),
    ];
    const world = await start({ steps });
    const reply = await hand(world, 'submission', '');
    expect(await world.box(huy)).toEqual([]);
    await world.until(async () => (await world.box(huy)).length === 1);
    await world.until(() => world.gateway.unfinished().length === 0);
    expect(order).toEqual(['index', 'register', 'notices']);
    expect(view(world, reply).events.map((e) => e.detail)).toEqual(expect.arrayContaining(['index', 'register', 'notices']));
  });

  test('inbound mail does not wait for a failing index; undone steps run again after a restart', async () => {
    const failing: Step = { name: 'index', run: async () => Promise.reject(new Error('no database')) };
    const first = await start({ steps: [failing] });
    const reply = await hand(first, 'inbound', '');
    await first.until(async () => (await first.box(huy)).length === 1);
    await first.stop();
    const seen: string[] = [];
    const again = await start({ folder: first.folder, steps: [{ name: 'index', run: async (entry) => void seen.push(entry.id) }] });
    await again.until(() => again.gateway.unfinished().length === 0);
    expect(seen).toEqual([idIn(reply)]);
    expect(await again.box(huy)).toHaveLength(1);
  });
});

test('a notice of ours is kept and relayed without rules or steps', async () => {
  const world = await start({ steps: [{ name: 'index', run: async () => Promise.reject(new Error('never')) }] });
  const changes: string[] = [];
  world.gateway.onChange((entry) => changes.push(`${entry.session.via} ${entry.recipients[0]?.state}`));
  const raw = Buffer.from('From: h@vidu.gov.vn\r\nSubject: X-Outcome\r\nX-Outcome: reject\r\n\r\nx\r\n');
  await world.gateway.deliver(raw, { from: '', recipients: [{ address: huy }], smtpUtf8: false, body8bit: true });
  await world.until(async () => (await world.box(huy)).length === 1);
  await world.until(() => changes.includes('notice delivered'));
  expect((await world.box(huy))[0]).toMatch(/^Return-Path: <>\r\nReceived: by gw\.vidu\.gov\.vn /);
});
