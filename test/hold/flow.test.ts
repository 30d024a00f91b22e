import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { createTransport } from 'nodemailer';
import { createCalendar } from '../../agency/calendar/calendar.ts';
import { calendarSettings } from '../../agency/calendar/settings.ts';
import type { Gateway } from '../../gateway/accept.ts';
import { createAnswerStep } from '../../gateway/hold/answer.ts';
import { createHold } from '../../gateway/hold/hold.ts';
import { withholdAnswers } from '../../gateway/hold/withhold-answers.ts';
import { createIndexStep } from '../../gateway/index-step.ts';
import { createNotices } from '../../gateway/notices.ts';
import { createReader } from '../../gateway/read/create-reader.ts';
import { readMessage } from '../../gateway/read/read-message.ts';
import type { Reader } from '../../gateway/read/reader.ts';
import type { Entries } from '../../gateway/spool/entry.ts';
import { createNoticesStep } from '../../gateway/tell-sender.ts';
import { defaultPolicy } from '../../rules/policy.ts';
import { createDecisions } from '../../store/decisions.ts';
import { createProvenance } from '../../store/provenance.ts';
import { createSentNotices } from '../../store/sent-notices.ts';
import { boundary, directory } from '../rules/agency.ts';
import { startWorld, type World } from '../smtp/gateway-under-test.ts';
import { agency, domain, quiet, startStore } from './agency.ts';

const at = (local: string): string => `${local}@${domain}`;
let store: Awaited<ReturnType<typeof startStore>>;
let world: World;
let reader: Reader;

beforeAll(async () => {
  store = await startStore();
  const connection = await store.connect();
  const people = directory();
  reader = createReader(
    {
      agency: agency.name,
      domain,
      policy: defaultPolicy,
      boundary,
      people: people.people,
      units: people.units,
      mailboxes: people.mailboxes,
    },
    { threads: 1, deadlineMs: 20_000 },
  );
  const provenance = await createProvenance(connection, 'flow');
  const decisions = await createDecisions(connection, 'flow');
  // the gateway is made of the steps, and the steps speak to the gateway
  let gateway: Gateway | null = null;
  const made = (): Gateway => {
    if (gateway === null) throw new Error('not started yet');
    return gateway;
  };
  const entries: Entries = { view: (id) => made().entries.view(id), rule: (id, ruling) => made().entries.rule(id, ruling) };
  const clock = (): Date => new Date();
  const shared = { reader, directory: () => people, boundary: () => boundary, domain, entries, clock, log: quiet };
  const notices = createNotices({
    ...shared,
    sent: await createSentNotices(connection, 'flow'),
    agency,
    support: 'Sơn',
    deliver: (raw, envelope) => made().deliver(raw, envelope),
  });
  const hold = createHold({
    ...shared,
    decisions,
    notices,
    provenance,
    calendar: createCalendar(calendarSettings.parse({})),
    page: () => null,
  });
  const steps = [
    createIndexStep({ provenance, boundary: () => boundary, directory: () => people }),
    createAnswerStep({ ...shared, hold, decisions, enforcesSenders: () => false }),
    hold.step,
    createNoticesStep({ ...shared, notices }),
  ];
  world = await startWorld({ reader: withholdAnswers(reader, domain), provenance, steps });
  gateway = world.gateway;
});
afterAll(async () => {
  await world.close();
  await reader.close();
  await store.stop();
});

const submit = async (
  person: string,
  mail: { to: string[]; subject: string; text: string; messageId?: string; references?: string; headers?: Record<string, string> },
): Promise<void> => {
  const transport = createTransport({
    host: '127.0.0.1',
    port: world.port('submission'),
    requireTLS: true,
    tls: { ca: readFileSync(world.certificate.ca), servername: 'localhost' },
    auth: { user: person, pass: 'đúng' },
  });
  await transport.sendMail({ from: person, ...mail, ...(mail.references === undefined ? {} : { inReplyTo: mail.references }) });
  transport.close();
};

const draft =
  'Chào Mai,\n\nPhòng dự kiến sắp xếp lại vị trí việc làm của ba đơn vị sự nghiệp trực thuộc theo hướng giảm đầu mối,\ntrong đó chuyển hai biên chế từ bộ phận tổng hợp sang bộ phận thanh tra và chưa công bố trước khi có ý kiến của Giám đốc.\n\nTuấn\n';

/** The newest notice of a kind in somebody's mailbox, waited for. */
const noticed = async (address: string, kind: string, about: string) => {
  let found: Awaited<ReturnType<typeof readMessage>>['message'] | undefined;
  const look = async (): Promise<boolean> => {
    for (const raw of await world.box(address)) {
      const { message } = await readMessage(Buffer.from(raw, 'latin1'));
      if (
        message.header.some((f) => f.name === 'x-vanthu-notice' && f.text === kind) &&
        `${message.subject}\n${message.text}`.includes(about)
      )
        found = message;
    }
    return found !== undefined;
  };
  for (let i = 0; i < 400 && !(await look()); i += 1) await new Promise((resolve) => setTimeout(resolve, 25));
  if (found === undefined) throw new Error(`no ${kind} for ${address} about ${about}`);
  return found;
};

const forwardedOut = async (tag: string): Promise<string> => {
  const out = `ketoan-${tag}@congty.example`;
  const messageId = `<${tag}@${domain}>`;
  await submit(at('tuanha'), { to: [at('maivt')], subject: `Dự thảo ${tag}`, text: `${tag}\n${draft}`, messageId });
  await submit(at('maivt'), {
    to: [out, at('huydq')],
    subject: `Fwd: Dự thảo ${tag}`,
    text: `Chuyển anh xem.\n\n-------- Thư gốc --------\nTừ: ${at('tuanha')}\n\n${tag}\n${draft}`,
    references: messageId,
  });
  return out;
};

test('Đồng ý by mail: the question, the copy inside, the answer, the copy outside', async () => {
  const out = await forwardedOut('ban-mot');
  await world.until(async () => (await world.box(at('huydq'))).length === 1);
  const question = await noticed(at('tuanha'), 'consent-question', 'ban-mot');
  await noticed(at('maivt'), 'held', 'ban-mot');
  expect(await world.box(out)).toEqual([]);
  const to = question.replyTo[0]?.address ?? '';
  await submit(at('maivt'), { to: [to], subject: 'Re: x', text: 'Đồng ý' });
  await submit(at('tuanha'), { to: [to], subject: 'Trả lời tự động', text: 'Đồng ý', headers: { 'Auto-Submitted': 'auto-replied' } });
  await submit(at('tuanha'), { to: [to], subject: 'Re: x', text: `Để xem lại\n\n> ${question.text.replaceAll('\n', '\n> ')}` });
  const again = await noticed(at('tuanha'), 'asked-again', 'ban-mot');
  expect(await world.box(out)).toEqual([]);
  await submit(at('tuanha'), { to: [again.replyTo[0]?.address ?? ''], subject: 'Re: x', text: 'Đồng ý\n\nTuấn' });
  await world.until(async () => (await world.box(out)).length === 1);
  await noticed(at('maivt'), 'released', 'ban-mot');
  // answers are consumed
  expect([...(await world.box(to)), ...(await world.box(again.replyTo[0]?.address ?? ''))]).toEqual([]);
});

test('Không đồng ý by mail: outside never gets it, the sender learns why', async () => {
  const out = await forwardedOut('ban-hai');
  const question = await noticed(at('tuanha'), 'consent-question', 'ban-hai');
  await submit(at('tuanha'), { to: [question.replyTo[0]?.address ?? ''], subject: 'Re: x', text: 'Không đồng ý, tài liệu chưa công bố.' });
  const refused = await noticed(at('maivt'), 'refused', 'ban-hai');
  expect(refused.text).toContain('Lý do: "tài liệu chưa công bố."');
  expect(await world.box(out)).toEqual([]);
});
