import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { has, run, type Ran } from './clients.ts';
import { maildir, Product, until } from './product.ts';

const suite = has('curl') ? describe : describe.skip;

suite(`the three things to try that the demonstration prints${has('curl') ? '' : ' (missing: curl)'}`, () => {
  let folder: string;
  let product: Product;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vanthu-e2e-demo-'));
    product = await Product.create(folder, null);
    await product.start();
  }, 120_000);
  afterAll(async () => {
    await product.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** The printed command, pasted as it stands. */
  const attempt = async (about: RegExp): Promise<Ran> => {
    const lines = product.stdout.split('\n');
    return run('bash', ['-c', lines[lines.findIndex((line) => about.test(line)) + 1]?.trim() ?? 'false']);
  };

  test('mật độ is filed as number 5, no secrecy alarm', async () => {
    expect((await product.register()).map((row) => row.arrivalNumber)).toEqual([1, 2, 3, 4]);
    expect(await attempt(/^ {2}1\./)).toMatchObject({ code: 0 });
    const row = await until('number 5', async () => (await product.register()).find((r) => r.arrivalNumber === 5));
    expect(row.subject).toMatch(/mật độ xây dựng/i);
    expect(await product.api('lanpt', 'sealed')).toMatchObject({ total: 0 });
  });

  test('inside mail forwarded outside waits, its author is asked', async () => {
    expect(await attempt(/^ {2}2\./)).toMatchObject({ code: 0 });
    await until('it is held', async () => {
      // Sound: the contract's shape of the list.
      const { items } = (await product.api('hoanv', 'held?state=waiting')) as { items: { recipients: string[]; asked: string[] }[] };
      return items.find((item) => item.recipients.includes('ban@congty.example') && item.asked.length > 0);
    });
    expect(await maildir(join(product.data, 'drop'), 'ban@congty.example')).toEqual([]);
  });

  test('a file of 9.0 MB is refused with figures', async () => {
    expect((await attempt(/^ {2}3\./)).output).toMatch(/^< 552 5\.3\.4 Thu nay 1[12],\d MB, vuot gioi han 10 MB\. .*7,3 MB/m);
  });

  test('ends within 10 s of SIGTERM, with 0', async () => {
    const before = Date.now();
    expect(await product.stop()).toBe(0);
    expect(Date.now() - before).toBeLessThan(10_500);
  });
});
