import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { judgeCommand, type JudgeContext } from '../../app/commands/judge.ts';
import { defaultPolicy } from '../../rules/policy.ts';
import { boundary, directory } from './agency.ts';

const people = directory();
const nothing = { known: [], rate: { messages: 0, newOutside: 0 } };
const context: JudgeContext = {
  reader: {
    agency: 'SNV',
    domain: 'vidu.gov.vn',
    policy: defaultPolicy,
    boundary,
    people: people.people,
    units: people.units,
    mailboxes: people.mailboxes,
  },
  directory: people,
  threads: 2,
  deadlineMs: 5_000,
  openProvenance: () =>
    Promise.resolve({
      provenance: { lookup: () => Promise.resolve(nothing), add: () => Promise.resolve(), entitle: () => Promise.resolve() },
      close: () => Promise.resolve(),
    }),
};

const draft = 'Số liệu thu chi quý III của ba đơn vị sự nghiệp trực thuộc như sau, đề nghị chưa công bố khi chưa có ý kiến của lãnh đạo.';
const letter = (from: string, to: string, subject: string, text: string, day = 20): string =>
  [
    `From: ${from}`,
    `To: ${to}`,
    `Subject: ${subject}`,
    `Date: Fri, ${String(day)} Nov 2026 09:12:00 +0700`,
    `Message-ID: <${Buffer.from(subject).toString('hex').slice(0, 20)}.${String(day)}@vidu.gov.vn>`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: 8bit',
    '',
    text,
    '',
  ].join('\r\n');

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'judge-command-'));
  await mkdir(join(folder, 'seen', 'cur'), { recursive: true });
  await writeFile(join(folder, 'seen', 'cur', 'a.eml'), letter('tuanha@vidu.gov.vn', 'maivt@vidu.gov.vn', 'So lieu noi bo', draft));
  const forward = `Em gửi tham khảo.\r\n\r\n> ${draft}`;
  await writeFile(join(folder, 'fwd.eml'), letter('maivt@vidu.gov.vn', 'x@congty.example', 'So lieu', forward, 21));
  await writeFile(join(folder, 'new.eml'), letter('maivt@vidu.gov.vn', 'x@congty.example', 'Chao hoi', 'Chúc anh một tuần tốt lành.', 21));
  await writeFile(join(folder, 'lf.eml'), letter('maivt@vidu.gov.vn', 'huydq@vidu.gov.vn', 'LF', 'Chào anh.').replaceAll('\r\n', '\n'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function run(...args: readonly string[]): Promise<{ code: number; rows: Record<string, unknown>[]; err: string }> {
  let out = '';
  let err = '';
  const into = (take: (text: string) => void) =>
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        take(chunk.toString());
        done();
      },
    });
  const code = await judgeCommand(() => Promise.resolve(context)).run(args, {
    stdout: into((text) => (out += text)),
    stderr: into((text) => (err += text)),
    env: {},
    cwd: folder,
  });
  const rows = out.split('\n').filter((line) => line !== '');
  return { code, rows: rows.map((line): Record<string, unknown> => JSON.parse(line)), err };
}

test('a forward of seen mail is held with rule and clause, new mail passes, in the order given', async () => {
  const { code, rows, err } = await run('--as', 'maivt@vidu.gov.vn', '--seen', 'seen', '--json', 'fwd.eml', 'new.eml');
  expect(err).toBe('');
  expect(code).toBe(0);
  expect(rows.map((row) => [row['file'], row['actions']])).toEqual([
    ['fwd.eml', { 'x@congty.example': 'hold' }],
    ['new.eml', { 'x@congty.example': 'pass' }],
  ]);
  expect(rows[0]?.['findings']).toMatchObject([
    { rule: 'forward.unconsented', clause: 'Điều 8 Quy chế (Quyết định 530/QĐ-SXD)', action: 'hold' },
  ]);
  expect(rows[0]?.['ms']).toBeGreaterThan(0);
  expect((await readdir(tmpdir())).filter((name) => name.startsWith('vanthu-judge-'))).toEqual([]);
});

test('envelope and way in can be given; a folder is walked; LF in files is no wire error', async () => {
  const { rows } = await run(
    '--via',
    'inbound',
    '--from',
    'a@ngoai.example',
    '--to',
    'huydq@vidu.gov.vn,vanthu@vidu.gov.vn',
    '--json',
    'lf.eml',
    'seen',
  );
  expect(rows.map((row) => [row['file'], row['actions']])).toEqual([
    ['lf.eml', { 'huydq@vidu.gov.vn': 'seal', 'vanthu@vidu.gov.vn': 'seal' }],
    ['seen/cur/a.eml', { 'huydq@vidu.gov.vn': 'seal', 'vanthu@vidu.gov.vn': 'seal' }],
  ]);
});

test('a file that is not there is named and the rest goes on, wrong usage is 2', async () => {
  expect(await run('--json', 'khong-co.eml', 'new.eml')).toMatchObject({
    code: 1,
    rows: [{ file: 'new.eml' }],
    err: expect.stringContaining('khong-co.eml'),
  });
  expect((await run('--via', 'fax', 'new.eml')).code).toBe(2);
  expect((await run()).code).toBe(2);
});
