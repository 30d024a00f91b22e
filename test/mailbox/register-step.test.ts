import { expect, test } from '@jest/globals';
import type { OfficeMail } from '../../mail/office-mail.ts';
import type { Outcome } from '../../mail/verdict.ts';
import { createRegisterStep } from '../../gateway/mailbox/register-step.ts';
import type { EntryView, RecipientState } from '../../gateway/spool/entry.ts';
import { boundary } from '../rules/agency.ts';
import { startWorld, until } from '../smtp/gateway-under-test.ts';
import { createTransport } from 'nodemailer';

const office = 'vanthu@vidu.gov.vn';

test('what passes is handed over in order; what is sealed is not, until a person releases it', async () => {
  const taken: OfficeMail[] = [];
  const step = createRegisterStep({
    register: { take: (mail) => Promise.resolve(taken.push(mail)) },
    office: () => office,
    boundary: () => boundary,
  });
  const world = await startWorld({ steps: [step] });
  try {
    const transport = createTransport({ host: '127.0.0.1', port: world.port('inbound'), ignoreTLS: true });
    const send = (subject: string, outcome: Outcome, to = office) =>
      transport.sendMail({
        envelope: { from: 'a@ngoai.example', to },
        raw: `From: a@ngoai.example\r\nTo: ${to}\r\nSubject: ${subject}\r\nX-Outcome: ${outcome}\r\n\r\nx\r\n`,
      });
    await send('sealed', 'seal');
    await send('elsewhere', 'pass', 'maivt@vidu.gov.vn');
    for (let i = 0; i < 10; i += 1) await send(String(i), 'pass', i === 3 ? 'VANTHU@vidu.gov.vn' : office);
    transport.close();
    await until(() => taken.length === 10);
    expect(taken.map((mail) => mail.summary.subject)).toEqual(Array.from({ length: 10 }, (_, i) => String(i)));
    expect(taken[0]).toMatchObject({
      via: 'smtp',
      judgement: { envelopeFrom: 'a@ngoai.example', aligned: false, inside: false, findings: [] },
    });

    const sealed = world.gateway.unfinished().find((entry) => entry.summary.subject === 'sealed');
    if (sealed === undefined) throw new Error('nothing is sealed');
    await step.run(sealed);
    expect(taken).toHaveLength(10);
    await world.gateway.entries.rule(sealed.id, { ruling: 'release', recipients: [office], by: 'hoanv@vidu.gov.vn', reason: '' });
    const released = world.gateway.entries.view(sealed.id);
    if (released === null) throw new Error('the entry is gone');
    await step.run(released);
    expect(taken.at(-1)).toMatchObject({ entryId: sealed.id, judgement: { findings: [{ rule: 'header.ambiguous', action: 'note' }] } });
  } finally {
    await world.close();
  }
});

test('a mail that a colleague sends is of inside, one the agency’s own server forwards for an outsider is not', async () => {
  const taken: OfficeMail[] = [];
  const step = createRegisterStep({
    register: { take: (mail) => Promise.resolve(taken.push(mail)) },
    office: () => office,
    boundary: () => boundary,
  });
  const entry = (via: 'submission' | 'relay' | 'notice', from: string, state: RecipientState = 'delivered'): EntryView => ({
    id: 'e',
    envelope: { from, recipients: [{ address: office }], smtpUtf8: false, body8bit: false },
    session: { via, person: null, client: '', helo: '', tls: false, receivedAt: '2026-11-20T02:00:00.000Z', aligned: true },
    verdict: { outcomes: { [office]: 'pass' }, findings: [], reply: { code: 250, enhanced: '', text: '' }, repaired: false },
    summary: { messageId: null, subject: '', from, fromName: '', date: null, bytes: 1, automatic: false },
    record: {
      messageId: null,
      references: [],
      insideIds: [],
      attachments: [],
      shingles: [],
      subject: '',
      date: null,
      from,
      fromName: '',
      participants: [],
      shingleCount: 0,
      consentGiven: false,
      excerpt: '',
    },
    recipients: [{ address: office, state, lastReply: null, at: '' }],
    events: [],
    committedAt: '2026-11-20T02:00:00.000Z',
    repaired: false,
    open: () => Promise.reject(new Error('not asked')),
    read: () => Promise.resolve(Buffer.from('Subject: x\r\n\r\n')),
  });
  await step.run(entry('submission', 'maivt@vidu.gov.vn'));
  await step.run(entry('relay', 'maivt@vidu.gov.vn'));
  await step.run(entry('relay', 'a@ngoai.example'));
  await step.run(entry('notice', ''));
  expect(taken.map((mail) => mail.judgement?.inside)).toEqual([true, true, false]);
});
