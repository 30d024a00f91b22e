import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createHold } from '../../gateway/hold/hold.ts';
import { maySee } from '../../gateway/hold/may-decide.ts';
import { withholdAnswers } from '../../gateway/hold/withhold-answers.ts';
import { consent, directory, domain, forwarded, outside, startStore, startWorld, type Sent, type World } from './agency.ts';

const at = (local: string): string => `${local}@${domain}`;
const [mai, tuan, huy, hoa, lan, duc, thuy] = ['maivt', 'tuanha', 'huydq', 'hoanv', 'lanpt', 'ductm', 'thuyltt'].map(at) as [
  string,
  string,
  string,
  string,
  string,
  string,
  string,
];
const person = (address: string) => {
  const found = directory.person(address);
  if (found === null) throw new Error(address);
  return found;
};

let store: Awaited<ReturnType<typeof startStore>>;
let world: World;
let count = 0;

beforeAll(async () => {
  store = await startStore();
});
afterAll(() => store.stop());
beforeEach(async () => {
  world = await startWorld(await store.connect());
});

const never = (): never => {
  throw new Error('not asked for');
};

const notice = (kind: string, to: string): Sent => {
  const found = world.sent.filter((n) => n.kind === kind && n.to === to).at(-1);
  if (found === undefined) throw new Error(`no ${kind} to ${to}; sent: ${world.sent.map((n) => `${n.kind}→${n.to}`).join(' ')}`);
  return found;
};
const told = (): readonly string[] => world.sent.map((n) => `${n.kind}→${n.to.split('@')[0] ?? ''}`);

/** Mai's forward of somebody's text to outside with Huy in copy, held for outside. */
const holdOne = async (findings = [consent('tuanha')], held: readonly string[] = [outside]): Promise<string> => {
  count += 1;
  const id = `m${String(count)}`;
  const entry = world.keep(id, { raw: forwarded([...held, huy]), from: mai, to: [...held, huy], held, findings });
  await world.hold.step.run(entry);
  return id;
};
const state = (id: string, address = outside) => world.kept.get(id)?.states.get(address);

describe('asking', () => {
  test('the author is asked, the sender is told, the colleague inside is left alone', async () => {
    const id = await holdOne();
    expect(told()).toEqual(['consent-question→tuanha', 'held→maivt']);
    const question = notice('consent-question', tuan);
    expect(question.text).toContain('Kính gửi: Đồng chí Hoàng Anh Tuấn, Trưởng phòng CCVC');
    expect(question.text).toContain(
      `Đồng chí Vũ Thị Mai đề nghị chuyển thư "Dự thảo của tuanha" của đồng chí ra ngoài cơ quan, tới ${outside}.`,
    );
    expect(question.text).toContain('trước 09 giờ ngày 26/11/2026.');
    expect(question.text).toContain('> Phòng dự kiến sắp xếp lại');
    expect(question.subject).toContain('Fwd: Dự thảo phương án');
    const held = notice('held', mai);
    expect(held.text).toContain(
      `Thư của đồng chí đã đến người nhận trong cơ quan. Với ${outside}, hệ thống đang xin ý kiến đồng chí Hoàng Anh Tuấn là người soạn (Điều 8 Quy chế). Trả lời "Rút lại" nếu không gửi nữa.`,
    );
    expect(held.text).not.toContain('đã gửi');
    expect(state(id)).toBe('held');
    expect(await world.decisions.countWaiting()).toBe(1);
  });

  test('the step again, also after a crash before anything was told, changes and tells nothing twice', async () => {
    world.fail.deliveries = 1;
    await expect(holdOne()).rejects.toThrow('disk');
    const entry = world.kept.get(`m${String(count)}`);
    if (entry === undefined) throw new Error('not kept');
    await world.hold.step.run(entry);
    await world.hold.step.run(entry);
    await world.hold.sweep();
    expect(told()).toEqual(['consent-question→tuanha', 'held→maivt']);
  });

  test('an author who is sender asks nobody about himself: those above decide', async () => {
    await holdOne([consent('maivt')]);
    expect(told()).toContain('consent-question→tuanha');
  });

  test('an author who left: the head of unit; the office mailbox: the Chánh Văn phòng', async () => {
    await holdOne([consent('bichnt')]);
    expect(notice('consent-question', tuan).text).toContain('của đồng chí Ngô Thị Bích ra ngoài');
    await holdOne([consent('vanthu')]);
    expect(notice('consent-question', hoa).text).toContain('của hộp thư cơ quan ra ngoài');
    await holdOne([
      consent('bichnt', [outside], {
        questions: [{ kind: 'consent', author: at('bichnt'), ask: [tuan, hoa], about: null, subject: 'Cũ', excerpt: '' }],
      }),
    ]);
    expect(notice('consent-question', tuan).text).toContain('chuyển thư "Cũ" của đồng chí Ngô Thị Bích ra ngoài');
  });

  test('nobody to ask: refused, never let through', async () => {
    const id = await holdOne([
      consent('khongai', [outside], { questions: [{ kind: 'consent', ask: [], about: null, subject: '', excerpt: '' }] }),
    ]);
    expect(told()).toContain('consent-question→hoanv');
    count += 1;
    const raw = forwarded([outside]).replaceAll(mai, hoa);
    const own = world.keep(`m${String(count)}`, {
      raw,
      from: hoa,
      to: [outside],
      held: [outside],
      findings: [consent('x', [outside], { questions: [] })],
    });
    await world.hold.step.run(own);
    expect(own.states.get(outside)).toBe('refused');
    expect(notice('refused', hoa).text).toContain('vì chưa có người cho ý kiến thay');
    expect(state(id)).toBe('held');
  });

  test('a redirect by the mail server tells the owner of the mailbox', async () => {
    const raw = `X-Sieve-Redirected-From: ${mai}\nFrom: ${tuan}\nTo: ${mai}\nSubject: Dự thảo\n\nx\n`;
    const entry = world.keep('r1', {
      raw,
      from: mai,
      to: [outside],
      held: [outside],
      findings: [consent('tuanha')],
      session: { via: 'relay', person: null },
    });
    await world.hold.step.run(entry);
    expect(told()).toEqual(['consent-question→tuanha', 'held→maivt']);
  });
});

describe('answers by mail', () => {
  test('Đồng ý releases, tells the sender and not the author of the answer', async () => {
    const id = await holdOne();
    const reply = await world.reply(notice('consent-question', tuan).token, tuan, 'Đồng ý\n\n> Trả lời "Từ chối"');
    expect(state(id)).toBe('waiting');
    expect(world.kept.get(id)?.rulings).toEqual([{ ruling: 'release', recipients: [outside], by: tuan, reason: '' }]);
    expect(world.entitled).toEqual([[id, 'm-tuanha', outside]]);
    expect(told().slice(2)).toEqual(['released→maivt']);
    expect(notice('released', mai).text).toContain('Đồng chí Hoàng Anh Tuấn đã đồng ý');
    // consumed: nothing of the answer goes on
    expect([...reply.states.values()]).toEqual(['refused']);
  });

  test('a refusal with its reason', async () => {
    const id = await holdOne();
    await world.reply(notice('consent-question', tuan).token, tuan, 'Không đồng ý, tài liệu chưa công bố.');
    expect(state(id)).toBe('refused');
    expect(notice('refused', mai).text).toContain('Lý do: "tài liệu chưa công bố."');
    expect(world.entitled).toEqual([]);
  });

  const nobody: readonly (readonly [string, string, object])[] = [
    ['forged from outside', tuan, { session: { via: 'inbound', person: null } }],
    ['forged from outside, aligned for our own domain', tuan, { session: { via: 'inbound', person: null, aligned: true } }],
    ['automatic', tuan, { headers: 'Auto-Submitted: auto-replied\n' }],
    ['null sender', tuan, { envelopeFrom: '' }],
    ['bulk', tuan, { headers: 'Precedence: bulk\n' }],
    ["another's", mai, {}],
    ['a colleague without a part in it', huy, {}],
    ['signed in as another', tuan, { session: { person: mai } }],
    ['another envelope', tuan, { envelopeFrom: mai }],
    ['another Sender field', tuan, { headers: `Sender: ${mai}\n` }],
    ['by a relay that enforces nothing', tuan, { session: { via: 'relay', person: null, client: '10.0.0.9' } }],
    [
      'redirected by a relay that enforces',
      tuan,
      { session: { via: 'relay', person: null, client: '10.0.0.2' }, headers: `Delivered-To: ${tuan}\n` },
    ],
  ];
  test.each(nobody)('%s changes nothing', async (_what, from, more) => {
    const id = await holdOne();
    const before = world.sent.length;
    await world.reply(notice('consent-question', tuan).token, from, 'Đồng ý', more);
    expect(state(id)).toBe('held');
    expect(world.sent).toHaveLength(before);
  });

  test('a relay that enforces senders speaks for its accounts', async () => {
    const id = await holdOne();
    await world.reply(notice('consent-question', tuan).token, tuan, 'OK', { session: { via: 'relay', person: null, client: '10.0.0.2' } });
    expect(state(id)).toBe('waiting');
  });

  test('a wrong token finds nothing, and the sender can not use hers as the author', async () => {
    const id = await holdOne();
    await world.reply('0'.repeat(40), tuan, 'Đồng ý');
    await world.reply(notice('held', mai).token, tuan, 'Rút lại');
    expect(state(id)).toBe('held');
  });

  test('an unclear answer is asked again once, then sent to the page, then ignored; the new token works', async () => {
    const id = await holdOne();
    await world.reply(notice('consent-question', tuan).token, tuan, 'Đông y');
    expect(notice('asked-again', tuan).text).toContain('"Đông y"');
    await world.reply(notice('asked-again', tuan).token, tuan, 'Đồng ý nhưng bỏ phụ lục');
    expect(notice('asked-again', tuan).text).toContain('trả lời trên trang trước');
    await world.reply(notice('asked-again', tuan).token, tuan, 'Để xem lại');
    expect(told().filter((t) => t === 'asked-again→tuanha')).toHaveLength(2);
    expect(state(id)).toBe('held');
    await world.reply(notice('asked-again', tuan).token, tuan, 'Đồng ý');
    expect(state(id)).toBe('waiting');
  });

  test('several authors: all must agree; one refusal ends it', async () => {
    const id = await holdOne(
      [consent('tuanha', [outside, 'b@congty.example']), consent('huydq', ['b@congty.example'])],
      [outside, 'b@congty.example'],
    );
    await world.reply(notice('consent-question', tuan).token, tuan, 'Nhất trí');
    expect([state(id), state(id, 'b@congty.example')]).toEqual(['waiting', 'held']);
    expect((await world.decisions.get(id))?.state).toBe('waiting');
    await world.reply(notice('consent-question', huy).token, huy, 'Từ chối');
    expect([state(id), state(id, 'b@congty.example')]).toEqual(['waiting', 'refused']);
    expect((await world.decisions.get(id))?.state).toBe('released');
    expect(told().slice(3)).toEqual(['released→maivt', 'refused→maivt']);
  });

  test('an author of another agency of the protected domain answers with aligned mail', async () => {
    const own = { ...world.options, boundary: () => ({ origin: ['vidu.gov.vn', 'soyte.vidu.gov.vn'], inside: [domain], trusted: [] }) };
    const { createAnswerStep } = await import('../../gateway/hold/answer.ts');
    const hold = createHold(own);
    const stranger = 'an@soyte.vidu.gov.vn';
    const finding = consent('x', [outside], { questions: [{ kind: 'consent', ask: [stranger], about: null, subject: 's', excerpt: '' }] });
    const entry = world.keep('other', { raw: forwarded(), from: mai, to: [outside], held: [outside], findings: [finding] });
    await hold.step.run(entry);
    expect(notice('consent-question', stranger).text).toMatch(/^Kính gửi: an@soyte\.vidu\.gov\.vn\r?\n/);
    const { token } = notice('consent-question', stranger);
    const answers = createAnswerStep({ ...own, hold, enforcesSenders: () => false });
    const write = async (aligned: boolean) => {
      const to = `tra-loi+${token}@${domain}`;
      const raw = `From: ${stranger}\nTo: ${to}\nSubject: Re\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\nĐồng ý\n`;
      await answers.run(
        world.keep(`answer-${String(aligned)}`, { raw, from: stranger, to: [to], session: { via: 'inbound', person: null, aligned } }),
      );
    };
    await write(false);
    expect(entry.states.get(outside)).toBe('held');
    await write(true);
    expect(entry.states.get(outside)).toBe('waiting');
  });
});

test('an answer to a notice is kept from leaving, whatever else the mail is for', async () => {
  const to = [at(`tra-loi+${'a'.repeat(40)}`), outside, at('tra-loi')];
  const outcomes = { [to[0] ?? '']: 'pass', [outside]: 'pass', [to[2] ?? '']: 'seal' } as const;
  const { verdict, record, summary } = world.keep('w1', { raw: forwarded(to), from: mai, to });
  const reader = { judge: () => Promise.resolve({ verdict: { ...verdict, outcomes }, record, summary, repaired: null }) };
  const task = { source: { bytes: Buffer.alloc(0) }, envelope: { from: mai, recipients: [], smtpUtf8: false, body8bit: false }, now: '' };
  const judged = await withholdAnswers(reader, domain).judge({ ...task, session: world.kept.get('w1')?.session ?? never() }, never);
  expect(judged.verdict.outcomes).toEqual({ ...outcomes, [to[0] ?? '']: 'hold' });
  const entry = world.keep('w2', { raw: forwarded(to), from: mai, to, held: to.slice(0, 1) });
  await world.hold.step.run(entry);
  expect(await world.decisions.get('w2')).toBeNull();
});

describe('the sender writes back', () => {
  test('Rút lại takes it back and tells the author', async () => {
    const id = await holdOne();
    await world.reply(notice('held', mai).token, mai, 'Rút lại');
    expect(state(id)).toBe('returned');
    expect(told().slice(2)).toEqual(['returned→maivt', 'returned→tuanha']);
    expect(notice('returned', tuan).text).toContain('Đồng chí Vũ Thị Mai đã rút lại thư');
    await world.reply(notice('consent-question', tuan).token, tuan, 'Đồng ý');
    expect(state(id)).toBe('returned');
  });

  test('Khẩn asks the head of unit together with the author', async () => {
    const id = await holdOne([consent('huydq')]);
    await world.reply(notice('held', mai).token, mai, 'Khẩn');
    expect(notice('consent-question', hoa).subject).toContain('KHẨN');
    await world.reply(notice('consent-question', hoa).token, hoa, 'Đồng ý');
    expect(state(id)).toBe('waiting');
    expect(told()).toContain('released→huydq');
  });

  test('one line of reason reaches the author, once', async () => {
    await holdOne();
    await world.reply(notice('held', mai).token, mai, 'Kế toán cần số liệu trong hôm nay');
    await world.reply(notice('held', mai).token, mai, 'Xin gửi ạ');
    expect(world.sent.filter((n) => n.kind === 'nudge')).toHaveLength(1);
    expect(notice('nudge', tuan).text).toContain('"Kế toán cần số liệu trong hôm nay"');
  });
});

describe('on the page', () => {
  test('who may decide', async () => {
    const id = await holdOne([consent('huydq')]);
    const decision = await world.decisions.get(id);
    if (decision === null) throw new Error('no decision');
    expect([mai, huy, lan, hoa, tuan, duc].map((who) => maySee(decision, directory, person(who)))).toEqual([
      true,
      true,
      true,
      true,
      false,
      false,
    ]);
    expect(await world.hold.release(id, person(mai), '')).toBe('forbidden');
    expect(await world.hold.release(id, person(lan), '')).toBe('forbidden');
    expect(await world.hold.release(id, person(tuan), '')).toBe('forbidden');
    expect(await world.hold.return(id, person(huy), '')).toBe('forbidden');
    expect(await world.hold.release('khong-co', person(hoa), '')).toBe('unknown');
    expect(await world.hold.release(id, person(hoa), '')).toBe('forbidden');
    expect(await world.hold.release(id, person(huy), 'Đã trao đổi')).toBe('done');
    expect(await world.hold.refuse(id, person(huy), '')).toBe('late');
    expect(told().slice(2)).toEqual(['released→maivt']);
  });

  test("a leader's text waits for himself or the delegate he named", async () => {
    const id = await holdOne([consent('ductm')]);
    expect(notice('consent-question', duc).text).toContain('Giám đốc');
    expect(await world.hold.release(id, person(hoa), '')).toBe('forbidden');
    expect(await world.hold.release(id, person(duc), '')).toBe('done');
  });

  test('approval: the one leader asked', async () => {
    const finding = consent('x', [outside], {
      rule: 'official.not-approved',
      questions: [{ kind: 'approval', ask: [thuy], about: null, subject: 'CV', excerpt: '' }],
    });
    const id = await holdOne([finding]);
    expect(notice('held', mai).text).toContain('hệ thống đang trình đồng chí Lê Thị Thanh Thủy, Phó Giám đốc, cho ý kiến duyệt');
    expect(notice('approval-question', thuy).subject).toContain('[Trình duyệt]');
    expect(await world.hold.release(id, person(hoa), '')).toBe('forbidden');
    await world.reply(notice('approval-question', thuy).token, thuy, 'Duyệt');
    expect(state(id)).toBe('waiting');
  });

  test('văn thư returns without judging', async () => {
    const id = await holdOne();
    expect(await world.hold.return(id, person(lan), 'Thiếu phụ lục')).toBe('done');
    expect(state(id)).toBe('returned');
    expect(notice('returned', mai).text).toContain('Lý do: "Thiếu phụ lục".');
  });

  test('of many answers at once the first wins, and is applied once', async () => {
    const id = await holdOne();
    const outcomes = await Promise.all([
      world.hold.release(id, person(tuan), ''),
      world.hold.refuse(id, person(tuan), ''),
      world.hold.return(id, person(lan), ''),
      world.hold.release(id, person(tuan), ''),
    ]);
    expect(outcomes.filter((o) => o === 'done')).toHaveLength(1);
    expect(outcomes.filter((o) => o === 'late')).toHaveLength(3);
    expect(world.kept.get(id)?.rulings).toHaveLength(1);
  });

  test('lists: by state, by person, page after page', async () => {
    const ids = [await holdOne(), await holdOne([consent('huydq')]), await holdOne()];
    await world.hold.release(ids[0] ?? '', person(tuan), '');
    const waiting = await world.decisions.list({ state: 'waiting', limit: 1 });
    expect([waiting.total, waiting.items.length]).toEqual([2, 1]);
    const rest = await world.decisions.list({ state: 'waiting', limit: 1, after: waiting.next ?? '' });
    expect([...waiting.items, ...rest.items].map((d) => d.id).sort()).toEqual(ids.slice(1).sort());
    expect(rest.next).toBeNull();
    expect((await world.decisions.list({ of: huy, limit: 50 })).items.map((d) => d.id)).toEqual([ids[1]]);
  });
});

describe('the clock', () => {
  const move = async (moment: string): Promise<void> => {
    world.time.now = new Date(`2026-11-${moment}:00+07:00`);
    await world.hold.sweep();
    await world.hold.sweep();
  };

  test('a nudge after 4 working hours, the head of unit after 8, returned after 16', async () => {
    const id = await holdOne([consent('huydq')]);
    await move('23T12:29');
    expect(world.sent).toHaveLength(2);
    // 24/11 is a holiday, and nobody works at night
    await move('23T14:00');
    expect(told().slice(2)).toEqual(['nudge→huydq']);
    await move('25T08:00');
    expect(told().slice(3)).toEqual([]);
    await move('25T09:00');
    expect(told().slice(3)).toEqual(['consent-question→hoanv']);
    await move('26T08:59');
    expect(state(id)).toBe('held');
    await move('26T09:00');
    expect(state(id)).toBe('returned');
    expect((await world.decisions.get(id))?.state).toBe('expired');
    expect(told().slice(4)).toEqual(['expired→maivt', 'expired→huydq', 'expired→hoanv']);
    expect(await world.hold.release(id, person(huy), '')).toBe('late');
  });

  test('nobody stands in for an author who is there: neither the Chánh Văn phòng nor the head before he is asked', async () => {
    const id = await holdOne([consent('huydq')]);
    expect(await world.hold.release(id, person(hoa), '')).toBe('forbidden');
    await move('25T09:00');
    expect(await world.hold.release(id, person(hoa), '')).toBe('done');
    const other = await holdOne([consent('tuanha')]);
    expect(await world.hold.release(other, person(hoa), '')).toBe('forbidden');
    expect(state(other)).toBe('held');
  });

  test('an answer after the time is over comes too late, also before the clock was looked at', async () => {
    const id = await holdOne();
    world.time.now = new Date('2026-11-26T09:00:00+07:00');
    expect(await world.hold.release(id, person(tuan), '')).toBe('late');
  });

  test('what was decided and not applied before a crash is applied at the next start', async () => {
    const id = await holdOne();
    const broken = createHold({ ...world.options, entries: { ...world.entries, rule: () => Promise.reject(new Error('died')) } });
    expect(await broken.release(id, person(tuan), '')).toBe('done');
    expect(state(id)).toBe('held');
    await createHold(world.options).sweep();
    expect(state(id)).toBe('waiting');
    expect(told().slice(2)).toEqual(['released→maivt']);
  });

  test('a consent never frees another message', async () => {
    const id = await holdOne();
    const entry = world.kept.get(id);
    if (entry === undefined) throw new Error('not kept');
    const other = world.keep('other-bytes', { raw: 'Subject: x\n\nother', from: mai, to: [outside], held: [outside] });
    world.kept.set(id, { ...entry, recipients: entry.recipients, open: (which) => other.open(which) });
    await world.hold.release(id, person(tuan), '');
    expect(entry.rulings).toEqual([]);
  });
});
