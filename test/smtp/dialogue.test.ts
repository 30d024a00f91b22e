import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { RawClient } from './raw-client.ts';
import { startWorld, type World } from './gateway-under-test.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({
    smtp: { 'smtp.errors': 8, 'smtp.idle-commands': 12, 'smtp.recipients': 100, 'smtp.auth-failures': 3, 'smtp.greeting-delay': 40 },
  });
});
afterAll(() => world.close());

const mai = 'maivt@vidu.gov.vn';
const huy = 'huydq@vidu.gov.vn';

async function signedIn(): Promise<RawClient> {
  const client = await RawClient.greeted(world.port('submission'));
  await client.say('EHLO pc.example');
  await client.startTls();
  await client.say('EHLO pc.example');
  expect(await client.signIn(mai, 'đúng')).toMatch(/^235 2\.7\.0 /);
  return client;
}

describe('submission', () => {
  test('announces extensions, and AUTH only under TLS', async () => {
    const client = await RawClient.greeted(world.port('submission'));
    const before = await client.say('EHLO pc.example');
    for (const word of ['STARTTLS', 'SIZE 10485760', 'PIPELINING', '8BITMIME', 'SMTPUTF8', 'ENHANCEDSTATUSCODES', 'DSN'])
      expect(before).toContain(word);
    expect(before).not.toContain('AUTH');
    expect(await client.signIn(mai, 'đúng')).toMatch(/^538 5\.7\.11 Can bat ma hoa/);
    expect(await client.say(`MAIL FROM:<${mai}>`)).toMatch(/^530 5\.7\.0 Can dang nhap/);
    await client.startTls();
    const after = await client.say('EHLO pc.example');
    expect(after).toContain('AUTH PLAIN LOGIN');
    expect(after).not.toContain('STARTTLS');
    client.close();
  });

  test('commands sent with STARTTLS in the same packet are discarded', async () => {
    const client = await RawClient.greeted(world.port('submission'));
    await client.say('EHLO pc.example');
    client.write('STARTTLS\r\nEHLO injected.example\r\nNOOP\r\n');
    expect(await client.reply()).toMatch(/^220 /);
    await client.upgrade();
    expect(await client.say(`MAIL FROM:<${mai}>`)).toMatch(/^503 5\.5\.1 Phai gui EHLO truoc/);
    client.close();
  });

  test('a wrong password is 535, trouble 454, and guessing is cut off', async () => {
    const client = await RawClient.greeted(world.port('submission'));
    await client.say('EHLO pc.example');
    await client.startTls();
    await client.say('EHLO pc.example');
    expect(await client.signIn(mai, 'later')).toMatch(/^454 4\.7\.0 /);
    for (let i = 0; i < 3; i++) expect(await client.signIn(mai, `sai ${i}`)).toBe('535 5.7.8 Sai dia chi hoac mat khau');
    expect(await client.reply()).toMatch(/^421 4\.7\.0 /);
    expect(await client.reply()).toBe('');
  });

  test('replies have diacritics only for clients that announced SMTPUTF8', async () => {
    const client = await signedIn();
    await client.say(`MAIL FROM:<${mai}>`);
    expect(await client.say('RCPT TO:<khongai@vidu.gov.vn>')).toBe('550 5.1.1 Khong co dia chi nay trong co quan');
    await client.say('RSET');
    await client.say(`MAIL FROM:<${mai}> SMTPUTF8`);
    expect(await client.say('RCPT TO:<khongai@vidu.gov.vn>')).toBe('550 5.1.1 Không có địa chỉ này trong cơ quan');
    client.close();
  });

  test('a size declared too large is refused with both figures', async () => {
    const client = await signedIn();
    expect(await client.say(`MAIL FROM:<${mai}> SIZE=12897280`)).toBe(
      '552 5.3.4 Thu nay 12,3 MB, vuot gioi han 10 MB. Tong tep dinh kem toi da khoang 7,3 MB.',
    );
    expect(await client.say(`MAIL FROM:<${mai}> SIZE=10485760`)).toMatch(/^250 2\.1\.0 /);
    client.close();
  });

  test('completes the header and takes Bcc out; the reply carries the id', async () => {
    const client = await signedIn();
    await client.all(`MAIL FROM:<${mai}>`, `RCPT TO:<${huy}>`, 'DATA');
    const reply = await client.say(
      `From: ${mai}\r\nResent-Bcc: c@x.example\r\nBcc: a@x.example,\r\n b@x.example\r\nSubject: header\r\n\r\nBcc: stays here\r\n.`,
    );
    const id = /^250 2\.0\.0 Da nhan thu\. Ma: (n1-[0-9a-z]{9}-[0-9a-f]{20})$/.exec(reply)?.[1];
    expect(id).toBeDefined();
    await world.until(async () => (await world.box(huy)).some((mail) => mail.includes('Subject: header')));
    const mail = (await world.box(huy)).find((text) => text.includes('Subject: header')) ?? '';
    expect(mail).toMatch(
      new RegExp(
        `^Return-Path: <${mai}>\\r\\nReceived: from pc\\.example \\(\\[127\\.0\\.0\\.1\\]\\)\\r\\n\\tby gw\\.vidu\\.gov\\.vn \\(Van Thu\\) with ESMTPSA id ${id}\\r\\n\\tfor <${huy}>;\\r\\n\\t[^\\r]+ \\+0700\\r\\nX-Vanthu-Id: ${id};\\r\\n\\t`,
      ),
    );
    expect(mail).toMatch(
      /\r\nFrom: maivt@vidu\.gov\.vn\r\nSubject: header\r\nDate: [^\r]+\r\nMessage-ID: <[^\r]+>\r\n\r\nBcc: stays here\r\n$/,
    );
    client.close();
  });
});

describe('inbound', () => {
  const outside = async (): Promise<RawClient> => {
    const client = await RawClient.greeted(world.port('inbound'));
    await client.all('EHLO mx.example', 'MAIL FROM:<a@ngoai.example>');
    return client;
  };

  test.each([
    ['b@ngoai.example', '550 5.7.1'],
    ['b%ngoai.example@vidu.gov.vn', '550 5.7.1'],
    ['ngoai.example!b@vidu.gov.vn', '550 5.7.1'],
    ['@vidu.gov.vn:b@ngoai.example', '550 5.7.1'],
    ['@a.example,@vidu.gov.vn:b@ngoai.example', '550 5.7.1'],
    ['"b@ngoai.example"@vidu.gov.vn', '501 5.1.3'],
    ['b@[127.0.0.1]', '550 5.7.1'],
    [`${huy}.`, '501 5.1.3'],
    ['huydq@vıdu.gov.vn', '550 5.7.1'],
    ['đỗhuy@vidu.gov.vn', '553 5.6.7'],
    ['khongai@vidu.gov.vn', '550 5.1.1'],
    ['bichnt@vidu.gov.vn', '550 5.1.1'],
  ])('no relay for <%s>', async (address, expected) => {
    const client = await outside();
    expect((await client.say(`RCPT TO:<${address}>`)).slice(0, 9)).toBe(expected);
    client.close();
  });

  test('postmaster, abuse and a bare postmaster are always taken', async () => {
    const client = await outside();
    for (const address of ['postmaster@vidu.gov.vn', 'Abuse@VIDU.gov.vn', 'postmaster'])
      expect(await client.say(`RCPT TO:<${address}>`)).toBe('250 2.1.5 OK');
    client.close();
  });

  test('no AUTH, no XCLIENT', async () => {
    const client = await RawClient.greeted(world.port('inbound'));
    const features = await client.say('EHLO mx.example');
    expect(features).not.toMatch(/AUTH|XCLIENT|XFORWARD/);
    expect(features).toContain('SIZE 26214400');
    expect(await client.say('XCLIENT ADDR=10.0.0.1')).toMatch(/^500 5\.5\.1 /);
    expect(await client.signIn(mai, 'đúng')).toMatch(/^500 /);
    client.close();
  });

  test('large mail is declared at MAIL and refused at RCPT, but for the office', async () => {
    const client = await RawClient.greeted(world.port('inbound'));
    await client.all('EHLO mx.example', 'MAIL FROM:<a@ngoai.example> SIZE=20000000');
    expect(await client.say(`RCPT TO:<${huy}>`)).toMatch(/^552 5\.3\.4 Thu nay 19,1 MB, vuot gioi han 10 MB/);
    expect(await client.say('RCPT TO:<vanthu@vidu.gov.vn>')).toMatch(/^250 /);
    client.close();
  });

  test('more recipients than one message may have: 452', async () => {
    const client = await outside();
    const commands = Array.from({ length: 101 }, (_, i) => `RCPT TO:<tra-loi+t${i}@vidu.gov.vn>\r\n`);
    client.write(commands.join(''));
    for (let i = 0; i < 100; i++) expect(await client.reply()).toMatch(/^250 /);
    expect(await client.reply()).toMatch(/^452 4\.5\.3 /);
    client.close();
  });

  test('who talks before the greeting is cut off', async () => {
    const client = await RawClient.open(world.port('inbound'));
    client.write('EHLO robot.example\r\nMAIL FROM:<a@b.example>\r\n');
    expect(await client.toEnd()).toEqual(['421 4.7.0 Phai cho loi chao cua may chu']);
  });

  test('a web browser is cut off', async () => {
    const client = await RawClient.greeted(world.port('inbound'));
    expect(await client.say('POST / HTTP/1.1')).toMatch(/^421 4\.7\.0 /);
    expect(await client.reply()).toBe('');
  });

  test('text sent behind DATA without waiting for 354 is refused', async () => {
    const client = await outside();
    await client.say(`RCPT TO:<${huy}>`);
    client.write('DATA\r\nSubject: early\r\n\r\nx\r\n.\r\n');
    expect(await client.toEnd()).toEqual(['503 5.5.0 Phai cho 354 truoc khi gui noi dung thu']);
  });

  test('a long line, endless NOOP and endless nonsense', async () => {
    const client = await RawClient.greeted(world.port('inbound'));
    expect(await client.say(`NOOP ${'x'.repeat(600)}`)).toMatch(/^500 5\.5\.2 /);
    let last = '';
    for (let i = 0; i < 13; i++) last = await client.say('NOOP');
    expect(last).toMatch(/^421 4\.7\.0 /);
    expect(await client.reply()).toBe('');
    const other = await RawClient.greeted(world.port('inbound'));
    await other.say('EHLO x');
    for (let i = 0; i < 9; i++) last = await other.say('RCPT TO:<x@y.example>');
    expect(await other.reply()).toMatch(/^421 4\.7\.0 /);
  });
});

test('relay serves named peers only', async () => {
  const closed = await startWorld({ smtp: { submission: 'off', submissions: 'off', inbound: 'off', 'relay-peers': '10.1.2.0/24' } });
  try {
    expect(closed.listeners.addresses.submission).toBeNull();
    const stranger = await RawClient.open(closed.port('relay'));
    expect((await stranger.toEnd())[0]).toMatch(/^554 5\.7\.1 /);
  } finally {
    await closed.close();
  }
  const peer = await RawClient.greeted(world.port('relay'));
  await peer.all('EHLO mta.vidu.gov.vn', `MAIL FROM:<${mai}>`);
  expect(await peer.say('RCPT TO:<ketoan@congty.example>')).toMatch(/^250 2\.1\.5 /);
  peer.close();
});
