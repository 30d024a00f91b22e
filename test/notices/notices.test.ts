import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { answerToken, createNotices, hashToken, newToken } from '../../gateway/notices.ts';
import { readMessage } from '../../gateway/read/read-message.ts';
import { createNoticesStep, explainSize } from '../../gateway/tell-sender.ts';
import type { Envelope } from '../../mail/envelope.ts';
import type { Finding } from '../../mail/verdict.ts';
import { createSentNotices } from '../../store/sent-notices.ts';
import { agency, boundary, directory, domain, forwarded, outside, quiet, startStore, startWorld, type World } from '../hold/agency.ts';
import { samples } from './samples.ts';

const at = (local: string): string => `${local}@${domain}`;
let store: Awaited<ReturnType<typeof startStore>>;
beforeAll(async () => {
  store = await startStore();
});
afterAll(() => store.stop());

const clock = (): Date => new Date('2026-11-23T08:00:00+07:00');
const makeNotices = async (key: string) => {
  const delivered: { raw: Buffer; envelope: Envelope }[] = [];
  const counted: string[] = [];
  const fail = { left: 0 };
  const sent = await createSentNotices(await store.connect(), key);
  const notices = createNotices({
    sent,
    agency,
    support: 'Sơn',
    directory: () => directory,
    clock,
    log: quiet,
    onSent: (kind, role) => counted.push(`${kind} ${role}`),
    deliver(raw, envelope) {
      if (fail.left > 0) {
        fail.left -= 1;
        return Promise.reject(new Error('the disk is full'));
      }
      delivered.push({ raw, envelope });
      return Promise.resolve('n1');
    },
  });
  return { notices, delivered, counted, fail };
};

describe('a notice as mail', () => {
  test('who it is from, where answers go, that a program wrote it', async () => {
    const { notices, delivered, counted } = await makeNotices('as-mail');
    const token = newToken();
    const send = () =>
      notices.send({
        kind: 'consent-question',
        key: 'k',
        to: at('tuanha'),
        about: 'm1',
        data: samples['consent-question'],
        replyToken: token,
        inReplyTo: '<a@b>',
      });
    expect(await send()).toBe(true);
    const [first] = delivered;
    if (first === undefined) throw new Error('not delivered');
    expect(first.envelope).toMatchObject({ from: '', recipients: [{ address: at('tuanha') }] });
    const { message } = await readMessage(first.raw);
    expect(message.from).toEqual([{ address: at('thu-cong-vu'), name: 'Hệ thống thư công vụ – SỞ NỘI VỤ TỈNH VÍ DỤ' }]);
    expect(message.to).toEqual([{ address: at('tuanha'), name: 'Hoàng Anh Tuấn' }]);
    expect(message.replyTo[0]?.address).toBe(at(`tra-loi+${token}`));
    const field = (name: string) => message.header.find((f) => f.name === name)?.text;
    expect([field('auto-submitted'), field('x-vanthu-notice'), field('x-vanthu-message'), field('in-reply-to')]).toEqual([
      'auto-generated',
      'consent-question',
      'm1',
      '<a@b>',
    ]);
    expect(message.parts.map((p) => [p.mediaType, p.charset?.toLowerCase()])).toEqual([['text/plain', 'utf-8']]);
    expect(message.wire).toEqual({ bareNewline: false, nul: false });
    expect(
      Math.max(
        ...first.raw
          .toString('latin1')
          .split('\r\n')
          .map((line) => line.length),
      ),
    ).toBeLessThan(999);
    expect(counted).toEqual(['consent-question truong-phong']);
    // told once, whoever asks again
    expect(await Promise.all([send(), send()])).toEqual([false, false]);
    expect(delivered).toHaveLength(1);
  });

  test('at the same time or after a failed hand-over it is told once, with the same Message-ID', async () => {
    const { notices, delivered, fail } = await makeNotices('once');
    const send = () => notices.send({ kind: 'admin', key: 'k', to: at('sonbn'), about: null, data: samples.admin });
    fail.left = 1;
    await expect(send()).rejects.toThrow('disk');
    expect((await Promise.all([send(), send(), send()])).filter(Boolean)).toHaveLength(1);
    const other = await makeNotices('another-agency');
    await other.notices.send({ kind: 'admin', key: 'k', to: at('sonbn'), about: null, data: samples.admin });
    const ids = await Promise.all([...delivered, ...other.delivered].map(async ({ raw }) => (await readMessage(raw)).message.messageId));
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
  });

  test('to an outside address: automatic reply, attachments as they are', async () => {
    const { notices, delivered, counted } = await makeNotices('outside');
    const content = Buffer.from('Nội dung\r\n');
    await notices.send({
      kind: 'receipt',
      key: 'k',
      to: 'vp@tanlap.example',
      about: 'd1',
      data: samples.receipt,
      attach: [{ name: 'biên nhận.txt', mediaType: 'text/plain', content }],
    });
    const { message, parts } = await readMessage(delivered[0]?.raw ?? Buffer.alloc(0));
    expect(message.header.find((f) => f.name === 'auto-submitted')?.text).toBe('auto-replied');
    expect(message.text).toMatch(/^Kính gửi: Ủy ban nhân dân xã Tân Lập\.[\s\S]*has received your document[\s\S]*Hỗ trợ: Sơn/);
    expect(parts.map((p) => p.part.fileName)).toContain('biên nhận.txt');
    expect(counted).toEqual(['receipt ngoai']);
  });
});

test('tokens: 160 bits, told by their hash, found in an address of ours only', () => {
  const token = newToken();
  expect(token).toMatch(/^[0-9a-f]{40}$/);
  expect(hashToken(token.toUpperCase())).toBe(hashToken(token));
  expect(answerToken(`Tra-Loi+${token.toUpperCase()}@VIDU.gov.vn`, domain)).toBe(token);
  expect(answerToken(at('tra-loi'), domain)).toBe('');
  expect([
    answerToken(`tra-loi+${token}@khac.gov.vn`, domain),
    answerToken(at('traloi'), domain),
    answerToken(at('x+tra-loi'), domain),
  ]).toEqual([null, null, null]);
});

describe('what rules did to mail that was accepted', () => {
  let world: World;
  beforeEach(async () => {
    world = await startWorld(await store.connect());
  });
  const run = async (
    id: string,
    mail: Parameters<World['keep']>[1],
    outcomes: Record<string, 'reject' | 'pass' | 'seal'>,
    repaired = false,
  ) => {
    const entry = world.keep(id, mail);
    const step = createNoticesStep({
      notices: world.notices,
      reader: world.options.reader,
      directory: () => directory,
      boundary: () => boundary,
      domain,
    });
    // the object's own getter is kept
    const judged = Object.defineProperties({}, Object.getOwnPropertyDescriptors(entry)) as typeof entry;
    await step.run(Object.defineProperties(judged, { verdict: { value: { ...entry.verdict, outcomes } }, repaired: { value: repaired } }));
    await step.run(judged);
  };
  const told = () => world.sent.map((n) => `${n.kind}→${n.to.split('@')[0] ?? ''}`);
  const finding = (rule: string, action: Finding['action'], explain?: string): Finding => ({
    rule,
    clause: 'Điều 8 Quy chế',
    action,
    reasons: [{ code: 'x', text: 'Nội dung: TCVN3 (ABC), đọc được là "Kính gửi"' }],
    recipients: [outside],
    ...(explain === undefined ? {} : { explain }),
  });
  const mail = { raw: forwarded(), from: at('maivt'), to: [outside] };

  test('a repair is told once a day', async () => {
    const findings = [finding('unicode.legacy-encoding', 'repair')];
    await run('p1', { ...mail, findings }, { [outside]: 'pass' }, true);
    await run('p2', { ...mail, findings }, { [outside]: 'pass' }, true);
    world.time.now = new Date('2026-11-25T08:00:00+07:00');
    await run('p3', { ...mail, findings }, { [outside]: 'pass' }, true);
    expect(told()).toEqual(['repaired→maivt', 'repaired→maivt']);
    expect(world.sent[0]?.text).toContain('- Nội dung: TCVN3 (ABC), đọc được là "Kính gửi"');
  });

  test('mail of the agency server that a rule refuses: the owner inside is told, else the administrator, never outside', async () => {
    const session = { via: 'relay', person: null } as const;
    const findings = [finding('malware.found', 'reject', 'Thư có tệp độc hại.')];
    await run('f1', { ...mail, session, findings }, { [outside]: 'reject' });
    expect(told()).toEqual(['refused→maivt']);
    expect(world.sent[0]?.text).toContain(`chưa gửi được tới ${outside} vì thư có tệp độc hại (Điều 8 Quy chế).`);
    await run(
      'f2',
      { raw: forwarded().replaceAll(at('maivt'), 'gia@ngoai.example'), from: 'gia@ngoai.example', to: [outside], session, findings },
      { [outside]: 'reject' },
    );
    expect(told()).toEqual(['refused→maivt', 'admin→sonbn']);
  });

  test('a secret: time and sender, nothing of the mail, to văn thư and the Chánh Văn phòng', async () => {
    const session = { via: 'inbound', person: null } as const;
    await run(
      's1',
      {
        raw: 'Subject: [MẬT] Kế hoạch A\n\nMẬT\n',
        from: 'vp@tanlap.example',
        to: [at('vanthu')],
        session,
        findings: [finding('secrecy.marked', 'seal')],
      },
      { [at('vanthu')]: 'seal' },
    );
    expect(told()).toEqual(['admin→lanpt', 'admin→hoanv']);
    for (const { text, subject } of world.sent) {
      expect(text).toContain('08 giờ ngày 23/11/2026 có thư của vp@tanlap.example');
      expect(`${subject} ${text}`).not.toContain('Kế hoạch A');
    }
  });

  test('a refused secret of our own is named by its time, not by its subject', async () => {
    await run('s2', { ...mail, findings: [finding('secrecy.marked', 'reject', 'Thư có dấu chỉ độ mật.')] }, { [outside]: 'reject' });
    expect(told()).toEqual(['refused→maivt']);
    expect(`${world.sent[0]?.subject ?? ''} ${world.sent[0]?.text ?? ''}`).not.toContain('Dự thảo');
  });

  test('the size is explained once per person and size in 4 hours', async () => {
    const now = world.time.now;
    const size = samples['too-large'];
    const results = [
      await explainSize(world.notices, at('maivt'), size, now),
      await explainSize(world.notices, at('maivt'), size, now),
      await explainSize(world.notices, at('huydq'), size, now),
      await explainSize(world.notices, at('maivt'), { ...size, bytes: 1 }, now),
      await explainSize(world.notices, at('maivt'), size, new Date(now.getTime() + 8 * 3_600_000)),
    ];
    expect(results).toEqual([true, false, true, true, true]);
  });
});
