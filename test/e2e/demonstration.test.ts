import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { has, letter, run } from './clients.ts';
import { at, maildir, Product, until } from './product.ts';

const suite = has('swaks') ? describe : describe.skip;

suite(`the three things to try that the demonstration prints${has('swaks') ? '' : ' (missing: swaks)'}`, () => {
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

  /** The printed command, run as it stands in a folder that has the files it names. */
  const attempt = async (about: RegExp): Promise<string> => {
    const lines = product.stdout.split('\n');
    const at_ = lines.findIndex((line) => about.test(line));
    const command =
      lines
        .slice(at_ + 1)
        .find((line) => line.includes('swaks'))
        ?.trim() ?? '';
    return (await run('bash', ['-c', `cd '${folder}' && ${command.replaceAll('/tmp/9mb', '9mb')}`])).output;
  };

  test('mật độ is filed as number 5, no secrecy alarm', async () => {
    await copyFile(fileURLToPath(new URL('../data/documents/printed/bao-cao-gian-chu.pdf', import.meta.url)), join(folder, 'van-ban.pdf'));
    expect((await product.register()).map((row) => row.arrivalNumber)).toEqual([1, 2, 3, 4]);
    expect(await attempt(/^ {2}1\./)).toMatch(/^<-\s+250 2\.0\.0 /m);
    const row = await until('number 5', async () => (await product.register()).find((r) => r.arrivalNumber === 5));
    expect(row).toMatchObject({ codeNumber: '187', codeNotation: 'BC-UBND' });
    expect(await product.api('lanpt', 'sealed')).toMatchObject({ total: 0 });
  });

  test('inside mail forwarded outside waits, its author is asked', async () => {
    const [inside] = await maildir(join(product.data, 'drop'), at('huydq'));
    if (inside === undefined) throw new Error('nobody wrote to Huy');
    const forward = await letter({
      from: at('huydq'),
      to: 'ban@congty.example',
      subject: 'Fwd: tham khảo',
      text: 'Gửi anh tham khảo.',
      attachments: [{ filename: 'thu.eml', contentType: 'message/rfc822', content: inside }],
    });
    await writeFile(join(folder, 'thu-chuyen-tiep.eml'), forward);
    expect(await attempt(/^ {2}2\./)).toMatch(/^<~\s+250 2\.0\.0 /m);
    await until('it is held', async () => {
      const { items } = (await product.api('hoanv', 'held?state=waiting')) as { items: { recipients: string[]; asked: string[] }[] };
      return items.find((item) => item.recipients.includes('ban@congty.example') && item.asked.length > 0);
    });
    expect(await maildir(join(product.data, 'drop'), 'ban@congty.example')).toEqual([]);
  });

  test('a file of 9.0 MB is refused with figures', async () => {
    expect(await attempt(/^ {2}3\./)).toMatch(/^<~\*\s+552 5\.3\.4 Thu nay 12,\d MB, vuot gioi han 10,\d MB\..*7,3 MB/m);
  }, 150_000);

  test('ends within 10 s of SIGTERM, with 0', async () => {
    const before = Date.now();
    expect(await product.stop()).toBe(0);
    expect(Date.now() - before).toBeLessThan(10_500);
  });
});
