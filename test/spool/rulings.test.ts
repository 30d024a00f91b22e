import { afterEach, expect, test } from '@jest/globals';
import { startWorld, type World } from '../smtp/gateway-under-test.ts';
import { RawClient } from '../smtp/raw-client.ts';

const worlds: World[] = [];
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.close();
});

test('of two clerks who decide about sealed mail at the same moment the first wins', async () => {
  const world = await startWorld({ smtp: { submissions: 'off', submission: 'off', relay: 'off', 'smtp.greeting-delay': 0 } });
  worlds.push(world);
  const huy = 'huydq@vidu.gov.vn';
  const client = await RawClient.greeted(world.port('inbound'));
  await client.say('EHLO x.example');
  await client.all('MAIL FROM:<a@ngoai.example>', `RCPT TO:<${huy}>`, 'DATA');
  const id = /Ma: (\S+)$/.exec(await client.say('X-Outcome: seal\r\nSubject: x\r\n\r\nx\r\n.'))?.[1] ?? '';
  client.close();
  const rule = (ruling: 'release' | 'drop', by: string): Promise<void> =>
    world.gateway.entries.rule(id, { ruling, recipients: [huy], by, reason: '' });
  await Promise.all([rule('drop', 'a@vidu.gov.vn'), rule('release', 'b@vidu.gov.vn')]);
  expect(world.gateway.entries.view(id)?.events.map((e) => e.event)).toEqual(['dropped']);
  await world.until(() => world.gateway.unfinished().length === 0);
  expect(await world.box(huy)).toEqual([]);
});
