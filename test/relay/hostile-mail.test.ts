import { afterEach, expect, test } from '@jest/globals';
import { plainReader, startWorld, until, type World, type WorldOptions } from '../smtp/gateway-under-test.ts';
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
const world = async (routes: Record<string, string>, options: WorldOptions = {}): Promise<World> => {
  const started = await startWorld({
    ...options,
    relay: { routes, 'queue.first-retry': 0.05, 'queue.longest-retry': 0.2 },
    smtp: { submissions: 'off', 'smtp.greeting-delay': 0 },
  });
  open.unshift(started);
  return started;
};

async function hand(at: World, kind: 'relay' | 'inbound', from: string, header: string, to: string): Promise<string> {
  const client = await RawClient.greeted(at.port(kind));
  await client.all('EHLO x.example', `MAIL FROM:<${from}>`, `RCPT TO:<${to}>`, 'DATA');
  const reply = await client.say(`${header}Subject: x\r\n\r\ntext\r\n.`);
  client.close();
  return /Ma: (\S+)$/.exec(reply)?.[1] ?? reply;
}

test('one message that makes the next hop hang up does not keep all others waiting', async () => {
  const next = await hop({ cut: (to) => to.some((address) => address.startsWith('poison')) });
  const at = await world({ '*': `smtp://127.0.0.1:${next.port}?tls=none` });
  await hand(at, 'relay', 'maivt@vidu.gov.vn', '', 'poison@x.example');
  for (let i = 0; i < 3; i += 1) await hand(at, 'relay', 'maivt@vidu.gov.vn', '', `good${i}@x.example`);
  await until(() => new Set(next.got.flatMap((m) => m.to)).size === 3);
});

test('a failure is told to an outsider only where the proven domain is that of the envelope, not merely of From', async () => {
  const next = await hop({
    rcpt: (address) => {
      if (address.startsWith('huy')) throw new Refusal(550, '5.1.1 no such user');
    },
  });
  const reader: WorldOptions['reader'] = {
    async judge(task, lookup) {
      const judged = await plainReader.judge(task, lookup);
      return { ...judged, summary: { ...judged.summary, from: 'a@spam.example' } };
    },
  };
  const at = await world({ '*': `smtp://127.0.0.1:${next.port}?tls=none` }, { reader });
  const results = 'Authentication-Results: mx.vidu.gov.vn; dkim=pass header.d=spam.example\r\nFrom: a@spam.example\r\n';
  const id = await hand(at, 'inbound', 'victim@bank.example', results, 'huydq@vidu.gov.vn');
  await until(() => next.got.length > 0);
  expect(next.got.map((m) => m.to)).toEqual([['hoanv@vidu.gov.vn']]);
  expect(at.gateway.entries.view(id)?.recipients.map((r) => r.state)).toEqual(['sealed']);
});
