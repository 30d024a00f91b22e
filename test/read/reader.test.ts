import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Writable } from 'node:stream';
import { convertCommand } from '../../app/commands/convert.ts';
import { createReader } from '../../gateway/read/create-reader.ts';
import type { JudgeSettings, Reader } from '../../gateway/read/reader.ts';
import type { Facts, Keys } from '../../mail/facts.ts';
import type { Person } from '../../mail/people.ts';
import { defaultPolicy } from '../../rules/policy.ts';
import { encodeLegacy } from '../vietnamese/encode-legacy.ts';
import { hostile } from './hostile-messages.ts';

const person = (address: string): Person => ({
  address,
  name: 'Vũ Thị Mai',
  title: '',
  roles: ['chuyen-vien'],
  unit: 'VP',
  state: 'active',
  head: false,
  deputy: false,
  delegate: null,
  away: false,
  password: null,
});
const addresses = ['a@vidu.gov.vn', 'b@vidu.gov.vn'];
const settings: JudgeSettings = {
  agency: 'so',
  domain: 'vidu.gov.vn',
  policy: defaultPolicy,
  boundary: { origin: ['vidu.gov.vn'], inside: ['vidu.gov.vn'], trusted: [] },
  people: addresses.map(person),
  units: [{ code: 'VP', name: 'Văn phòng', head: 'b@vidu.gov.vn' }],
  mailboxes: addresses.map((address) => ({ address, kind: 'personal', users: [address], unit: 'VP' })),
};
const now = '2026-11-21T09:00:00Z';
const envelope = { from: 'a@vidu.gov.vn', recipients: [{ address: 'b@vidu.gov.vn' }], smtpUtf8: false, body8bit: true } as const;
const session = {
  via: 'submission',
  person: 'a@vidu.gov.vn',
  client: '127.0.0.1',
  helo: 'x',
  tls: true,
  receivedAt: now,
  aligned: false,
} as const;
const facts: Facts = { known: [], rate: { messages: 0, newOutside: 0 } };
const noFacts = (): Promise<Facts> => Promise.resolve(facts);

const letter =
  'Kính gửi các đồng chí, đề nghị nộp báo cáo tổng kết trước ngày mười lăm tháng mười hai. Trường hợp vướng mắc, liên hệ Văn phòng để được hướng dẫn.';
const head = 'From: a@vidu.gov.vn\r\nTo: b@vidu.gov.vn\r\nSubject: Bao cao\r\nMessage-ID: <1@x>\r\nMIME-Version: 1.0\r\n';
const latin = 'Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: 8bit\r\n\r\n';
const legacyMail = Buffer.concat([Buffer.from(head + latin), encodeLegacy(letter, 'tcvn3'), Buffer.from('\r\n')]);

let reader: Reader;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vanthu-read-'));
  reader = createReader(settings, { threads: 1, deadlineMs: 10_000 });
});
afterAll(async () => {
  await reader.close();
  await rm(folder, { recursive: true });
});

describe('judging', () => {
  test('TCVN3 labelled iso-8859-1 leaves as UTF-8, letter by letter', async () => {
    const judged = await reader.judge({ source: { bytes: legacyMail }, envelope, session, now }, noFacts);
    expect(judged.verdict).toMatchObject({ repaired: true, outcomes: { 'b@vidu.gov.vn': 'pass' } });
    const expected = `${head}${latin.replace('iso-8859-1', 'utf-8')}${letter}\r\n`;
    expect(Buffer.from(judged.repaired ?? []).toString()).toBe(expected);
    expect(judged.record.excerpt).toBe(letter);
  });

  test('from a file with something behind the message; French stays as it came', async () => {
    const octets = Buffer.concat([
      Buffer.from(head + latin),
      Buffer.from("Chère collègue, voilà l'état de la procédure déjà évoquée.\r\n", 'latin1'),
    ]);
    const path = join(folder, 'a.msg');
    await writeFile(path, Buffer.concat([octets, Buffer.from('trailer')]));
    const judged = await reader.judge({ source: { path, length: octets.length }, envelope, session, now }, noFacts);
    expect(judged.verdict.findings).toEqual([]);
    expect(judged.repaired).toBeNull();
    expect(judged.summary).toMatchObject({ bytes: octets.length, subject: 'Bao cao', from: 'a@vidu.gov.vn', automatic: false });
  });

  test('keys go out before facts come in; an error of the store is passed on as it is', async () => {
    let seen: Keys | null = null;
    const octets = Buffer.from(`${head}In-Reply-To: <0@x>\r\nThread-Index: ${Buffer.alloc(27, 1).toString('base64')}\r\n\r\n${letter}\r\n`);
    await reader.judge({ source: { bytes: octets }, envelope, session, now }, (keys) => {
      seen = keys;
      return noFacts();
    });
    expect(seen).toMatchObject({ messageId: '<1@x>', references: ['<0@x>', `thread-index:${'01'.repeat(22)}`] });
    const down = new Error('store is away');
    await expect(reader.judge({ source: { bytes: octets }, envelope, session, now }, () => Promise.reject(down))).rejects.toBe(down);
  });

  test('new settings reach the worker', async () => {
    const off = {
      ...settings,
      policy: { ...defaultPolicy, actions: { 'unicode.legacy-encoding': { out: 'off', within: 'off', in: 'off' } } },
    } as const;
    reader.update(off);
    expect((await reader.judge({ source: { bytes: legacyMail }, envelope, session, now }, noFacts)).verdict.findings).toEqual([]);
    reader.update(settings);
    expect((await reader.judge({ source: { bytes: legacyMail }, envelope, session, now }, noFacts)).verdict.repaired).toBe(true);
  });

  test('bare newlines of a listed scanner leave as CRLF', async () => {
    reader.update({ ...settings, policy: { ...defaultPolicy, devices: ['a@vidu.gov.vn'] } });
    const octets = Buffer.from(`${head}\r\nmột\nhai\r\n`);
    const judged = await reader.judge({ source: { bytes: octets }, envelope: { ...envelope }, session, now }, noFacts);
    reader.update(settings);
    expect(judged.verdict.findings.map((f) => f.rule)).toContain('wire.bare-newline');
    expect(Buffer.from(judged.repaired ?? []).toString()).toMatch(/một\r\nhai\r\n$/);
  });
});

test('files come decoded, a message inside as one file', async () => {
  const octets = Buffer.from(
    `${head}Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nthư\r\n--b\r\nContent-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nQUJD\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: x\r\nContent-Type: image/png\r\n\r\ny\r\n--b--\r\n`,
  );
  const { message, files } = await reader.read({ bytes: octets }, { files: true });
  expect(message.parts.map((p) => p.path)).toEqual(['0', '1', '2', '3', '3.1']);
  expect(files.map((f) => [f.path, f.name, Buffer.from(f.bytes).toString()])).toEqual([
    ['2', 'a.pdf', 'ABC'],
    ['3', null, 'Subject: x\r\nContent-Type: image/png\r\n\r\ny'],
  ]);
});

test('hostile mail is judged within its deadline and the event loop goes on', async () => {
  const delay = monitorEventLoopDelay({ resolution: 10 });
  for (const [name, text] of Object.entries(hostile)) {
    const octets = Buffer.from(text, /[\u0100-\uffff]/.test(text) ? 'utf8' : 'latin1');
    delay.enable();
    const started = performance.now();
    const { message } = await reader.read({ bytes: octets });
    delay.disable();
    // The limit is for a calm machine; five of them leave room for a busy one.
    expect([name, performance.now() - started < 5000]).toEqual([name, true]);
    expect([name, message.problem?.kind ?? 'limits']).toEqual([name, 'limits']);
  }
  expect(delay.percentile(95) / 1e6).toBeLessThan(100);
});

test('a worker that takes too long is ended, and the header still speaks', async () => {
  const hasty = createReader(settings, { threads: 1, deadlineMs: 1 });
  try {
    const slow = Buffer.from(
      `${head}Content-Type: text/plain; charset=utf-8\r\n\r\n${'C\u00e9ng h\u00dfa x\u00b7 h\u00e9i \u00b5\n'.repeat(300_000)}`,
    );
    const { message } = await hasty.read({ bytes: slow });
    expect(message).toMatchObject({ subject: 'Bao cao', bytes: slow.length, problem: { kind: 'deadline' } });
    const judged = await hasty.judge({ source: { bytes: slow }, envelope, session, now }, noFacts);
    expect(judged.record.subject).toBe('Bao cao');
  } finally {
    await hasty.close();
  }
});

describe('convert', () => {
  async function convert(...args: string[]): Promise<{ code: number; out: string; err: string }> {
    const texts = { out: '', err: '' };
    const into = (key: 'out' | 'err'): Writable =>
      new Writable({
        write(chunk: Buffer, _, done): void {
          texts[key] += chunk.toString();
          done();
        },
      });
    const code = await convertCommand.run(args, { stdout: into('out'), stderr: into('err'), env: {}, cwd: folder });
    return { code, ...texts };
  }

  test('mail and text come out as Unicode; --json says what was found where', async () => {
    await writeFile(join(folder, 'a.eml'), legacyMail);
    await writeFile(join(folder, 'a.txt'), encodeLegacy(letter, 'vni'));
    const text = await convert('a.txt');
    expect([text.code, text.out]).toEqual([0, letter]);
    expect((await convert('a.eml')).out).toContain(`charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n${letter}`);
    const { out } = await convert('--json', 'a.eml');
    expect(JSON.parse(out)).toMatchObject({
      file: 'a.eml',
      kind: 'mail',
      found: [{ where: '1', what: 'tcvn3', declared: 'iso-8859-1', sample: letter }],
    });
  });

  test('what can’t be told stays, and the exit code says so', async () => {
    await writeFile(join(folder, 'odd.txt'), Buffer.from('déjà', 'latin1'));
    expect((await convert('odd.txt')).code).toBe(1);
    expect((await convert('missing.txt')).code).toBe(1);
    expect((await convert()).code).toBe(2);
  });
});
