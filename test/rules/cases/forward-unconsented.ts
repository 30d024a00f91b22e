import type { RuleCase } from '../case.ts';

const out = 'x@congty.example';
const held = { rule: 'forward.unconsented', action: 'hold' } as const;
const noted = { rule: 'forward.unconsented', action: 'note' } as const;
const waits = { outcomes: { [out]: 'hold' } } as const;
const tuan = ['tuanha', 'hoanv'];

const thunderbird = (from: string): string =>
  `Em gửi anh chị tham khảo.\n\n-------- Tin nhắn đã được chuyển tiếp --------\nTiêu đề: Dự thảo\nNgày: Fri, 20 Nov 2026 09:12\nTừ: ${from}\nTới: maivt@vidu.gov.vn\n\nPhòng dự kiến sắp xếp lại.`;
const outlook = (from: string): string =>
  `Kính gửi công ty,\n\nTừ: ${from}\nĐã gửi: Thứ Sáu, 20 Tháng 11 2026 9:12 SA\nTới: Vũ Thị Mai\nChủ đề: Dự thảo\n\nPhòng dự kiến sắp xếp lại.`;

export const forwardCases: readonly RuleCase[] = [
  {
    name: 'text of an inside mail reaches somebody new outside; the colleague inside has it at once',
    rcpt: ['huydq', out],
    message: { subject: 'Fwd: Dự thảo phương án', text: thunderbird('tuanha@vidu.gov.vn') },
    known: [{ author: 'tuanha' }],
    expect: {
      ...waits,
      findings: [
        {
          ...held,
          recipients: [out],
          codes: ['content.text', 'participants.outside', 'sign.separator', 'sign.prefix'],
          says: 'Khoảng 92% nội dung thư "Dự thảo phương án" của đồng chí Hoàng Anh Tuấn (gửi 09:12 ngày 20/11/2026) có trong thư này',
          ask: [tuan],
        },
      ],
    },
  },
  { name: 'a new mail', message: { text: 'Chúc anh một tuần tốt lành.' }, expect: { findings: [] } },
  { name: 'forwarding inside', rcpt: ['huydq'], known: [{ author: 'tuanha' }], expect: { findings: [] } },
  { name: 'to a trusted school', rcpt: ['gv@truonghoc.example'], known: [{ author: 'tuanha' }], expect: { findings: [] } },
  {
    name: 'the trust has ended',
    rcpt: ['gv@truonghoc.example'],
    boundary: { trusted: [{ entry: 'truonghoc.example', unit: 'CCVC', reason: '', until: '2026-11-22' }] },
    known: [{ author: 'tuanha' }],
    expect: { findings: [{ ...held, ask: [tuan] }], outcomes: { 'gv@truonghoc.example': 'hold' } },
  },
  { name: 'the author sends his own', as: 'tuanha', known: [{ author: 'tuanha' }], expect: { findings: [] } },
  {
    name: 'an outsider who stood on the thread',
    known: [{ author: 'tuanha', entitled: ['tuanha', 'maivt', out] }],
    expect: { findings: [] },
  },
  {
    name: 'a reply with one outsider added',
    rcpt: ['doitac@congty.example', out],
    message: { subject: 'Re: Dự thảo' },
    known: [{ author: 'tuanha', how: ['reference', 'text'], contained: 0.5, entitled: ['tuanha', 'maivt', 'doitac@congty.example'] }],
    expect: { ...waits, findings: [{ ...held, recipients: [out], codes: ['content.reference'], ask: [tuan] }] },
  },
  { name: 'a reference without content', known: [{ author: 'tuanha', how: ['reference'], contained: 0 }], expect: { findings: [] } },
  {
    name: 'part of the text under a forward prefix',
    message: { subject: 'Fwd: Dự thảo' },
    known: [{ author: 'tuanha', contained: 0.4 }],
    expect: { ...waits, findings: [{ ...held, codes: ['content.text', 'sign.prefix'], ask: [tuan] }] },
  },
  {
    name: 'half of the text without any sign',
    known: [{ author: 'tuanha', contained: 0.55 }],
    expect: { findings: [{ ...noted, codes: ['forward.partly'] }] },
  },
  { name: 'a few common words', known: [{ author: 'tuanha', how: ['text'], contained: 0.4 }], expect: { findings: [] } },
  {
    name: 'an attachment alone, with another subject',
    message: { subject: 'Tài liệu' },
    known: [{ author: 'tuanha', how: ['attachment'], contained: 0, attachments: ['du-thao.docx'] }],
    expect: { ...waits, findings: [{ ...held, codes: ['content.attachment'], says: 'Tệp "du-thao.docx"', ask: [tuan] }] },
  },
  {
    name: 'the whole mail attached',
    message: { parts: [{ mediaType: 'message/rfc822', holdsMessage: true }] },
    known: [{ author: 'tuanha', how: ['message-inside'], contained: 0 }],
    expect: { ...waits, findings: [{ ...held, codes: ['content.message-inside', 'sign.message-inside'], ask: [tuan] }] },
  },
  {
    name: 'what first came from outside',
    known: [{ author: 'b@ngoai.example', origin: 'outside' }],
    expect: { findings: [{ ...noted, codes: ['forward.from-outside'] }] },
  },
  { name: 'what we issued', known: [{ author: 'vanthu', issued: true }], expect: { findings: [{ ...noted, codes: ['forward.issued'] }] } },
  {
    name: 'consent given in the original',
    known: [{ author: 'tuanha', consentGiven: true }],
    expect: { findings: [{ ...noted, codes: ['forward.consent-given'] }] },
  },
  {
    name: 'two authors, each about his part',
    known: [
      { id: 'a', author: 'tuanha' },
      { id: 'b', author: 'huydq', authorName: 'Đỗ Quang Huy', contained: 0.8 },
    ],
    expect: {
      ...waits,
      findings: [
        { ...held, says: 'Hoàng Anh Tuấn', ask: [tuan] },
        { ...held, says: 'Đỗ Quang Huy', ask: [['huydq', 'hoanv']] },
      ],
    },
  },
  {
    name: 'two mails of one author: he is asked about both, each for those who never had it',
    rcpt: ['a@congty.example', out],
    known: [
      { id: 'a', author: 'tuanha', entitled: ['tuanha', 'a@congty.example'] },
      { id: 'b', author: 'tuanha', subject: 'Lịch họp' },
    ],
    expect: {
      findings: [
        { ...held, recipients: [out], ask: [tuan] },
        { ...held, recipients: ['a@congty.example', out], says: 'Lịch họp', ask: [tuan] },
      ],
      outcomes: { 'a@congty.example': 'hold', [out]: 'hold' },
    },
  },
  {
    name: 'the office mailbox wrote it: the Chánh Văn phòng',
    known: [{ author: 'vanthu' }],
    expect: { ...waits, findings: [{ ...held, ask: [['hoanv']] }] },
  },
  {
    name: 'a unit wrote it: its head',
    known: [{ author: 'ccvc' }],
    expect: { ...waits, findings: [{ ...held, ask: [['tuanha', 'hoanv']] }] },
  },
  {
    name: 'the head of the unit sends on its mail',
    as: 'tuanha',
    known: [{ author: 'ccvc' }],
    expect: { findings: [{ ...noted, codes: ['forward.by-owner'] }] },
  },
  { name: 'a leader is asked himself', known: [{ author: 'ductm' }], expect: { ...waits, findings: [{ ...held, ask: [['ductm']] }] } },
  {
    name: 'a leader who is away: whoever acts by uỷ quyền, never a subordinate',
    known: [{ author: 'ductm' }],
    people: { ductm: { away: true } },
    expect: { ...waits, findings: [{ ...held, ask: [['thuyltt']] }] },
  },
  {
    name: 'a leader who is away and named a delegate',
    known: [{ author: 'thuyltt' }],
    people: { thuyltt: { away: true, delegate: 'hoanv@vidu.gov.vn' } },
    expect: { ...waits, findings: [{ ...held, ask: [['hoanv', 'ductm']] }] },
  },
  {
    name: 'the author has left: head of unit, then Chánh Văn phòng',
    known: [{ author: 'bichnt' }],
    expect: { ...waits, findings: [{ ...held, ask: [['tuanha', 'hoanv']] }] },
  },
  {
    name: 'the author is away and named a delegate',
    known: [{ author: 'huydq' }],
    people: { huydq: { away: true, delegate: 'maivt@vidu.gov.vn' } },
    as: 'tuanha',
    expect: { ...waits, findings: [{ ...held, ask: [['maivt', 'hoanv']] }] },
  },
  {
    name: 'nobody left to ask',
    known: [{ author: 'bichnt' }],
    people: { tuanha: { state: 'left' }, hoanv: { state: 'left' } },
    expect: {
      findings: [{ rule: 'forward.unconsented', action: 'reject', codes: ['forward.nobody-to-ask'] }],
      outcomes: { [out]: 'reject' },
      reply: '550 5.7.1',
    },
  },
  {
    name: 'the người đứng đầu himself',
    as: 'ductm',
    known: [{ author: 'tuanha' }],
    expect: { findings: [{ ...noted, codes: ['forward.by-head'] }] },
  },
  {
    name: "a server's own redirect is by the mailbox's owner",
    via: 'relay',
    envelopeFrom: 'maivt',
    message: { from: 'tuanha', fields: ['X-Sieve-Redirected-From: maivt@vidu.gov.vn', 'X-Vanthu-Id: a; b; c'] },
    known: [{ author: 'tuanha', how: ['same-message', 'text'] }],
    expect: { ...waits, findings: [{ ...held, codes: ['content.same-message', 'sign.sieve-redirect'], ask: [tuan] }] },
  },
  {
    name: "a redirect that keeps the author's envelope is not by the author",
    via: 'relay',
    envelopeFrom: 'tuanha',
    message: { from: 'tuanha', fields: ['Delivered-To: maivt@vidu.gov.vn'] },
    known: [{ author: 'tuanha', how: ['same-message'] }],
    expect: { ...waits, findings: [{ ...held, ask: [tuan] }] },
  },
  {
    name: 'a forged Delivered-To makes nobody the author',
    via: 'relay',
    envelopeFrom: 'maivt',
    message: { from: 'tuanha', fields: ['Delivered-To: tuanha@vidu.gov.vn'] },
    known: [{ author: 'tuanha', how: ['same-message'] }],
    expect: { ...waits, findings: [{ ...held, ask: [['hoanv']] }] },
  },
  {
    name: 'mail written on the agency server leaves by its author',
    via: 'relay',
    envelopeFrom: 'tuanha',
    known: [{ author: 'tuanha' }],
    expect: { findings: [] },
  },
  {
    name: 'a redirect of mail nobody stored: its From is inside',
    via: 'relay',
    envelopeFrom: 'maivt',
    message: { from: 'Hoàng Anh Tuấn <tuanha>', fields: ['X-Sieve-Redirected-From: maivt@vidu.gov.vn'] },
    expect: { ...waits, findings: [{ ...held, codes: ['shown.redirect'], ask: [tuan] }] },
  },
  {
    name: "a client redirect of a colleague's mail",
    message: { from: 'tuanha', fields: ['Resent-From: maivt@vidu.gov.vn', 'Resent-To: x@congty.example'] },
    known: [{ author: 'tuanha', how: ['same-message'] }],
    expect: { ...waits, findings: [{ ...held, codes: ['sign.resent'], ask: [tuan] }] },
  },
  {
    name: 'no stored mail, the quoted From is inside',
    message: { text: thunderbird('Hoàng Anh Tuấn <tuanha@vidu.gov.vn>') },
    expect: { ...waits, findings: [{ ...held, codes: ['shown.block'], says: 'Hoàng Anh Tuấn', ask: [tuan] }] },
  },
  {
    name: 'Outlook writes the name only',
    message: { text: outlook('Nguyễn Văn Hoà') },
    expect: { ...waits, findings: [{ ...held, codes: ['shown.block'], ask: [['hoanv']] }] },
  },
  { name: 'no stored mail, the quoted From is outside', message: { text: outlook('doitac@congty.example') }, expect: { findings: [] } },
  { name: 'the quoted From is the sender', message: { text: outlook('maivt@vidu.gov.vn') }, expect: { findings: [] } },
  {
    name: 'a reply line names a colleague',
    message: {
      subject: 'Re: Dự thảo',
      text: 'Gửi anh.\n\nVào Th 6, 20 thg 11, 2026 vào lúc 09:12 Hoàng Anh Tuấn\n<tuanha@vidu.gov.vn> đã viết:\n> Phòng dự kiến',
    },
    expect: { ...waits, findings: [{ ...held, codes: ['shown.attribution'], ask: [tuan] }] },
  },
  {
    name: 'a quoted colleague on a thread the outsider stood on',
    message: { subject: 'Re: Dự thảo', text: outlook('tuanha@vidu.gov.vn') },
    known: [{ author: 'tuanha', subject: 'Dự thảo', how: ['reference'], contained: 0, entitled: ['tuanha', 'maivt', out] }],
    expect: { findings: [] },
  },
  {
    name: 'that thread does not open another of his mails',
    message: { text: outlook('tuanha@vidu.gov.vn') },
    known: [{ author: 'tuanha', subject: 'Lịch họp', how: ['reference'], contained: 0, entitled: ['tuanha', 'maivt', out] }],
    expect: { ...waits, findings: [{ ...held, ask: [tuan] }] },
  },
  {
    name: 'an attached mail by an author of another agency in the domain',
    boundary: { origin: ['tinh.gov.vn'], inside: ['vidu.gov.vn'] },
    message: { inner: [{ from: [{ address: 'vp@tinh.gov.vn', name: 'VP' }], subject: 'Giấy mời' }], parts: [{ holdsMessage: true }] },
    expect: { ...waits, findings: [{ ...held, codes: ['shown.message-inside'], ask: [['vp@tinh.gov.vn']] }] },
  },
  { name: 'only a prefix', message: { subject: 'Fwd: Lịch tháng 12' }, expect: { findings: [{ ...noted, codes: ['sign.prefix'] }] } },
  {
    name: 'an official letter is no quoted block',
    message: { text: 'Kính gửi: Công ty\nNgày: 20/11/2026\nTrích yếu: Lịch làm việc' },
    expect: { findings: [] },
  },
  { name: 'a delivery report brings back our own mail', envelopeFrom: '', message: { parts: [], inner: [] }, expect: { findings: [] } },
];
