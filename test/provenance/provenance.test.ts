import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connection } from 'mongoose';
import type { IndexRecord, Keys } from '../../mail/facts.ts';
import type { Passed, Provenance } from '../../gateway/provenance.ts';
import { shinglesOf } from '../../gateway/read/shingles.ts';
import { connectStore } from '../../store/connect.ts';
import { startEmbeddedStore, type EmbeddedStore } from '../../store/embedded/start.ts';
import { createProvenance } from '../../store/provenance.ts';

const draft =
  'Phòng dự kiến sắp xếp lại vị trí việc làm của ba đơn vị sự nghiệp trực thuộc theo hướng giảm đầu mối, trong đó chuyển hai biên chế từ bộ phận tổng hợp sang bộ phận thanh tra và chưa công bố trước khi có ý kiến của Giám đốc.';
const other =
  'Kính mời các đồng chí dự buổi tập huấn về an toàn thông tin tổ chức lúc tám giờ ngày thứ Ba tại hội trường tầng hai, đề nghị mang theo máy tính xách tay.';
const footer =
  'Sở Nội vụ tỉnh Ví Dụ, số một đường Trần Phú, thành phố Ví Dụ, điện thoại không hai không ba, xin trân trọng cảm ơn và kính chào quý cơ quan.';
const outsider = 'x@congty.example';

type Brief = Partial<Omit<Passed, 'record'>> & { readonly text?: string; readonly record?: Partial<IndexRecord> };

let counter = 0;
const passed = (brief: Brief): Passed => {
  counter += 1;
  const author = brief.author ?? 'tuanha@vidu.gov.vn';
  const own = shinglesOf(brief.text ?? '', 'stored');
  const minute = String(counter).padStart(2, '0');
  const { text: _text, record, ...rest } = brief;
  return {
    id: `n1-${String(counter)}`,
    author,
    authorName: 'Hoàng Anh Tuấn',
    origin: 'inside',
    issued: false,
    passedAt: `2026-11-20T02:${minute}:00Z`,
    ...rest,
    record: {
      messageId: `<m${String(counter)}@vidu.gov.vn>`,
      references: [],
      insideIds: [],
      attachments: [],
      shingles: own.sample,
      shingleCount: own.count,
      subject: 'Dự thảo',
      date: null,
      from: author,
      fromName: '',
      participants: [author, 'maivt@vidu.gov.vn'],
      consentGiven: false,
      excerpt: (brief.text ?? '').slice(0, 100),
      ...record,
    },
  };
};

const keys = (text: string, more: Partial<Keys> = {}): Keys => ({
  messageId: '<moi@vidu.gov.vn>',
  references: [],
  insideIds: [],
  attachments: [],
  shingles: shinglesOf(text, 'judged').sample,
  ...more,
});

let folder = '';
let store: EmbeddedStore;
let connection: Connection;
let provenance: Provenance;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'provenance-'));
  store = await startEmbeddedStore({ folder });
  connection = await connectStore(store.uri, 'test');
});
afterAll(async () => {
  await connection.close();
  await store.stop();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  counter = 0;
  for (const name of ['passed', 'anchors', 'contacts']) {
    if (Object.hasOwn(connection.models, name)) await connection.model(name).deleteMany({});
    connection.deleteModel(new RegExp(`^${name}$`));
  }
  provenance = await createProvenance(connection, 'SNV');
});

const lookup = async (k: Keys, outside: readonly string[] = [outsider]) =>
  (await provenance.lookup(k, { account: null, now: '2026-11-20T03:00:00Z', outside })).known;

describe('what passed is found again', () => {
  test('by its text, inside a longer carrier', async () => {
    await provenance.add([passed({ text: draft }), passed({ text: other, author: 'huydq@vidu.gov.vn' })]);
    const found = await lookup(
      keys(`Em gửi anh chị tham khảo nội dung sau đây.\n\n> ${draft}\n\n${'Lời nhắn thêm vào cuối thư. '.repeat(30)}`),
    );
    expect(found.map((k) => [k.id, k.how, k.contained])).toEqual([['n1-1', ['text'], 1]]);
    expect(found[0]?.excerpt).toBe(draft.slice(0, 100));
  });

  test('by part of its text, with the share', async () => {
    await provenance.add([passed({ text: draft })]);
    const [found] = await lookup(keys(draft.slice(0, Math.floor(draft.length * 0.6))));
    expect(found?.contained).toBeGreaterThan(0.4);
    expect(found?.contained).toBeLessThan(0.7);
  });

  test('by Message-ID, message inside, reference and Thread-Index', async () => {
    await provenance.add([
      passed({ text: draft }),
      passed({ text: other }),
      passed({}),
      passed({ record: { references: ['thread-index:ab'] } }),
      passed({ text: footer }),
    ]);
    const found = await lookup(
      keys('', { messageId: '<m1@vidu.gov.vn>', insideIds: ['<m2@vidu.gov.vn>'], references: ['<m3@vidu.gov.vn>', 'thread-index:ab'] }),
    );
    expect(found.map((k) => [k.id, k.how])).toEqual([
      ['n1-1', ['same-message']],
      ['n1-2', ['message-inside']],
      ['n1-3', ['reference']],
      ['n1-4', ['reference']],
    ]);
  });

  test('by an attached file, with its name; the first sender is its author', async () => {
    const attachments = [{ sha256: 'aa', name: 'du-thao.docx' }];
    await provenance.add([passed({ record: { attachments } })]);
    await provenance.add([passed({ author: 'huydq@vidu.gov.vn', record: { attachments } })]);
    const found = await lookup(keys('', { attachments: [{ sha256: 'aa', name: 'x.docx' }] }));
    expect(found.map((k) => [k.author, k.how, k.attachments])).toEqual([['tuanha@vidu.gov.vn', ['attachment'], ['du-thao.docx']]]);
  });

  test('not when nothing goes outside', async () => {
    await provenance.add([passed({ text: draft })]);
    expect(await lookup(keys(draft), [])).toEqual([]);
  });

  test('not by another agency', async () => {
    await provenance.add([passed({ text: draft })]);
    for (const name of ['passed', 'anchors', 'contacts']) connection.deleteModel(new RegExp(`^${name}$`));
    const neighbour = await createProvenance(connection, 'STC');
    expect((await neighbour.lookup(keys(draft), { account: null, now: '2026-11-20T03:00:00Z', outside: [outsider] })).known).toEqual([]);
  });
});

describe('whose words they are', () => {
  test('a file that first came from outside keeps that origin', async () => {
    const attachments = [{ sha256: 'bb', name: 'moi.pdf' }];
    await provenance.add([
      passed({ author: 'a@ngoai.example', origin: 'outside', record: { attachments } }),
      passed({ record: { attachments } }),
    ]);
    expect((await lookup(keys('', { attachments }))).map((k) => k.origin)).toEqual(['outside']);
  });

  test('who quoted a text is not its author', async () => {
    await provenance.add([passed({ text: draft, author: 'maivt@vidu.gov.vn' })]);
    await provenance.add([passed({ text: `Đồng ý với dự thảo.\n> ${draft}` })]);
    const found = await lookup(keys(draft));
    expect(found.map((k) => k.author)).toEqual(['maivt@vidu.gov.vn']);
  });

  test('a footer that many authors use is nobody’s', async () => {
    const authors = ['a', 'b', 'c', 'd'].map((local) => `${local}@vidu.gov.vn`);
    await provenance.add(authors.map((author) => passed({ author, text: `Đã nhận. ${footer}` })));
    expect((await lookup(keys(`${other} ${footer}`))).filter((k) => k.contained >= 0.3)).toEqual([]);
  });

  test('a text shorter than 18 syllables shows nothing by itself', async () => {
    await provenance.add([passed({ text: 'Đề nghị các đồng chí nộp báo cáo tháng đúng hạn nhé' })]);
    expect(await lookup(keys('Đề nghị các đồng chí nộp báo cáo tháng đúng hạn nhé'))).toEqual([]);
  });

  test('content that its author sent outside later is issued; by somebody else it is not', async () => {
    const attachments = [{ sha256: 'cc', name: 'bc.pdf' }];
    await provenance.add([passed({ text: draft, record: { attachments } })]);
    await provenance.add([
      passed({ text: `Kính gửi quý công ty. ${draft}`, issued: true, author: 'maivt@vidu.gov.vn', record: { attachments } }),
    ]);
    expect((await lookup(keys(draft, { attachments }))).map((k) => [k.author, k.issued])).toEqual([['tuanha@vidu.gov.vn', false]]);
    await provenance.add([passed({ text: `Kính gửi quý công ty. ${draft}`, issued: true, record: { attachments } })]);
    expect((await lookup(keys(draft, { attachments }))).find((k) => k.id === 'n1-1')?.issued).toBe(true);
  });
});

test('a file that the office mailbox sent outside is issued, whoever wrote it first', async () => {
  const attachments = [{ sha256: 'dd', name: 'quyet-dinh.pdf' }];
  await provenance.add([passed({ record: { attachments } })]);
  await provenance.add([passed({ author: 'vanthu@vidu.gov.vn', issued: true, official: true, record: { attachments } })]);
  expect((await lookup(keys('', { attachments }))).map((k) => [k.author, k.issued])).toEqual([['tuanha@vidu.gov.vn', true]]);
});

describe('who may have it', () => {
  test('participants of ancestors, and those its author added later; nobody that others added', async () => {
    await provenance.add([
      passed({ author: 'maivt@vidu.gov.vn', record: { participants: ['maivt@vidu.gov.vn', 'goc@ngoai.example'] } }),
      passed({ text: draft, record: { references: ['<m1@vidu.gov.vn>'] } }),
      passed({ record: { references: ['<m1@vidu.gov.vn>', '<m2@vidu.gov.vn>'], participants: ['them@ngoai.example'] } }),
      passed({ author: 'maivt@vidu.gov.vn', record: { references: ['<m2@vidu.gov.vn>'], participants: ['la@ngoai.example'] } }),
    ]);
    const found = (await lookup(keys(draft))).find((k) => k.id === 'n1-2');
    expect(found?.entitled).toEqual(expect.arrayContaining(['tuanha@vidu.gov.vn', 'goc@ngoai.example', 'them@ngoai.example']));
    expect(found?.entitled).not.toContain('la@ngoai.example');
  });

  test('an outsider who writes under the author’s name, as a mailing list may, adds nobody', async () => {
    await provenance.add([passed({ text: draft })]);
    await provenance.add([passed({ origin: 'outside', record: { references: ['<m1@vidu.gov.vn>'], participants: [outsider] } })]);
    expect((await lookup(keys(draft)))[0]?.entitled).not.toContain(outsider);
  });

  test('a second message under the Message-ID of the thread’s first adds nobody', async () => {
    await provenance.add([passed({ author: 'maivt@vidu.gov.vn' })]);
    await provenance.add([
      passed({ author: 'a@ngoai.example', origin: 'outside', record: { messageId: '<m1@vidu.gov.vn>', participants: [outsider] } }),
      passed({ text: draft, record: { references: ['<m1@vidu.gov.vn>'] } }),
    ]);
    expect((await lookup(keys(draft))).find((k) => k.id === 'n1-3')?.entitled).not.toContain(outsider);
  });

  test('an ancestor that turns up after the message is none', async () => {
    await provenance.add([passed({ text: draft, record: { references: ['<cu@vidu.gov.vn>'] } })]);
    await provenance.add([passed({ author: 'maivt@vidu.gov.vn', record: { messageId: '<cu@vidu.gov.vn>', participants: [outsider] } })]);
    expect((await lookup(keys(draft)))[0]?.entitled).not.toContain(outsider);
  });

  test('an approved hold adds its recipients, by entry id or Message-ID', async () => {
    await provenance.add([passed({ text: draft }), passed({ text: other })]);
    await provenance.entitle(['n1-1', '<m2@vidu.gov.vn>'], ['X@congty.example']);
    expect((await lookup(keys(`${draft} ${other}`))).map((k) => k.entitled.includes(outsider))).toEqual([true, true]);
  });
});

describe('sending rate', () => {
  const rate = async (outside: readonly string[], now = '2026-11-20T03:00:00Z') =>
    (await provenance.lookup(keys(''), { account: 'maivt@vidu.gov.vn', now, outside })).rate;
  const sent = (outside: readonly string[], passedAt: string) =>
    passed({ author: 'maivt@vidu.gov.vn', account: 'MaiVT@vidu.gov.vn', outside, passedAt });

  test('messages of the last hour, and outside addresses never written to before with those of this one', async () => {
    await provenance.add([sent(['a@x.example'], '2026-11-20T01:30:00Z'), sent(['b@x.example'], '2026-11-20T02:30:00Z')]);
    expect(await rate(['a@x.example', 'b@x.example', 'c@x.example', 'd@x.example'])).toEqual({ messages: 1, newOutside: 3 });
  });

  test('the same message again counts once', async () => {
    const one = sent(['b@x.example'], '2026-11-20T02:30:00Z');
    await provenance.add([one, one]);
    await provenance.add([one]);
    expect(await rate(['b@x.example'])).toEqual({ messages: 1, newOutside: 1 });
    // Mail that stays inside meets nobody new.
    expect(await rate([])).toEqual({ messages: 1, newOutside: 0 });
  });
});

test('a formula in more than a hundred messages no longer leads to any of them', async () => {
  const batch = Array.from({ length: 101 }, (_, i) =>
    passed({ author: 'tuanha@vidu.gov.vn', passedAt: '2026-11-20T02:00:00Z', text: footer, record: { messageId: `<f${String(i)}@x>` } }),
  );
  await provenance.add(batch);
  expect(await lookup(keys(footer))).toEqual([]);
});
