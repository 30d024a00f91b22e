import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createReader } from '../../gateway/read/create-reader.ts';
import type { Reader } from '../../gateway/read/reader.ts';
import { checkTrace, markedOf } from '../../gateway/relay/trace.ts';
import { loadTraceKeys } from '../../gateway/relay/trace-keys.ts';
import { defaultPolicy } from '../../rules/policy.ts';
import { boundary, directory } from '../rules/agency.ts';
import { noFacts, startWorld, type World } from './gateway-under-test.ts';
import { RawClient } from './raw-client.ts';

let world: World;
let reader: Reader;
beforeAll(async () => {
  const { agency, people, units, mailboxes } = directory();
  reader = createReader(
    { policy: defaultPolicy, boundary, agency, domain: 'vidu.gov.vn', people, units, mailboxes },
    { threads: 1, deadlineMs: 20_000 },
  );
  world = await startWorld({ reader, smtp: { submissions: 'off', 'smtp.greeting-delay': 0 } });
});
afterAll(async () => {
  await world.close();
  await reader.close();
});

const mai = 'maivt@vidu.gov.vn';
const huy = 'huydq@vidu.gov.vn';

async function submit(raw: string, { from = mai, to = huy }: { from?: string; to?: string } = {}): Promise<string> {
  const client = await RawClient.greeted(world.port('submission'));
  await client.say('EHLO pc.example');
  await client.startTls();
  await client.say('EHLO pc.example');
  await client.signIn(mai, 'đúng');
  await client.all(`MAIL FROM:<${from}>`, `RCPT TO:<${to}>`, 'DATA');
  const reply = await client.say(`${raw}\r\n.`);
  client.close();
  return reply;
}
const letter = (subject: string, body = 'Chào anh.', from = mai): string =>
  `From: ${from}\r\nTo: ${huy}\r\nSubject: ${subject}\r\nDate: Mon, 23 Nov 2026 08:00:00 +0700\r\nMessage-ID: <${subject}@vidu.gov.vn>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n${body}`;

test('an ordinary letter passes, and its trace is that of this very message', async () => {
  expect(await submit(letter('thuong'))).toMatch(/^250 2\.0\.0 /);
  await world.until(async () => (await world.box(huy)).length === 1);
  const [mail = ''] = await world.box(huy);
  const mark = /X-Vanthu-Id: ([^\r]*(?:\r\n[ \t][^\r]*)*)/.exec(mail)?.[1] ?? '';
  const keys = await loadTraceKeys('', `${world.folder}/secrets`);
  const envelope = { from: '', recipients: [{ address: huy }], smtpUtf8: false, body8bit: true };
  const session = {
    via: 'mailbox',
    person: null,
    client: '',
    helo: '',
    tls: false,
    receivedAt: '2026-11-23T01:00:00Z',
    aligned: false,
  } as const;
  const judge = (text: string): ReturnType<Reader['judge']> =>
    reader.judge({ source: { bytes: Buffer.from(text, 'latin1') }, envelope, session, now: '2026-11-23T01:00:00Z' }, async () => noFacts);
  expect(checkTrace(keys, mark, markedOf((await judge(mail)).record))?.same).toBe(true);
  expect(checkTrace(keys, mark, markedOf((await judge(mail.replaceAll('\r\n', '\n'))).record))?.same).toBe(true);
  expect(checkTrace(keys, mark, markedOf((await judge(mail.replace('anh.', 'em.'))).record))?.same).toBe(false);
});

test('exactly 10,485,760 octets pass on submission too, one more does not', async () => {
  const base = letter('lon', '');
  const filled = (octets: number): string => {
    const lines = `${'a'.repeat(76)}\r\n`.repeat(Math.floor((octets - base.length - 2) / 78));
    return base + lines + 'b'.repeat(octets - base.length - lines.length - 2);
  };
  expect(await submit(filled(10_485_760))).toMatch(/^250 2\.0\.0 /);
  expect(await submit(filled(10_485_761))).toMatch(/^552 5\.3\.4 Thu nay 10\.485\.761 byte/);
});

test('rules answer on the wire: wrong sender, bare newline, secrecy', async () => {
  expect(await submit(letter('khac', 'x', 'ductm@vidu.gov.vn'))).toMatch(/^550 5\.7\.1 /);
  expect(await submit(letter('x'), { from: 'ductm@vidu.gov.vn' })).toMatch(/^550 5\.7\.1 /);
  expect(await submit(letter('don', 'a\nb'))).toMatch(/^550 5\.5\.2 /);
  expect(await submit(letter('mat', 'MẬT\r\n\r\nKế hoạch'))).toMatch(/^550 5\.7\.1 /);
  expect(world.refused.map((r) => r.judged.verdict.findings[0]?.rule)).toEqual([
    'sender.not-yours',
    'sender.not-yours',
    'wire.bare-newline',
    'secrecy.marked',
  ]);
});
