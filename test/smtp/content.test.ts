import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { RawClient } from './raw-client.ts';
import { startWorld, type World } from './gateway-under-test.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ smtp: { 'smtp.data-grace': 1, 'smtp.data-rate': 50_000, 'smtp.idle': 2, 'smtp.greeting-delay': 0 } });
});
afterAll(() => world.close());

const huy = 'huydq@vidu.gov.vn';
const opening = ['EHLO mta.example', 'MAIL FROM:<a@ngoai.example>', `RCPT TO:<${huy}>`, 'DATA'];

async function inData(kind: 'inbound' | 'relay' = 'relay'): Promise<RawClient> {
  const client = await RawClient.greeted(world.port(kind));
  expect(await client.all(...opening)).toMatch(/^354 /);
  return client;
}

const falseEnds = [
  '\n.\n',
  '\n.\r\n',
  '\r.\r',
  '\r\n.\n',
  '\r\n.\r',
  '\r\n\0.\r\n',
  '\r.\r\n',
  '\n.\r',
  '\r\n.\0\r\n',
  '\r\r\n.\r\r\n',
  '\n\r.\n\r',
  '\r\n.\n\r',
];

describe('smuggling', () => {
  const smuggled = (end: string): Buffer =>
    Buffer.from(
      `Subject: one\r\n\r\ntext${end}MAIL FROM:<x@y.example>\r\nRCPT TO:<${huy}>\r\nDATA\r\nSubject: smuggled\r\n\r\nx\r\n.\r\n`,
      'latin1',
    );

  test.each(falseEnds.map((end) => [JSON.stringify(end), end]))('%s ends nothing: refused after the real end', async (_, end) => {
    const bytes = smuggled(end);
    const cuts = [bytes.length, ...Array.from({ length: end.length + 3 }, (__, i) => bytes.indexOf('text') + 3 + i)];
    for (const cut of cuts) {
      const client = await inData();
      client.write(bytes.subarray(0, cut));
      if (cut < bytes.length) {
        await new Promise((resolve) => setTimeout(resolve, 3));
        client.write(bytes.subarray(cut));
      }
      expect(await client.reply()).toMatch(/^550 5\.5\.2 /);
      expect(await client.say('NOOP')).toMatch(/^250 /);
      client.close();
    }
  });

  test('octet by octet', async () => {
    for (const end of falseEnds) {
      const client = await inData();
      for (const byte of smuggled(end)) client.write(Buffer.from([byte]));
      expect(await client.reply()).toMatch(/^550 5\.5\.2 /);
      client.close();
    }
    expect(await world.box(huy)).toEqual([]);
  });
});

test('bytes stay as they came: 8-bit, dots, trailing blanks, long lines', async () => {
  const body = Buffer.concat([
    Buffer.from('Subject: identity\r\nX-Odd:\tfolded\r\n \t twice\r\n\r\nDòng một  \r\n..hai chấm\r\n.\t\r\n', 'utf8'),
    Buffer.from([0xe9, 0xff, 0x80, 0x0d, 0x0a]),
    Buffer.from(`${'x'.repeat(9_000)}\r\n\r\n\r\n`),
  ]);
  const client = await inData();
  client.write(Buffer.concat([Buffer.from(body.toString('latin1').replaceAll(/^\./gm, '..'), 'latin1'), Buffer.from('.\r\n')]));
  expect(await client.reply()).toMatch(/^250 2\.0\.0 Da nhan thu\. Ma: n1-/);
  client.close();
  await world.until(async () => (await world.box(huy)).length === 1);
  const [mail = ''] = await world.box(huy);
  const below = mail.replace(
    /^Return-Path:[^\r]*\r\nReceived:[^\r]*\r\n(?:[ \t][^\r]*\r\n)*X-Vanthu-Id:[^\r]*\r\n(?:[ \t][^\r]*\r\n)*/,
    '',
  );
  expect(Buffer.from(below, 'latin1').equals(body)).toBe(true);
});

describe('size', () => {
  const send = (bytes: Buffer): Promise<string> =>
    new Promise((resolve, reject) => {
      const client = new SMTPConnection({
        host: '127.0.0.1',
        port: world.port('relay'),
        ignoreTLS: true,
        allowInternalNetworkInterfaces: true,
      });
      client.on('error', reject);
      client.connect(() => {
        client.send({ from: 'a@ngoai.example', to: [huy] }, bytes, (error, info) => {
          client.quit();
          resolve(error ? String(error.response) : info.response);
        });
      });
    });
  const sized = (octets: number): Buffer =>
    Buffer.concat([
      Buffer.from('Subject: size\r\n\r\n'),
      Buffer.alloc(octets - 19, 'abcdefgh\r\n'.repeat(7) + 'abcdefgh'),
      Buffer.from('\r\n'),
    ]);

  test('10,485,760 octets pass, one more is refused with what would fit', async () => {
    expect(await send(crlfClean(sized(10_485_760)))).toMatch(/^250 2\.0\.0 /);
    expect(await send(crlfClean(sized(10_485_761)))).toMatch(
      /^552 5\.3\.4 Thu nay 10\.485\.761 byte, vuot gioi han 10\.485\.760 byte\. Tong tep dinh kem toi da khoang 7,3 MB\. Ma: n1-/,
    );
    expect(await send(crlfClean(sized(13_000_000)))).toMatch(/^552 5\.3\.4 Thu nay 12,4 MB/);
    await world.until(async () => (await world.box(huy)).some((mail) => mail.length > 10_485_760));
    const large = (await world.box(huy)).find((mail) => mail.length > 10_485_760) ?? '';
    expect(digest(Buffer.from(large.slice(large.indexOf('Subject: size')), 'latin1'))).toBe(digest(crlfClean(sized(10_485_760))));
  });

  /** The filler may be cut inside a CRLF: what is last before the end becomes plain letters. */
  const crlfClean = (bytes: Buffer): Buffer => {
    bytes.fill('z', bytes.length - 22, bytes.length - 2);
    if (bytes[bytes.length - 23] === 0x0d) bytes[bytes.length - 23] = 0x7a;
    return bytes;
  };
  const digest = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
});

test('who sends too slowly, or nothing, is cut off; others are not held up', async () => {
  const slow = await inData();
  const idle = await RawClient.greeted(world.port('relay'));
  const dribble = setInterval(() => {
    slow.write('x');
    idle.write('x');
  }, 100);
  try {
    expect(await slow.reply()).toMatch(/^421 4\.4\.2 Gui thu qua cham/);
    const quick = await inData();
    expect(await quick.say('Subject: quick\r\n\r\nx\r\n.')).toMatch(/^250 /);
    quick.close();
    expect(await idle.reply()).toMatch(/^421 4\.4\.2 /);
  } finally {
    clearInterval(dribble);
  }
});

test('a client that goes in the middle of a message leaves nothing', async () => {
  const client = await inData();
  client.write(`Subject: cut\r\n\r\n${'y'.repeat(400_000)}`);
  await new Promise((resolve) => setTimeout(resolve, 100));
  client.close();
  const quick = await inData();
  expect(await quick.say('Subject: after\r\n\r\nx\r\n.')).toMatch(/^250 /);
  quick.close();
  await world.until(async () => (await world.box(huy)).some((mail) => mail.includes('Subject: after')));
  await world.until(() => world.gateway.unfinished().length === 0);
  expect((await world.box(huy)).some((mail) => mail.includes('Subject: cut'))).toBe(false);
});

test('one address may open only so many connections; the rest is served again when they go', async () => {
  const crowded = await startWorld({ smtp: { submission: 'off', submissions: 'off', inbound: 'off', 'smtp.connections-per-client': 3 } });
  try {
    const kept = await Promise.all([0, 1, 2].map(() => RawClient.greeted(crowded.port('relay'))));
    const more = await RawClient.open(crowded.port('relay'));
    expect((await more.toEnd())[0]).toMatch(/^421 4\.7\.0 Qua nhieu ket noi/);
    for (const client of kept) client.close();
    await crowded.until(async () => {
      const again = await RawClient.open(crowded.port('relay'));
      const greeting = await again.reply();
      again.close();
      return greeting.startsWith('220 ');
    });
  } finally {
    await crowded.close();
  }
});

test('a thousand idle connections and a burst of new ones do not keep a client from its answer', async () => {
  const busy = await startWorld({
    smtp: { submission: 'off', submissions: 'off', inbound: 'off', 'smtp.connections-per-client': 2_000, 'smtp.connections': 2_000 },
  });
  try {
    const idle = await Promise.all(Array.from({ length: 1_000 }, () => RawClient.greeted(busy.port('relay'))));
    const client = await RawClient.greeted(busy.port('relay'));
    await client.all(...opening);
    expect(await client.say('Subject: busy\r\n\r\nx\r\n.')).toMatch(/^250 /);
    for (const one of [...idle, client]) one.close();
  } finally {
    await busy.close();
  }
});
