import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { HarakaProcess, RawClient } from './haraka-process.ts';

const limit = 100_000;
let haraka: HarakaProcess;

beforeAll(async () => {
  haraka = await HarakaProcess.start('bytes=400000\ndata_line_length=100002\n');
});
afterAll(async () => {
  await haraka.stop();
});

const greeted = async (host = 'may-tram.vidu.gov.vn'): Promise<RawClient> => {
  const client = await RawClient.connect(haraka.port);
  await client.command(`EHLO ${host}`);
  return client;
};

const mail = (fields: string, body = 'Kính gửi.\r\n'): Buffer => Buffer.from(`Subject: thu\r\n${fields}\r\n${body}`);

const filesKept = async (): Promise<readonly string[]> =>
  (await readdir(join(haraka.folder, 'accepted'))).filter((name) => name.endsWith('.eml')).sort();
const filesQueued = async (): Promise<readonly string[]> => readdir(join(haraka.folder, 'queue'));

const idIn = (reply: string): string => /\((t\d+)\)/.exec(reply)?.[1] ?? `no id in: ${reply}`;

describe('what is accepted', () => {
  test('is kept byte for byte: raw 8-bit header, leading dots, long lines, multipart, no Received field', async () => {
    const message = Buffer.concat([
      Buffer.from('Subject: '),
      Buffer.from([0xb5, 0xd0, 0xff, 0xfe, 0xc3, 0x28]),
      Buffer.from(
        '\r\nContent-Type: multipart/mixed; boundary="b"\r\n.X-Dot: field\r\n\r\n.\u0111\u1ea7u d\u00f2ng\r\n..\r\n...\r\n--b\r\n\r\n',
      ),
      Buffer.alloc(50_000, 'x'),
      Buffer.from('\r\n--b--\r\n\r\n\r\n'),
    ]);
    const client = await greeted();
    const reply = await client.send(message, { parameters: ' BODY=8BITMIME' });
    expect(reply).toMatch(/^250 2\.6\.0 Da nhan thu \(t\d+\) \([0-9A-F-]+\.1\)\r\n$/);
    const kept = await haraka.kept(idIn(reply));
    expect(kept.bytes.equals(message)).toBe(true);
    expect(kept.envelope).toEqual({
      from: 'mai@vidu.gov.vn',
      recipients: [{ address: 'Hoa@vidu.gov.vn' }],
      smtpUtf8: false,
      body8bit: true,
    });
    expect(kept.session).toEqual({
      via: 'inbound',
      person: null,
      client: '127.0.0.1',
      helo: 'may-tram.vidu.gov.vn',
      tls: false,
      receivedAt: '2026-11-23T00:45:00.000Z',
      aligned: false,
    });
    client.close();
  });

  test('may be exactly as large as the limit, counted without dot-stuffing', async () => {
    const head = 'Subject: thu\r\n\r\n';
    const lines = Math.floor((limit - 2 - head.length) / 3);
    const message = Buffer.from(`${head}${'.\r\n'.repeat(lines)}`.padEnd(limit - 2, 'x') + '\r\n');
    expect(message).toHaveLength(limit);
    const client = await greeted();
    const reply = await client.send(message);
    expect(reply).toMatch(/^250 /);
    expect((await haraka.kept(idIn(reply))).bytes.equals(message)).toBe(true);
    client.close();
  });

  test('goes the same way when the client may relay, and never into the queue of Haraka', async () => {
    const client = await greeted('may-chu.vidu.gov.vn');
    const message = mail('X-Judge: pass\r\n');
    const reply = await client.send(message, { to: 'ngoai@example.vn' });
    const kept = await haraka.kept(idIn(reply));
    expect(kept.bytes.equals(message)).toBe(true);
    expect(kept.session).toMatchObject({ via: 'relay', person: null });
    expect(await filesQueued()).toEqual([]);
    client.close();
  });

  test('carries who signed in and what the client asked of delivery reports (RFC 3461)', async () => {
    const client = await greeted('nop-thu.vidu.gov.vn');
    const reply = await client.send(mail(''), {
      to: 'ngoai@example.vn',
      parameters: ' RET=hdrs ENVID=QQ314159',
      recipientParameters: ' NOTIFY=failure,DELAY ORCPT=rfc822;Ngoai@example.vn',
    });
    const kept = await haraka.kept(idIn(reply));
    expect(kept.session).toMatchObject({ via: 'submission', person: 'mai@vidu.gov.vn' });
    expect(kept.envelope).toMatchObject({
      recipients: [{ address: 'ngoai@example.vn', notify: ['FAILURE', 'DELAY'], orcpt: 'rfc822;Ngoai@example.vn' }],
      ret: 'HDRS',
      envid: 'QQ314159',
    });
    client.close();
  });

  test('is answered with diacritics when the client announced SMTPUTF8', async () => {
    const client = await greeted();
    expect(await client.send(mail(''), { parameters: ' SMTPUTF8' })).toMatch(/^250 2\.6\.0 Đã nhận thư \(/);
    client.close();
  });
});

describe('what is not accepted', () => {
  const cases: readonly (readonly [string, Buffer, RegExp])[] = [
    [
      'one octet above the limit: 552',
      Buffer.from('Subject: thu\r\n\r\n'.padEnd(limit - 1, 'x') + '\r\n'),
      /^552 5\.3\.4 Thu nay 100\.001 byte, vuot gioi han 100\.000 byte\. [^\n]+\r\n$/,
    ],
    [
      'far above the limit, below that of Haraka: 552',
      Buffer.from(`Subject: thu\r\n\r\n${`${'x'.repeat(998)}\r\n`.repeat(300)}`),
      /^552 5\.3\.4 /,
    ],
    ['NUL: 550', mail('', 'a\0b\r\n'), /^550 5\.5\.2 /],
    ['bare CR: 550', mail('', 'a\rb\r\n'), /^550 5\.5\.2 /],
    [
      'a rule refuses: its code, its text',
      mail('X-Judge: reject\r\n'),
      /^550 5\.7\.1 Thu chua gui duoc vi Dong chi khong dung duoc dia chi nay\.\r\n$/,
    ],
    [
      'a rule defers: its code, long text in several lines',
      mail('X-Judge: defer\r\n'),
      /^450-4\.7\.1 Gui cham lai\. [^\n]{300,400}\r\n(450-4\.7\.1 [^\n]+\r\n)+450 4\.7\.1 [^\n]+\r\n$/,
    ],
    ['judge throws: 451', mail('X-Judge: throw\r\n'), /^451 4\.3\.0 /],
    ['judge rejects: 451', mail('X-Judge: fail\r\n'), /^451 4\.3\.0 /],
    ['judge never answers: 451 after the deadline', mail('X-Judge: never\r\n'), /^451 4\.3\.0 /],
    ['a verdict without a reply: 451', mail('X-Judge: nonsense\r\n'), /^451 4\.3\.0 /],
    ['it can not be kept: 450', mail('X-Accept: fail\r\n'), /^450 4\.3\.0 /],
  ];

  test.each(cases)('%s', async (_name, message, expected) => {
    const before = await filesKept();
    for (const host of ['may-tram.vidu.gov.vn', 'may-chu.vidu.gov.vn']) {
      const client = await greeted(host);
      expect(await client.send(message)).toMatch(expected);
      client.close();
    }
    expect(await filesKept()).toEqual(before);
    expect(await filesQueued()).toEqual([]);
    expect(haraka.running).toBe(true);
  });

  test('a size declared above the limit is refused at MAIL', async () => {
    const client = await greeted();
    expect(await client.command(`MAIL FROM:<mai@vidu.gov.vn> SIZE=${limit + 1}`)).toMatch(/^552 5\.3\.4 /);
    expect(await client.command(`MAIL FROM:<mai@vidu.gov.vn> SIZE=${limit}`)).toMatch(/^250 /);
    client.close();
  });

  test('a refusal that another plugin turns over leaves nothing behind', async () => {
    const before = await filesKept();
    for (const host of ['may-tram.vidu.gov.vn', 'may-chu.vidu.gov.vn']) {
      const client = await greeted(host);
      expect(await client.send(mail('X-Judge: reject\r\nX-Deny: overridden\r\n'), { to: 'hoa@vidu.gov.vn' })).toMatch(/^421 4\.3\.0 /);
      await expect(client.command('NOOP')).rejects.toThrow(/closed after/);
    }
    expect(await filesKept()).toEqual(before);
    expect(await filesQueued()).toEqual([]);
  });

  test.each(['\n.\n', '\n.\r\n', '\r.\r', '\r\n.\r', '\r.\r\n', '\r\n\0.\r\n', '\r\n.\0\r\n'])(
    'a false end of data hides no second mail: %j',
    async (end) => {
      const before = await filesKept();
      const client = await greeted();
      const hidden = 'MAIL FROM:<gia@vidu.gov.vn>\r\nRCPT TO:<hoa@vidu.gov.vn>\r\nDATA\r\nSubject: gia\r\n\r\ngia\r\n';
      expect(await client.sendRaw(Buffer.from(`Subject: thu\r\n\r\nthu${end}${hidden}.\r\n`))).toMatch(/^(550 5\.5\.2|451) /);
      expect(await filesKept()).toEqual(before);
      client.close();
    },
  );

  test('lines that another plugin adds: 451, since the copy is no longer what was sent', async () => {
    const client = await greeted('them-dong.vidu.gov.vn');
    expect(await client.send(mail(''))).toMatch(/^451 4\.3\.0 /);
    client.close();
  });

  test('a client that leaves while its mail is judged takes nothing down', async () => {
    const before = await filesKept();
    const leaving = await greeted();
    await leaving.startRaw(Buffer.concat([mail('X-Judge: never\r\n'), Buffer.from('.\r\n')]));
    leaving.close();
    const client = await greeted();
    expect(await client.send(mail('X-Judge: never\r\n'))).toMatch(/^451 /);
    expect(await filesKept()).toEqual(before);
    expect(haraka.running).toBe(true);
    client.close();
  });

  test('the next mail on the same connection is judged anew', async () => {
    const client = await greeted();
    expect(await client.send(mail('X-Judge: reject\r\n'))).toMatch(/^550 /);
    expect(await client.send(mail('X-Judge: fail\r\n'))).toMatch(/^451 /);
    const message = mail('X-Third: mail\r\n');
    const reply = await client.send(message);
    expect((await haraka.kept(idIn(reply))).bytes.equals(message)).toBe(true);
    client.close();
  });
});

test.each([
  ['bytes=400000\ndata_line_length=992\n', /data_line_length=992/],
  ['bytes=100000\ndata_line_length=200000\n', /bytes=100000/],
])('Haraka does not start with settings that change or cut messages: %j', async (max, expected) => {
  const start = async (): Promise<void> => {
    const started = await HarakaProcess.start(max);
    await started.stop();
  };
  await expect(start()).rejects.toThrow(expected);
});
