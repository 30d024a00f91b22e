import { fork, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { forkArguments } from '../../threads/start.ts';
import { startNextHop, type NextHop } from '../relay/next-hop.ts';
import { until } from '../smtp/gateway-under-test.ts';
import { RawClient } from '../smtp/raw-client.ts';

let folder: string;
let next: NextHop;
const children: ChildProcess[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vanthu-kill-'));
  next = await startNextHop();
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await next.close();
  await rm(folder, { recursive: true, force: true });
});

const program = new URL('./gateway-process.ts', import.meta.url);
async function start(): Promise<{ child: ChildProcess; port: number }> {
  const child = fork(program, [folder, `smtp://127.0.0.1:${next.port}`], {
    execArgv: [...forkArguments(program)],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  children.push(child);
  const { port } = await new Promise<{ port: number }>((resolve, reject) => {
    child.once('message', (message) => resolve(message as { port: number }));
    child.once('exit', (code) => reject(new Error(`the gateway ended: ${code}`)));
  });
  return { child, port };
}

/** Sends until the server dies; what was answered 250 is acknowledged. */
async function pour(port: number, name: string, acknowledged: string[]): Promise<void> {
  const client = await RawClient.greeted(port);
  await client.say('EHLO x.example');
  for (let i = 0; ; i++) {
    const mark = `<${name}-${i}@x.example>`;
    await client.all('MAIL FROM:<maivt@vidu.gov.vn>', 'RCPT TO:<x@ngoai.example>', 'DATA');
    const reply = await client.say(`Message-ID: ${mark}\r\nSubject: x\r\n\r\n${'nội dung '.repeat(i % 7 === 0 ? 40_000 : 20)}\r\n.`);
    if (reply.startsWith('250')) acknowledged.push(mark);
    if (client.ended) return;
  }
}

test('kill -9 amid many deliveries: nothing acknowledged is lost, what comes twice is the same entry', async () => {
  const acknowledged: string[] = [];
  for (const round of [0, 1, 2]) {
    const { child, port } = await start();
    const pouring = Array.from({ length: 8 }, (_, i) => pour(port, `${round}-${i}`, acknowledged));
    const before = acknowledged.length;
    await until(() => acknowledged.length > before + 60);
    child.kill('SIGKILL');
    await Promise.all(pouring);
  }
  await start();
  const arrived = (): ReadonlyMap<string, Set<string>> => {
    const ids = new Map<string, Set<string>>();
    for (const { bytes } of next.got) {
      const mark = /Message-ID: (\S+)/.exec(bytes)?.[1] ?? '';
      ids.set(mark, (ids.get(mark) ?? new Set()).add(/X-Vanthu-Id: ([^;]+)/.exec(bytes)?.[1] ?? ''));
    }
    return ids;
  };
  await until(() => acknowledged.every((mark) => arrived().has(mark)));
  expect(acknowledged.length).toBeGreaterThan(180);
  // nobody sent a mark twice, so each has one entry however many copies of it arrived
  expect([...arrived().values()].every((ids) => ids.size === 1)).toBe(true);
  expect(next.got.length - arrived().size).toBeLessThanOrEqual(3 * 30);
});
