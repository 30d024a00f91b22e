import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeDocx } from '../documents/make-zip.ts';
import { Client, letter } from './clients.ts';
import { at, maildir, office, Product, until } from './product.ts';

let folder: string;
let product: Product;
const clients = new Set<Client>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vanthu-e2e-kill-'));
  product = await Product.create(folder, () => ({
    routes: { '*': `maildir:${join(folder, 'drop')}` },
    smtp: { 'connections-per-client': 300 },
    queue: { 'first-retry': 0.5, 'longest-retry': 1 },
    // every client here is one person at one desk
    rate: { messages: 10_000, 'new-outside': 10_000 },
  }));
  await product.start();
}, 120_000);
afterAll(async () => {
  for (const client of clients) client.close();
  await product.stop();
  await rm(folder, { recursive: true, force: true });
});

type Delivery = {
  readonly id: string;
  readonly door: 'submission' | 'inbound';
  readonly bytes: Buffer;
  /** Replies so far; the sender comes again until it is 250. */
  readonly codes: number[];
};

/** Half from staff to a colleague, half documents for the office mailbox. */
const deliveries = (name: string, count: number): Promise<readonly Delivery[]> =>
  Promise.all(
    Array.from({ length: count }, async (_, i): Promise<Delivery> => {
      const id = `<${name}-${i}@${i % 2 === 0 ? 'vidu.gov.vn' : 'tanlap.example'}>`;
      if (i % 2 === 0) {
        const mail = { from: at('maivt'), to: at('huydq'), subject: `Thư ${i}`, text: `Nội dung ${i}.`, messageId: id };
        return { id, door: 'submission', bytes: await letter(mail), codes: [] };
      }
      const number = `${name === 'nguon' ? 1 : 2}${String(i).padStart(3, '0')}`;
      const lines = [
        'ỦY BAN NHÂN DÂN',
        'XÃ TÂN LẬP',
        'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM',
        'Độc lập - Tự do - Hạnh phúc',
        `Số: ${number}/BC-UBND`,
      ];
      const rest = ['Tân Lập, ngày 05 tháng 11 năm 2026', 'BÁO CÁO', `Kết quả rà soát lần ${number}`, 'Kính gửi: Sở Nội vụ tỉnh Ví Dụ'];
      const bytes = await letter({
        from: 'vp@tanlap.example',
        to: office,
        subject: `Báo cáo ${number}`,
        text: `Gửi Báo cáo số ${number}/BC-UBND.`,
        messageId: id,
        attachments: [{ filename: 'bao-cao.docx', content: makeDocx(...lines, ...rest) }],
      });
      return { id, door: 'inbound', bytes, codes: [] };
    }),
  );

const open = async ({ door }: Delivery): Promise<Client> => {
  const client = await Client.open(product, door, door === 'submission' ? 'maivt' : null);
  clients.add(client);
  return client;
};

const hand = async (client: Client, delivery: Delivery): Promise<number> => {
  const inside = delivery.door === 'submission';
  const { code } = await client.send(inside ? at('maivt') : 'vp@tanlap.example', [inside ? at('huydq') : office], delivery.bytes);
  delivery.codes.push(code);
  return code;
};

/** The same bytes again, as a mail server does, until they are taken. */
const again = async (delivery: Delivery): Promise<void> => {
  await until(`${delivery.id} is taken`, async () => {
    const client = await open(delivery).catch(() => null);
    if (client === null) return false;
    const code = await hand(client, delivery);
    client.close();
    clients.delete(client);
    return code === 250;
  });
};

const acknowledged = (sent: readonly Delivery[]): readonly Delivery[] => sent.filter((d) => d.codes.includes(250));

const idsIn = (mails: readonly string[], of: RegExp): readonly string[] => mails.map((mail) => of.exec(mail)?.[1] ?? '');

/** Everything arrived, each mail as one entry and each document as one row. */
async function expectAllOnce(sent: readonly Delivery[], rowsBefore: number): Promise<void> {
  const documents = sent.filter((d) => d.door === 'inbound');
  const letters = sent.filter((d) => d.door === 'submission');
  const rows = await until('every document is in the register', async () => {
    const all = await product.register();
    return all.length >= rowsBefore + documents.length ? all : null;
  });
  expect(rows.map((row) => row.arrivalNumber)).toEqual(rows.map((_, i) => i + 1));
  const ids = new Set(sent.map((d) => d.id));
  const filed = rows.map((row) => row.source.messageId ?? '').filter((id) => ids.has(id));
  expect(filed.toSorted()).toEqual(documents.map((d) => d.id).toSorted());
  const mails = await until('every letter arrived', async () => {
    const all = await maildir(join(folder, 'drop'), at('huydq'));
    const there = new Set(idsIn(all, /^Message-ID: (<.*>)\r$/im));
    return letters.every((d) => there.has(d.id)) ? all : null;
  });
  // Twice only where the sender was not answered and came again, or where we died between a delivery and its record.
  const entries = new Map<string, Set<string>>();
  for (const mail of mails) {
    const id = /^Message-ID: (<.*>)\r$/im.exec(mail)?.[1] ?? '';
    entries.set(id, (entries.get(id) ?? new Set()).add(/^X-Vanthu-Id: ([^;]+)/im.exec(mail)?.[1] ?? ''));
  }
  for (const { id, codes } of letters) {
    expect(entries.get(id)?.size).toBeGreaterThanOrEqual(1);
    expect(entries.get(id)?.size).toBeLessThanOrEqual(codes.length);
  }
}

test('kill -9 amid 200 deliveries at once: nothing acknowledged is lost, nothing is filed twice, no number is skipped', async () => {
  const sent = await deliveries('nguon', 200);
  const connected = await Promise.all(sent.map(async (delivery) => [await open(delivery), delivery] as const));
  const answers = connected.map(([client, delivery]) => hand(client, delivery));
  await until('enough is acknowledged', () => acknowledged(sent).length >= 60);
  await product.kill();
  await Promise.all(answers);
  const [before, open_] = [acknowledged(sent), sent.filter((d) => !d.codes.includes(250))];
  expect(before.length).toBeGreaterThanOrEqual(60);
  expect(open_.length).toBeGreaterThan(0);
  await product.start();
  // First what was acknowledged arrives by itself.
  const documents = before.filter((d) => d.door === 'inbound');
  await until('what was acknowledged is filed', async () => {
    const filed = new Set((await product.register()).map((row) => row.source.messageId));
    return documents.every((d) => filed.has(d.id));
  });
  await Promise.all(open_.map(again));
  await expectAllOnce(sent, 0);
}, 150_000);

test('kill -9 of the embedded store alone under load: senders see 250 or 4xx, and all of it arrives once', async () => {
  const sent = await deliveries('kho', 80);
  const rowsBefore = (await product.register()).length;
  const connected = await Promise.all(sent.map(async (delivery) => [await open(delivery), delivery] as const));
  const first = await product.storePid();
  const answers = connected.map(([client, delivery]) => hand(client, delivery));
  await until('some is acknowledged', () => acknowledged(sent).length >= 10);
  process.kill(first, 'SIGKILL');
  await Promise.all(answers);
  await Promise.all(sent.filter((d) => !d.codes.includes(250)).map(again));
  expect(sent.flatMap((d) => d.codes).filter((code) => code !== 250 && (code < 400 || code > 499))).toEqual([]);
  await expectAllOnce(sent, rowsBefore);
  expect(await product.storePid()).not.toBe(first);
}, 100_000);
