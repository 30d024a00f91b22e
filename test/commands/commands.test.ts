import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { SMTPServer } from 'smtp-server';
import { hashPassword, passwordMatches } from '../../agency/people/password.ts';
import { checkCommand } from '../../app/commands/check.ts';
import { configCommand } from '../../app/commands/config.ts';
import { remindCommand } from '../../app/commands/remind.ts';
import { spoolCommand } from '../../app/commands/spool.ts';
import { DataInUse, lockData } from '../../app/data-lock.ts';
import { createSpool } from '../../gateway/spool/create-spool.ts';
import { spoolSettings } from '../../gateway/spool/settings.ts';
import { tokenCommand } from '../../app/commands/token.ts';
import { traceCommand } from '../../app/commands/trace.ts';
import type { Command } from '../../app/commands/command.ts';
import { openStore, createStores } from '../../app/stores.ts';
import { createLog } from '../../app/log.ts';
import { settingNames, SettingsProblem, variableOf } from '../../app/settings.ts';
import { hashToken } from '../../api/sessions.ts';

let folder: string;
let hop: SMTPServer;
let port: number;

const run = async (
  command: Command,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<{ code: number; out: string; err: string }> => {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const code = await command.run(args, { stdout, stderr, env, cwd: folder });
  return { code, out: String(stdout.read() ?? ''), err: String(stderr.read() ?? '') };
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vanthu-commands-'));
  hop = new SMTPServer({ size: 10_240_000, authOptional: true, disabledCommands: ['STARTTLS'], logger: false });
  await new Promise<void>((resolve) => {
    const server = hop.listen(0, '127.0.0.1', () => {
      const address = server.address();
      port = typeof address === 'object' && address !== null ? address.port : 0;
      resolve();
    });
  });
  await writeFile(
    join(folder, 'people.yaml'),
    `people:
  - { address: lan@soyte.example, name: Lan, roles: [van-thu, quan-tri], unit: VP, password: "${await hashPassword('mat-khau-cua-lan')}" }
  - { address: hoa@soyte.example, name: Hòa, roles: [chanh-van-phong, lanh-dao], unit: VP, password: "${await hashPassword('mat-khau-cua-hoa')}" }
units: [{ code: VP, name: Văn phòng, head: hoa@soyte.example }]
mailboxes: [{ address: vanthu@soyte.example, kind: office, users: [lan@soyte.example] }]
`,
  );
  await writeFile(
    join(folder, 'vanthu.yaml'),
    `agency: { name: SỞ Y TẾ, domain: soyte.example }
data: ./data
routes: { inside: "smtp://127.0.0.1:${port}", "*": "smtp://127.0.0.1:1" }
`,
  );
});

afterAll(async () => {
  await new Promise<void>((resolve) => hop.close(() => resolve()));
  await rm(folder, { recursive: true, force: true });
});

test('check names a next hop that takes less than we do, one that is away, and ends with 1', async () => {
  const { code, out } = await run(checkCommand, ['--json']);
  const results: { state: string; what: string; say: string }[] = JSON.parse(out);
  expect(code).toBe(1);
  expect(results.find((r) => r.what.includes('inside'))).toMatchObject({ state: 'wrong', say: expect.stringContaining('10240000') });
  expect(results.find((r) => r.what.includes('*'))).toMatchObject({ state: 'wrong', say: expect.stringContaining('không nối được') });
  expect(results.find((r) => r.what === 'hộp thư cơ quan')).toMatchObject({ state: 'ok' });
  expect(results.find((r) => r.what === 'chế độ')).toMatchObject({ state: 'note' });
});

test('config prints every setting with its variable', async () => {
  const { out } = await run(configCommand, []);
  for (const name of settingNames) expect(out).toContain(variableOf(name));
});

test('a wrong setting is named with its value and what is allowed', async () => {
  await expect(run(checkCommand, [], { VANTHU_MODE: 'thu' })).rejects.toThrow(/mode \(VANTHU_MODE\) = "thu"/);
  await expect(run(checkCommand, [], { VANTHU_NOSUCH: '1' })).rejects.toThrow(SettingsProblem);
});

test('remind accounts for everybody and answers null outside a slot', async () => {
  const { code, out } = await run(remindCommand, ['--at', '2026-11-24T07:45+07:00', '--dry-run', '--json']);
  expect(code).toBe(0);
  expect(JSON.parse(out)).toEqual({
    at: '2026-11-24T07:45:00+07:00',
    slot: null,
    reminded: [],
    others: [
      { address: 'lan@soyte.example', why: 'ngày nghỉ' },
      { address: 'hoa@soyte.example', why: 'ngày nghỉ' },
    ],
  });
});

test('a token is shown once and found by its hash only', async () => {
  const opened = await openStore('', join(folder, 'data'), createLog('silent'), { beside: true });
  try {
    const stores = await createStores(opened, 'soyte.example', { data: join(folder, 'data'), keepMonths: 24 });
    const { code, out } = await run(tokenCommand, ['--person', 'lan@soyte.example', '--days', '30']);
    expect(code).toBe(0);
    const session = await stores.sessions.find(hashToken(out.trim()), new Date());
    expect(session).toMatchObject({ person: 'lan@soyte.example', kind: 'app' });
    expect((await run(tokenCommand, ['--person', 'khongco@soyte.example'])).code).toBe(2);

    await stores.traces.save([
      {
        id: 'n1-x',
        messageId: '<a@b>',
        subject: 'Chào',
        from: 'a@b',
        via: 'inbound',
        person: null,
        receivedAt: '2026-11-20T00:00:00Z',
        bytes: 1,
        findings: [],
        recipients: [],
        events: [],
      },
    ]);
    expect((await run(traceCommand, ['<a@b>'])).out).toContain('n1-x');
    expect((await run(traceCommand, ['khong-co'])).code).toBe(1);
  } finally {
    await opened.close();
  }
});

test('a password hash matches its password only, in any form of its letters', async () => {
  const hash = await hashPassword('Mật khẩu của Hòa');
  expect(await passwordMatches('Mật khẩu của Hòa'.normalize('NFD'), hash)).toBe(true);
  expect(await passwordMatches('mật khẩu của Hòa', hash)).toBe(false);
  expect(await passwordMatches('', null)).toBe(false);
});

test('spool adopt takes over what a dead node kept, and refuses while a server runs on the folder', async () => {
  const dead = join(folder, 'dead');
  const spool = await createSpool({
    folder: join(dead, 'spool'),
    node: 'n2',
    settings: spoolSettings.parse({}),
    clock: () => new Date(),
    log: createLog('silent'),
  });
  const incoming = spool.begin();
  await incoming.write(Buffer.from('Subject: x\r\n\r\nx\r\n'));
  const entry = await spool.commit(
    incoming,
    {
      envelope: { from: 'a@b.example', recipients: [{ address: 'lan@soyte.example' }], smtpUtf8: false, body8bit: false },
      session: {
        via: 'inbound',
        person: null,
        client: '127.0.0.1',
        helo: 'x',
        tls: false,
        receivedAt: new Date().toISOString(),
        aligned: false,
      },
      judged: null,
    },
    null,
  );
  await spool.close();
  const unlock = await lockData(join(folder, 'data'));
  await expect(run(spoolCommand, ['adopt', dead])).rejects.toThrow(DataInUse);
  unlock();
  expect((await run(spoolCommand, ['adopt', dead])).out).toContain('Đã nhận 1 thư');
  const own = await createSpool({
    folder: join(folder, 'data', 'spool'),
    node: 'n1',
    settings: spoolSettings.parse({}),
    clock: () => new Date(),
    log: createLog('silent'),
  });
  expect(own.unfinished().map((e) => e.id)).toEqual([entry.id]);
  await own.close();
});
