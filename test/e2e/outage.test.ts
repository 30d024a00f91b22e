import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp, chmod, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { forkArguments } from '../../threads/start.ts';
import { makeDocx } from '../documents/make-zip.ts';
import { Dovecot, hasDovecot } from '../mailbox/dovecot.ts';
import { startNextHop, type NextHop } from '../relay/next-hop.ts';
import { Client, letter } from './clients.ts';
import { at, maildir, office, Product, until } from './product.ts';

/** The database as a process of its own, as MongoDB is. */
class Database {
  readonly #folder: string;
  #process: ChildProcess | null = null;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Resolves to its address, which stays the same. */
  async start(): Promise<string> {
    const program = new URL('../embedded/start-and-wait.ts', import.meta.url);
    return until('the database runs', async () => {
      const child = fork(program, [this.#folder], {
        execArgv: [...forkArguments(program)],
        env: { ...process.env, NODE_OPTIONS: '' },
        stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      });
      // The lock of the one before may still be held.
      const uri = await Promise.race([once(child, 'message').then(([sent]) => String(sent)), once(child, 'exit').then(() => null)]);
      if (uri !== null) this.#process = child;
      return uri;
    });
  }

  async stop(): Promise<void> {
    const child = this.#process;
    this.#process = null;
    if (child === null || child.exitCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }
}

const report = (number: number): Promise<Buffer> =>
  letter({
    from: 'vp@tanlap.example',
    to: office,
    subject: `Báo cáo ${number}`,
    text: `Gửi Báo cáo số ${number}/BC-UBND.`,
    messageId: `<bc-${number}@tanlap.example>`,
    attachments: [
      {
        filename: 'bao-cao.docx',
        content: makeDocx(
          'ỦY BAN NHÂN DÂN',
          'XÃ TÂN LẬP',
          'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM',
          'Độc lập - Tự do - Hạnh phúc',
          `Số: ${number}/BC-UBND`,
          'Tân Lập, ngày 05 tháng 11 năm 2026',
          'BÁO CÁO',
          `Kết quả rà soát lần ${number}`,
          'Kính gửi: Sở Nội vụ tỉnh Ví Dụ',
        ),
      },
    ],
  });

describe('what Văn Thư leans on goes away and comes back', () => {
  let folder: string;
  let product: Product;
  let database: Database;
  let next: NextHop;
  let imap: Dovecot | null = null;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vanthu-e2e-out-'));
    await chmod(folder, 0o755);
    database = new Database(join(folder, 'database'));
    next = await startNextHop();
    const [uri] = await Promise.all([database.start(), hasDovecot ? Dovecot.start(join(folder, 'dovecot')).then((d) => (imap = d)) : null]);
    product = await Product.create(folder, () => ({
      'mongodb-uri': uri,
      routes: { inside: `smtp://127.0.0.1:${next.port}`, '*': `maildir:${join(folder, 'outside')}` },
      queue: { 'first-retry': 0.5, 'longest-retry': 1 },
      ...(imap === null
        ? {}
        : { mailbox: { imap: `127.0.0.1:${imap.port}`, 'imap-tls': 'none', 'imap-user': 'vanthu', 'imap-password': 'mat-khau' } }),
    }));
    await product.start();
  }, 120_000);
  afterAll(async () => {
    await product.stop();
    await Promise.all([database.stop(), next.close(), imap?.stop()]);
    await rm(folder, { recursive: true, force: true });
  });

  /** Sends the same bytes again until they are taken; what the client saw before. */
  const send = async (door: 'submission' | 'inbound', from: string, to: string, bytes: Buffer): Promise<readonly number[]> => {
    const codes: number[] = [];
    while (!codes.includes(250) && codes.length < 10) {
      const client = await Client.open(product, door, door === 'submission' ? 'maivt' : null);
      codes.push((await client.send(from, [to], bytes)).code);
      client.close();
    }
    return codes;
  };
  const write = async (to: string, id: string): Promise<readonly number[]> =>
    send(
      'submission',
      at('maivt'),
      to,
      await letter({ from: at('maivt'), to, subject: id, text: `Nội dung ${id}.`, messageId: `<${id}@vidu.gov.vn>` }),
    );
  const came = (id: string): number => next.got.filter(({ bytes }) => bytes.includes(`Message-ID: <${id}@vidu.gov.vn>`)).length;
  const arrived = (id: string): Promise<unknown> => until(`${id} arrived`, () => came(id) > 0);
  const filed = async (number: number): Promise<number> =>
    (await product.register()).filter((row) => row.codeNumber === String(number)).length;
  const expectTemporary = (codes: readonly number[]): void => {
    expect(codes.at(-1)).toBe(250);
    expect(codes.slice(0, -1).filter((code) => code < 400 || code > 499)).toEqual([]);
  };
  const gapless = async (): Promise<void> => {
    const numbers = (await product.register()).map((row) => row.arrivalNumber);
    expect(numbers).toEqual(numbers.map((_, i) => i + 1));
  };

  test('the database: mail is taken or asked to come again, nothing leaves unjudged, all is caught up', async () => {
    expect(await write(at('huydq'), 'truoc')).toEqual([250]);
    await arrived('truoc');
    await database.stop();
    const [inside, outside, filing] = await Promise.all([
      write(at('huydq'), 'vang-1'),
      write('ban@congty.example', 'vang-2'),
      send('inbound', 'vp@tanlap.example', office, await report(101)),
    ]);
    // Staff are signed in and answered; a server outside may be asked to come again.
    expect([inside, outside]).toEqual([[250], [250]]);
    expectTemporary(filing);
    expect(came('vang-1')).toBe(0);
    expect(await maildir(join(folder, 'outside'), 'ban@congty.example')).toEqual([]);
    expect((await fetch(`${product.web}/healthz`)).status).toBe(200);
    await database.start();
    await arrived('vang-1');
    await until('the mail outside arrived', async () => (await maildir(join(folder, 'outside'), 'ban@congty.example')).length === 1);
    await until('the report is filed', async () => (await filed(101)) === 1);
    await gapless();
  });

  test('killed and started while the database is away: it waits for it and then delivers what it had taken', async () => {
    await database.stop();
    expect(await write(at('huydq'), 'mat-dien')).toEqual([250]);
    expectTemporary(await send('inbound', 'vp@tanlap.example', office, await report(102)));
    await product.kill();
    const started = product.start();
    await until('the start waits for the database', () => product.log.includes('the database is away'));
    await database.start();
    await started;
    await arrived('mat-dien');
    await until('the report is filed', async () => (await filed(102)) === 1);
    await gapless();
  });

  test('the next hop: mail waits, then arrives once', async () => {
    const { port } = next;
    await next.close();
    expect(await write(at('huydq'), 'cho-1')).toEqual([250]);
    expect(
      await send(
        'inbound',
        'vp@tanlap.example',
        at('tuanha'),
        await letter({ from: 'vp@tanlap.example', to: at('tuanha'), subject: 'x', text: 'x', messageId: '<cho-2@vidu.gov.vn>' }),
      ),
    ).toEqual([250]);
    await until('it was tried', async () => {
      const { items } = (await product.api('sonbn', `messages?messageId=${encodeURIComponent('<cho-1@vidu.gov.vn>')}`)) as {
        items: { recipients: { state: string; lastReply: string | null }[] }[];
      };
      const recipient = items[0]?.recipients[0];
      return recipient?.state === 'waiting' && recipient.lastReply !== null;
    });
    next = await startNextHop({ port });
    await Promise.all(['cho-1', 'cho-2'].map(arrived));
    expect([came('cho-1'), came('cho-2')]).toEqual([1, 1]);
  });

  (hasDovecot ? test : test.skip)(
    `the IMAP server${hasDovecot ? '' : ' (missing: dovecot, root)'}: mail that came meanwhile is filed once`,
    async () => {
      const put = async (number: number): Promise<void> => {
        const path = join(imap?.maildir ?? '', 'tmp', `${number}.e2e`);
        await writeFile(path, await report(number));
        await chown(path, 8, 8);
        await rename(path, join(imap?.maildir ?? '', 'new', `${number}.e2e`));
      };
      await put(103);
      await until('seen over IMAP', async () => (await filed(103)) === 1);
      await imap?.stop();
      await put(104);
      await until('the loss is noticed', () => product.log.includes('could not be read over IMAP'));
      await imap?.run();
      await put(105);
      await until('both are filed', async () => (await filed(104)) + (await filed(105)) === 2);
      expect(await filed(103)).toBe(1);
      await gapless();
    },
  );
});
