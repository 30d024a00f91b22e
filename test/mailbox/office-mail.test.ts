import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import MailComposer from 'nodemailer/lib/mail-composer/index.js';
import { createTransport } from 'nodemailer';
import type { Connection } from 'mongoose';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createDocumentReader, type DocumentReader } from '../../agency/documents/create-document-reader.ts';
import type { Announcement, Documents, Intake } from '../../agency/registry/ports.ts';
import { readWith } from '../../agency/registry/read-documents.ts';
import { createRegistry, type Registry } from '../../agency/registry/register.ts';
import type { MailboxSource } from '../../gateway/mailbox/found-mail.ts';
import { createMaildirSource } from '../../gateway/mailbox/maildir-source.ts';
import { createOfficeMail } from '../../gateway/mailbox/office-mail.ts';
import { createRegisterStep } from '../../gateway/mailbox/register-step.ts';
import type { Reader } from '../../gateway/read/reader.ts';
import { createReader } from '../../gateway/read/create-reader.ts';
import { loadTraceKeys } from '../../gateway/relay/trace-keys.ts';
import { isInside } from '../../mail/boundary.ts';
import { defaultPolicy } from '../../rules/policy.ts';
import { createFileBlobs } from '../../store/blobs.ts';
import { connectStore } from '../../store/connect.ts';
import { createDocuments } from '../../store/documents.ts';
import { startEmbeddedStore, type EmbeddedStore } from '../../store/embedded/start.ts';
import { createIntake } from '../../store/intake.ts';
import { makeDocx } from '../documents/make-zip.ts';
import { boundary, directory } from '../rules/agency.ts';
import { noFacts, silent, startWorld, until, type World } from '../smtp/gateway-under-test.ts';

const office = 'vanthu@vidu.gov.vn';
const people = directory();
const upstream = { authservId: 'mx.vidu.gov.vn', clients: ['127.0.0.1'] };

type Letter = {
  readonly from?: string;
  readonly subject: string;
  readonly text: string;
  readonly headers?: Record<string, string>;
  readonly docx?: readonly string[];
};
const compose = ({ from = 'vp@tanlap.example', subject, text, headers = {}, docx }: Letter): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const attachments = docx === undefined ? [] : [{ filename: 'van-ban.docx', content: makeDocx(...docx) }];
    new MailComposer({ from, to: office, subject, text, headers, attachments })
      .compile()
      .build((error: Error | null, message: Buffer) => (error === null ? resolve(message) : reject(error)));
  });
const report = (number: number, about: string): Letter => ({
  subject: `Báo cáo ${about}`,
  text: `Kính gửi Sở Nội vụ,\nUBND xã Tân Lập gửi Báo cáo số ${number}/BC-UBND.\nTrân trọng.`,
  docx: [
    'ỦY BAN NHÂN DÂN',
    'XÃ TÂN LẬP',
    'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM',
    'Độc lập - Tự do - Hạnh phúc',
    `Số: ${number}/BC-UBND`,
    'Tân Lập, ngày 05 tháng 11 năm 2026',
    'BÁO CÁO',
    about,
    'Kính gửi: Sở Nội vụ tỉnh Ví Dụ',
    'Thực hiện kế hoạch công tác năm 2026, Ủy ban nhân dân xã báo cáo như sau.',
    'Nơi nhận:',
    '- Như trên;',
    '- Lưu: VT.',
    'CHỦ TỊCH',
    'Lò Văn Hùng',
  ],
});

describe('mail to the office mailbox, from the listener and the Maildir to the register', () => {
  let world: World;
  let store: EmbeddedStore;
  let connection: Connection;
  let documents: Documents;
  let intake: Intake;
  let registry: Registry;
  let reader: Reader;
  let documentReader: DocumentReader;
  let source: MailboxSource;
  const told: Announcement[] = [];

  beforeAll(async () => {
    reader = createReader(
      {
        policy: { ...defaultPolicy, upstream },
        boundary,
        people: people.people,
        units: people.units,
        mailboxes: people.mailboxes,
        agency: people.agency,
        domain: 'vidu.gov.vn',
      },
      { threads: 1, deadlineMs: 15_000 },
    );
    documentReader = createDocumentReader({ deadlineMs: 15_000 });
    const register = {
      known: (keys: readonly string[]) => registry.known(keys),
      take: (mail: Parameters<Registry['take']>[0]) => registry.take(mail),
    };
    world = await startWorld({ reader, steps: [createRegisterStep({ register, office: () => office, boundary: () => boundary })] });
    store = await startEmbeddedStore({ folder: join(world.folder, 'store') });
    connection = await connectStore(store.uri);
    documents = await createDocuments(connection, people.agency, { random: Math.random });
    intake = await createIntake(connection, people.agency);
    const officeMail = createOfficeMail({
      register,
      reader,
      provenance: { lookup: async () => noFacts },
      boundary: () => boundary,
      office: () => office,
      traceKeys: await loadTraceKeys('', join(world.folder, 'secrets')),
      entry: (id) => world.gateway.entries.view(id),
      aligned: () => false,
      clock: () => new Date(),
      log: silent,
    });
    registry = createRegistry({
      documents,
      intake,
      blobs: createFileBlobs(join(world.folder, 'blobs')),
      examine: officeMail.examine,
      read: readWith(documentReader),
      announcements: { announce: (a) => Promise.resolve(void told.push(a)) },
      handOver: () => Promise.resolve(),
      directory: () => people,
      isInside: (address) => isInside(boundary, address),
      agency: { name: 'SỞ NỘI VỤ TỈNH VÍ DỤ', code: 'SNV' },
      receipts: true,
      complaintsPerson: '',
      clock: () => new Date(),
      log: silent,
    });
    source = createMaildirSource(join(world.drop, office), {
      take: officeMail.take,
      seenFile: join(world.folder, 'seen'),
      since: null,
      pollMs: 100,
      largest: 50_000_000,
      clock: () => new Date(),
      log: silent,
    });
    source.start();
  });
  afterAll(async () => {
    await source?.stop();
    await world?.stop();
    await Promise.all([reader?.close(), documentReader?.close(), connection?.close()]);
    await store?.stop();
    await world?.close();
  });

  const send = async (raw: Buffer, from = 'vp@tanlap.example', to: readonly string[] = [office]): Promise<void> => {
    const transport = createTransport({ host: '127.0.0.1', port: world.port('inbound'), secure: false, ignoreTLS: true });
    await transport.sendMail({ envelope: { from, to: [...to] }, raw });
    transport.close();
  };
  const rows = async () => (await documents.list({ book: 'den', limit: 200 })).items;
  const items = async (state: 'waiting' | 'spam' | 'registered' | 'failed') => (await intake.list({ states: [state], limit: 200 })).items;
  /** Every mail of the mailbox was seen by the Maildir source as well. */
  const settled = async (mails: number): Promise<void> => {
    const seen = async (): Promise<number> =>
      (await readFile(join(world.folder, 'seen'), 'utf8')).split('\n').filter((line) => line !== '').length - 1;
    await until(async () => (await seen()) === mails);
  };

  test('a report gets a number once, though the listener and the Maildir both bring it, twice', async () => {
    const raw = await compose(report(187, 'Kết quả rà soát hộ tịch quý III'));
    await send(raw);
    await until(async () => (await rows()).length === 1);
    await send(raw);
    await settled(2);
    const [row] = await rows();
    expect(await rows()).toHaveLength(1);
    expect(row).toMatchObject({
      arrivalNumber: 1,
      codeNumber: '187',
      codeNotation: 'BC-UBND',
      issuedDate: '2026-11-05',
      typeName: 'Báo cáo',
      source: { via: 'smtp' },
    });
    expect(row?.files[0]?.name).toBe('1_187-BC-UBND_1.docx');
    expect([(await items('waiting')).length, (await items('failed')).length]).toEqual([0, 0]);
  });

  test('a mail that another program puts into the mailbox is registered, with Unix line ends', async () => {
    const raw = await compose(report(188, 'Công tác tuyển quân'));
    const box = join(world.drop, office);
    await mkdir(join(box, 'tmp'), { recursive: true });
    await writeFile(join(box, 'tmp', '1.other.host'), raw.toString('latin1').replaceAll('\r\n', '\n'), 'latin1');
    await rename(join(box, 'tmp', '1.other.host'), join(box, 'new', '1.other.host'));
    await until(async () => (await rows()).some((row) => row.codeNumber === '188'));
    expect((await rows())[0]).toMatchObject({ arrivalNumber: 2, source: { via: 'imap' } });
    expect((await documents.list({ book: 'den', q: 'tuyen quan', limit: 5 })).total).toBe(1);
  });

  test('thanks wait, a đơn is closed away, advertising has its lane, mật độ is no secret', async () => {
    await send(await compose({ subject: 'Cảm ơn', text: 'Cảm ơn các anh chị đã hướng dẫn.' }));
    await send(
      await compose({
        subject: 'Đơn tố cáo',
        text: 'Tôi làm đơn tố cáo.',
        docx: ['CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM', 'ĐƠN TỐ CÁO', 'Kính gửi: Sở Nội vụ', 'Tôi là Nguyễn Văn A xin tố cáo như sau.'],
      }),
    );
    await send(await compose({ subject: 'Khóa tập huấn ưu đãi 50%', text: 'Ưu đãi 50%', headers: { 'X-Spam-Flag': 'YES' } }));
    await send(await compose(report(189, 'mật độ xây dựng khu dân cư')));
    await until(async () => (await rows()).length === 3);
    await settled(7);
    expect((await items('waiting')).map((item) => item.subject)).toEqual(['Cảm ơn']);
    expect((await items('spam')).map((item) => item.subject)).toEqual(['Khóa tập huấn ưu đãi 50%']);
    expect(await documents.list({ book: 'don', limit: 5 })).toMatchObject({ total: 1, items: [{ number: 1 }] });
    expect(told).toEqual([]);
  });

  test('our mark on other content: shown as a further copy, never dropped and never taken for the same', async () => {
    const box = join(world.drop, office);
    const mails = await Promise.all((await readdir(join(box, 'new'))).map((name) => readFile(join(box, 'new', name), 'latin1')));
    const thanks = mails.find((mail) => mail.includes('X-Vanthu-Id') && !mail.includes('van-ban.docx') && !mail.includes('X-Spam-Flag'));
    await writeFile(join(box, 'new', '9.altered.host'), thanks?.replace(/\r\n\r\n[^]*/, '\r\n\r\nOther words\r\n') ?? '', 'latin1');
    await writeFile(
      join(box, 'new', '9.forged.host'),
      (await compose(report(200, 'Dấu giả')))
        .toString('latin1')
        .replace(/^/, 'X-Vanthu-Id: 20261120000000-n1-aaaaaaaaaaaa; abcd; AAAA\r\n'),
      'latin1',
    );
    await until(async () => (await rows()).some((row) => row.codeNumber === '200'));
    await until(async () => (await items('waiting')).some((item) => item.kind === 'copy'));
    expect((await items('waiting')).find((item) => item.kind === 'copy')).toMatchObject({
      alteredCopyOf: expect.any(String),
      copyOf: null,
      reasons: ['Thư đã qua hệ thống nhưng nội dung nay khác: có thể là bản thêm.'],
    });
  });
});
