import { createServer, type AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createRoutes, readTarget } from '../../gateway/relay/route.ts';
import type { EntryView } from '../../gateway/spool/entry.ts';
import type { Recipient } from '../../mail/envelope.ts';
import { startWorld, type World, type WorldOptions } from '../smtp/gateway-under-test.ts';
import { RawClient } from '../smtp/raw-client.ts';
import { Refusal, startNextHop, type Behaviour, type NextHop } from './next-hop.ts';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});
const hop = async (behaviour: Behaviour = {}): Promise<NextHop> => {
  const started = await startNextHop(behaviour);
  open.push(started);
  return started;
};
const world = async (routes: Record<string, string>, relay: Record<string, unknown> = {}, options: WorldOptions = {}): Promise<World> => {
  const started = await startWorld({
    ...options,
    relay: { routes, 'queue.first-retry': 0.05, 'queue.longest-retry': 0.2, ...relay },
    smtp: { submissions: 'off', 'smtp.greeting-delay': 0 },
  });
  open.unshift(started);
  return started;
};

const mai = 'maivt@vidu.gov.vn';
const huy = 'huydq@vidu.gov.vn';

async function hand(
  at: World,
  to: readonly (string | Recipient)[],
  {
    from = mai,
    kind = 'relay',
    header = '',
    parameters = '',
  }: { from?: string; kind?: 'relay' | 'inbound'; header?: string; parameters?: string } = {},
): Promise<string> {
  const client = await RawClient.greeted(at.port(kind));
  await client.all('EHLO x.example', `MAIL FROM:<${from}>${parameters}`);
  for (const one of to) {
    const { address, notify, orcpt } = typeof one === 'string' ? { address: one } : one;
    await client.say(
      `RCPT TO:<${address}>${notify === undefined ? '' : ` NOTIFY=${notify.join(',')}`}${orcpt === undefined ? '' : ` ORCPT=${orcpt}`}`,
    );
  }
  await client.say('DATA');
  const reply = await client.say(`Message-ID: <1@x>\r\nSubject: thư\r\n${header}\r\nnội dung\r\n.`);
  client.close();
  const id = /(?:Ma|Mã): (\S+)$/.exec(reply)?.[1];
  if (id === undefined) throw new Error(reply);
  return id;
}
const view = (at: World, id: string): EntryView => {
  const found = at.gateway.entries.view(id);
  if (found === null) throw new Error(id);
  return found;
};
const state = (at: World, id: string, address: string): string | undefined =>
  view(at, id).recipients.find((r) => r.address === address)?.state;
const report = (mail: string): string =>
  mail.replaceAll(/(?<=base64\r\n\r\n)([A-Za-z0-9+/=\r\n]+)(?=--)/g, (text) => Buffer.from(text, 'base64').toString('utf8'));

test('the narrowest route wins', () => {
  const routes = createRoutes(
    {
      '*': 'smtp://smart:25',
      inside: 'lmtp://own:24',
      '.vidu.gov.vn': 'smtp://sub:25',
      'a@vidu.gov.vn': 'maildir:/a',
      'x.example': 'smtps://x:465?tls=verified',
    },
    (address) => address.endsWith('@vidu.gov.vn'),
  );
  expect(
    ['A@vidu.gov.vn', 'b@vidu.gov.vn', 'c@so.vidu.gov.vn', 'd@X.example', 'e@y.example'].map((address) => routes(address)?.key),
  ).toEqual(['maildir:/a', 'lmtp://own:24', 'smtp://sub:25', 'smtps://x:465?tls=verified', 'smtp://smart:25']);
  expect(createRoutes({}, () => false)('a@b.example')).toBeNull();
  expect(() => readTarget('smtp://a b:25')).toThrow('smtp://a b:25');
});

test('one transaction a hop, SIZE and 8BITMIME given, the trace on top, connections used again', async () => {
  const next = await hop();
  const at = await world({ '*': `smtp://127.0.0.1:${next.port}` });
  for (let i = 0; i < 3; i++) {
    await hand(at, [huy, 'tuanha@vidu.gov.vn', 'x@ngoai.example']);
    await at.until(() => next.got.length === i + 1);
  }
  const [first] = next.got;
  expect(first?.to).toEqual([huy, 'tuanha@vidu.gov.vn', 'x@ngoai.example']);
  expect(first?.params).toMatchObject({ SIZE: String(first?.bytes.length), BODY: '8BITMIME' });
  expect(first?.bytes).toMatch(
    /^Received: from x\.example .*\r\n\tby gw\.vidu\.gov\.vn \(Van Thu\) with ESMTP id n1-[^\r]+;\r\n\t[^\r]+\r\nX-Vanthu-Id: [^\r]+;\r\n\t[0-9a-f]+;\r\n\t[\w-]{43}\r\nMessage-ID: <1@x>\r\n/,
  );
  expect(next.connections()).toBe(1);
});

test('each recipient has its own fate; what is refused for now is tried again', async () => {
  let busy = 2;
  const next = await hop({
    rcpt: (address) => {
      if (address === huy && busy-- > 0) throw new Refusal(450, '4.2.1 ban');
      if (address === 'tuanha@vidu.gov.vn') throw new Refusal(550, '5.1.1 khong co');
    },
  });
  const at = await world({ '*': `smtp://127.0.0.1:${next.port}` });
  const id = await hand(at, [huy, 'tuanha@vidu.gov.vn', 'x@ngoai.example'], { from: 'lanpt@vidu.gov.vn' });
  await at.until(() => state(at, id, huy) === 'delivered');
  expect(next.got.filter((got) => got.from !== '').map((got) => got.to)).toEqual([['x@ngoai.example'], [huy]]);
  expect(view(at, id).recipients.map((r) => [r.state, r.lastReply?.slice(0, 9)])).toEqual([
    ['delivered', expect.stringMatching(/^250/)],
    ['failed', '550 5.1.1'],
    ['delivered', expect.stringMatching(/^250/)],
  ]);
  await at.until(() => next.got.some((got) => got.from === ''));
  const dsn = report(next.got.find((got) => got.from === '')?.bytes ?? '');
  expect(next.got.find((got) => got.from === '')?.to).toEqual(['lanpt@vidu.gov.vn']);
  expect(dsn).toContain('Content-Type: multipart/report; report-type=delivery-status');
  expect(dsn).toContain(
    'Final-Recipient: rfc822; tuanha@vidu.gov.vn\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 khong co',
  );
  expect(dsn).toMatch(/X-Vanthu-Notice: failed\r\nX-Vanthu-Message: n1-/);
  expect(dsn).toContain('Thư dưới đây không chuyển được đến:\n  tuanha@vidu.gov.vn');
  expect(dsn).not.toContain(huy);
});

test('a hop that is down gets everything once it is back, also after a restart', async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => {
    taken.listen(0, '127.0.0.1', resolve);
  });
  const { port } = taken.address() as AddressInfo;
  await new Promise((resolve) => taken.close(resolve));
  const at = await world({ '*': `smtp://127.0.0.1:${port}` });
  const ids = [await hand(at, [huy]), await hand(at, [huy])];
  await at.until(() => ids.every((id) => view(at, id).recipients[0]?.lastReply !== null || id !== ids[0]));
  const late = await hand(at, [huy]);
  expect(state(at, late, huy)).toBe('waiting');
  await at.stop();
  const next = await hop({ port });
  const again = await world({ '*': `smtp://127.0.0.1:${port}` }, {}, { folder: at.folder });
  await again.until(() => next.got.length === 3);
  await again.until(() => again.gateway.unfinished().length === 0);
  expect(new Set(next.got.map((got) => /X-Vanthu-Id: ([^;]+);/.exec(got.bytes)?.[1]))).toEqual(new Set([...ids, late]));
});

test('a connection cut between the last dot and 250 leads to one more copy with the same id', async () => {
  let cuts = 1;
  let seen = 0;
  const next = await hop({ cut: () => ((seen += 1), cuts-- > 0) });
  const at = await world({ '*': `smtp://127.0.0.1:${next.port}` });
  const id = await hand(at, [huy]);
  await at.until(() => state(at, id, huy) === 'delivered');
  expect(seen).toBe(2);
  expect(next.got[0]?.bytes).toContain(`X-Vanthu-Id: ${id};`);
});

test('a hop that never answers is given up after the timeout and tried again', async () => {
  const silent = createServer(() => undefined);
  await new Promise<void>((resolve) => {
    silent.listen(0, '127.0.0.1', resolve);
  });
  const at = await world({ '*': `smtp://127.0.0.1:${(silent.address() as AddressInfo).port}` }, { 'queue.timeout': 0.2 });
  const id = await hand(at, [huy]);
  await at.until(() => (view(at, id).recipients[0]?.lastReply ?? '') !== '');
  expect(state(at, id, huy)).toBe('waiting');
  silent.close();
});

test('mail larger than the next hop takes fails with its figure, without being sent', async () => {
  const next = await hop({ options: { size: 100 } });
  const at = await world({ '*': `smtp://127.0.0.1:${next.port}` });
  const id = await hand(at, [huy], { from: '' });
  await at.until(() => state(at, id, huy) === 'sealed');
  expect(view(at, id).recipients[0]?.lastReply).toMatch(/^552 5\.3\.4 .*100 octet/);
});

describe('who is told of a failure', () => {
  const refusing = (): Promise<NextHop> =>
    hop({
      rcpt: (address) => {
        if (address === huy) throw new Refusal(550, '5.2.1 dong');
      },
    });

  test('an outsider only when aligned; else the copy is sealed and the postmaster told', async () => {
    const next = await refusing();
    const at = await world({ '*': `smtp://127.0.0.1:${next.port}` });
    const forged = await hand(at, [huy], { from: 'a@ngoai.example', kind: 'inbound' });
    await at.until(() => state(at, forged, huy) === 'sealed');
    await at.until(() => next.got.length === 1);
    expect(next.got[0]?.to).toEqual(['hoanv@vidu.gov.vn']);
    const aligned = await hand(at, [huy], {
      from: 'a@ngoai.example',
      kind: 'inbound',
      header: 'From: A <a@ngoai.example>\r\nAuthentication-Results: mx.vidu.gov.vn; dkim=pass header.d=ngoai.example\r\n',
    });
    await at.until(() => next.got.length === 2);
    expect(state(at, aligned, huy)).toBe('failed');
    expect(next.got[1]?.to).toEqual(['a@ngoai.example']);
  });

  test('NOTIFY=NEVER nobody, NOTIFY=SUCCESS of a hop without DSN, RET=FULL the whole message', async () => {
    const next = await hop({
      options: { hideDSN: true },
      rcpt: (address) => {
        if (address === huy) throw new Refusal(550, '5.2.1 dong');
      },
    });
    const at = await world({ '*': `smtp://127.0.0.1:${next.port}` });
    const never = await hand(at, [{ address: huy, notify: ['NEVER'] }], { from: 'lanpt@vidu.gov.vn' });
    await at.until(() => state(at, never, huy) === 'failed');
    await hand(at, [{ address: 'x@ngoai.example', notify: ['SUCCESS'], orcpt: 'rfc822;x+2B1@ngoai.example' }], {
      from: 'lanpt@vidu.gov.vn',
      parameters: ' ENVID=QQ314159',
    });
    await at.until(() => next.got.some((got) => got.from === ''));
    const success = report(next.got.find((got) => got.from === '')?.bytes ?? '');
    expect(success).toContain('Original-Envelope-Id: QQ314159');
    expect(success).toContain(
      'Original-Recipient: rfc822;x+1@ngoai.example\r\nFinal-Recipient: rfc822; x@ngoai.example\r\nAction: relayed\r\nStatus: 2.0.0',
    );
    await hand(at, [{ address: huy, notify: ['FAILURE'] }], { from: 'lanpt@vidu.gov.vn', parameters: ' RET=FULL' });
    await at.until(() => next.got.filter((got) => got.from === '').length === 2);
    expect(report(next.got.filter((got) => got.from === '')[1]?.bytes ?? '')).toContain('Content-Type: message/rfc822');
    expect(next.got.filter((got) => got.from === '').every((got) => got.to[0] === 'lanpt@vidu.gov.vn')).toBe(true);
  });

  test('DSN parameters go on, one transaction a recipient', async () => {
    const next = await hop();
    const at = await world({ '*': `smtp://127.0.0.1:${next.port}` });
    await hand(
      at,
      [
        { address: huy, notify: ['SUCCESS', 'DELAY'] },
        { address: 'x@ngoai.example', notify: ['FAILURE'], orcpt: 'rfc822;y@ngoai.example' },
        mai,
      ],
      { parameters: ' RET=HDRS ENVID=E1' },
    );
    await at.until(() => next.got.length === 3);
    expect(next.got.map((got) => [got.to, got.dsn])).toEqual(
      expect.arrayContaining([
        [[huy], [{ notify: ['SUCCESS', 'DELAY'] }]],
        [['x@ngoai.example'], [{ notify: ['FAILURE'], orcpt: 'rfc822;y@ngoai.example' }]],
        [[mai], [null]],
      ]),
    );
    expect(next.got[0]?.params).toMatchObject({ RET: 'HDRS', ENVID: 'E1' });
  });

  test('a delay is told once, then the copy is given up', async () => {
    const next = await hop({
      rcpt: (address) => {
        if (address === huy) throw new Refusal(451, '4.3.0 cho');
      },
    });
    const at = await world({ '*': `smtp://127.0.0.1:${next.port}` }, { 'queue.delay-notice': 1, 'queue.lifetime': 3 });
    const id = await hand(at, [huy], { from: 'lanpt@vidu.gov.vn' });
    await at.until(() => state(at, id, huy) === 'failed');
    await at.until(() => next.got.length === 2);
    const [delayed = '', failed = ''] = next.got.map((got) => report(got.bytes));
    expect(delayed).toMatch(/X-Vanthu-Notice: delayed[^]*Action: delayed\r\nStatus: 4\.3\.0/);
    expect(failed).toMatch(/X-Vanthu-Notice: failed[^]*Action: failed\r\nStatus: 5\.4\.7|4\.4\.7/);
    expect(view(at, id).recipients[0]?.lastReply).toMatch(/^550 4\.4\.7 .*451 4\.3\.0 cho/);
  });
});

test('SMTPUTF8 goes on with the message; LMTP answers for each recipient', async () => {
  const next = await hop({ options: { lmtp: true } });
  const at = await world({ '*': `lmtp://127.0.0.1:${next.port}` });
  const id = await hand(at, [huy, mai], { parameters: ' SMTPUTF8' });
  await at.until(() => view(at, id).recipients.every((r) => r.state === 'delivered'));
  expect(next.got[0]?.params).toMatchObject({ SMTPUTF8: true });
});

test('probe says what a hop announces', async () => {
  const next = await hop({ options: { size: 10_240_000 } });
  const at = await world({ '*': `smtp://127.0.0.1:${next.port}` });
  expect(await at.gateway.relay.probe(readTarget(`smtp://127.0.0.1:${next.port}`))).toMatchObject({
    size: 10_240_000,
    extensions: expect.arrayContaining(['DSN', '8BITMIME']),
  });
  await next.close();
  await expect(at.gateway.relay.probe(readTarget(`smtp://127.0.0.1:${next.port}`))).rejects.toThrow('ECONNREFUSED');
});
