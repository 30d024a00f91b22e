import { describe, expect, test } from '@jest/globals';
import type { MailJudgement } from '../../mail/office-mail.ts';
import { decideRead, decideUnread, type Decision } from '../../agency/registry/decide.ts';
import { fieldsOf } from '../../agency/registry/draft.ts';
import { personalMail } from '../../agency/registry/office-mail-kind.ts';
import { agency, finding, isInside, judgement, messageOf, readingOf, readLetter, report, type Letter } from './world.ts';

const decide = async (letter: Letter, judged: Partial<MailJudgement> = {}): Promise<Decision> => {
  const message = messageOf(letter);
  const said = judgement({ inside: isInside(letter.from ?? ''), ...judged });
  const reading = letter.file === undefined ? await readLetter([]) : readingOf(letter.file.content);
  return (
    decideUnread({ message, judgement: said, notSpam: false }) ??
    decideRead({
      message,
      judgement: said,
      reading,
      fields: fieldsOf(reading, message.subject),
      hasFiles: letter.file !== undefined,
      same: null,
      alteredCopyOf: null,
      isInside,
      agency,
    })
  );
};
const file = (content: string, name = 'tep.pdf') => ({ name, content });
const mai = 'maivt@vidu.gov.vn';
const outsider: Letter['inner'] = [
  { messageId: null, from: [{ address: 'so@khac.example', name: '' }], to: [], subject: '', date: '2026-11-18T03:00:00.000Z', text: '' },
];

type Case = readonly [string, Letter, Partial<MailJudgement>, string];
const cases: readonly Case[] = [
  ['a report of a commune', report(187), {}, 'registering document den'],
  ['a scan nobody can read', { file: file('SCAN') }, {}, 'registering document den'],
  ['mật độ xây dựng', report(9, { subject: 'V/v MẬT ĐỘ XÂY DỰNG khu dân cư' }), {}, 'registering document den'],
  ['a document that a system sent', report(8, { header: { 'Auto-Submitted': 'auto-generated' } }), {}, 'registering document den'],
  ['thanks', { subject: 'Cảm ơn', text: 'Cảm ơn các anh chị đã hướng dẫn.' }, {}, 'waiting tray'],
  ['Đã nhận', { subject: 'Re: Kế hoạch', text: 'Đã nhận ạ\n> Kính gửi' }, {}, 'waiting tray'],
  ['a question without a file', { subject: 'Hỏi thủ tục', text: 'Xin hỏi thủ tục.' }, {}, 'waiting tray'],
  ['a file that is no document', { file: file('??', 'anh.bin') }, {}, 'waiting tray'],
  ['a DSN with our document inside', report(1, { top: 'multipart/report' }), { envelopeFrom: '' }, 'waiting tray'],
  ['an invitation answered', { subject: 'Chấp nhận: Họp giao ban', top: 'text/calendar' }, {}, 'waiting tray'],
  ['our own document come back', { file: file('Số: 5/QĐ-SNV | SỞ NỘI VỤ TỈNH VÍ DỤ | 2026-11-01') }, {}, 'waiting tray'],
  ["another province's Sở Nội vụ", { file: file('Số: 5/QĐ-SNV | SỞ NỘI VỤ TỈNH KHÁC | 2026-11-01') }, {}, 'registering document den'],
  ['inside mail with a file', { from: mai, file: file('Số: 5/TB-SNV | SỞ NỘI VỤ TỈNH VÍ DỤ') }, {}, 'waiting issue-request'],
  ['inside mail without a file', { from: mai, text: 'Chị ơi' }, {}, 'waiting tray'],
  ['inside mail with an outside document', report(7, { from: mai, inner: outsider }), {}, 'registering document den'],
  [
    'inside mail with an outside document quoted',
    report(7, { from: mai, text: 'Chuyển văn thư\n\nTừ: Sở Khác <so@khac.example>\nTới: mai' }),
    {},
    'registering document den',
  ],
  [
    'inside mail with an outside message and our draft',
    { from: mai, inner: outsider, file: file('Số: 5/TB-SNV | SỞ NỘI VỤ TỈNH VÍ DỤ') },
    {},
    'waiting issue-request',
  ],
  ['inside mail with an outside document, nobody knows whose', report(7, { from: mai, text: 'Em gửi chị' }), {}, 'waiting tray'],
  ['a đơn', { subject: 'Đơn tố cáo', file: file('ĐƠN TỐ CÁO') }, {}, 'registering complaint don'],
  ['a đơn that a rule saw', { text: 'Tôi tố cáo' }, { findings: [finding('complaint.excluded', 'seal')] }, 'registering complaint don'],
  ['an agency document about complaints', report(6), { findings: [finding('complaint.excluded', 'note')] }, 'registering document den'],
  ['advertising', report(5), { findings: [finding('spam.likely', 'note')] }, 'spam spam'],
  ['advertising, rule off', report(5), { findings: [finding('spam.likely', 'off')] }, 'registering document den'],
  ['a mark of secrecy', report(4), { findings: [finding('secrecy.marked', 'seal')] }, 'sealed sealed'],
  [
    'a mark of secrecy while a trial notes only',
    report(4),
    { findings: [finding('secrecy.marked', 'note', 'secrecy.subject')] },
    'sealed sealed',
  ],
  [
    'a word that is no mark',
    report(4),
    { findings: [finding('secrecy.marked', 'note', 'secrecy.mention.subject')] },
    'registering document den',
  ],
  ['a mark on the document only', { file: file('Số: 5/UBND | X | [MẬT]') }, {}, 'sealed sealed'],
  ['malware', report(4), { findings: [finding('malware.found', 'seal')] }, 'sealed sealed'],
  ['gửi đích danh', report(4, { subject: 'Gửi đích danh đồng chí Giám đốc' }), {}, 'waiting personal'],
  ['to the Chi bộ', report(4, { text: 'Kính gửi: Chi bộ Sở Nội vụ\n' }), {}, 'waiting personal'],
  ['a Party document', report(4, { subject: '123-CV/TU về công tác cán bộ' }), {}, 'waiting personal'],
];
test.each(cases)('%s', async (_name, letter, judged, expected) => {
  const decision = await decide(letter, judged);
  expect([decision.state, decision.kind, ...('book' in decision ? [decision.book] : [])].join(' ')).toBe(expected);
});

test('a đơn gửi đích danh is not opened', async () => {
  expect((await decide({ subject: 'Đích danh Giám đốc', file: file('ĐƠN TỐ CÁO') })).kind).toBe('personal');
});

test('who sent first is kept', async () => {
  expect(await decide(report(7, { from: mai, inner: outsider }))).toMatchObject({
    firstSender: { from: 'so@khac.example', at: '2026-11-18T03:00:00.000Z' },
  });
});

describe('ordinary mail about Party, union and youth is opened', () => {
  const ordinary = [
    'V/v thu kinh phí công đoàn năm 2026',
    'Kính gửi: Tỉnh ủy, UBND tỉnh, các sở, ban, ngành',
    'Công văn 12/CV-UBND',
    'Báo cáo về đoàn thanh tra',
    'Ủy ban nhân dân xã gửi báo cáo',
  ];
  test.each(ordinary)('%s', (subject) => expect(personalMail(messageOf({ subject }))).toBeNull());
  test.each(['Kính gửi Đảng uỷ Sở', '[Công đoàn] Thông báo', 'Gửi đồng chí Bí thư Chi bộ', '45-KH/ĐU'])('%s is not', (subject) =>
    expect(personalMail(messageOf({ subject }))).not.toBeNull(),
  );
});
