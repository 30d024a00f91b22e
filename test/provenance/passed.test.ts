import { expect, test } from '@jest/globals';
import type { Session } from '../../mail/envelope.ts';
import type { IndexRecord } from '../../mail/facts.ts';
import type { Outcome } from '../../mail/verdict.ts';
import { passedOf } from '../../gateway/passed.ts';
import { boundary, directory } from '../rules/agency.ts';

type Brief = {
  readonly from: string;
  readonly via?: Session['via'];
  readonly person?: string;
  readonly envelopeFrom?: string;
  readonly aligned?: boolean;
  readonly outcomes?: Readonly<Record<string, Outcome>>;
};

function passed({
  from,
  via = 'submission',
  person,
  envelopeFrom,
  aligned = false,
  outcomes = { 'x@congty.example': 'pass', 'huydq@vidu.gov.vn': 'pass' },
}: Brief) {
  const record: IndexRecord = {
    messageId: '<a@b>',
    references: [],
    insideIds: [],
    attachments: [],
    shingles: [],
    shingleCount: 0,
    subject: '',
    date: null,
    from,
    fromName: 'Tên trên thư',
    participants: [],
    consentGiven: false,
    excerpt: '',
  };
  return passedOf(
    {
      id: 'n1-1',
      record,
      envelope: {
        from: envelopeFrom ?? from,
        recipients: Object.keys(outcomes).map((address) => ({ address })),
        smtpUtf8: false,
        body8bit: true,
      },
      session: {
        via,
        person: via === 'submission' ? (person ?? from) : null,
        client: '',
        helo: '',
        tls: true,
        receivedAt: '2026-11-20T02:00:00Z',
        aligned,
      },
      verdict: { outcomes, findings: [], reply: { code: 250, enhanced: '2.0.0', text: '' }, repaired: false },
      today: '2026-11-20',
    },
    boundary,
    directory(),
  );
}

test.each<readonly [string, Brief, Partial<ReturnType<typeof passed>>]>([
  [
    'sent outside by its author',
    { from: 'maivt@vidu.gov.vn' },
    {
      origin: 'inside',
      issued: true,
      official: false,
      account: 'maivt@vidu.gov.vn',
      authorName: 'Vũ Thị Mai',
      outside: ['x@congty.example'],
    },
  ],
  [
    'held for outside',
    { from: 'maivt@vidu.gov.vn', outcomes: { 'x@congty.example': 'hold' } },
    { issued: false, outside: ['x@congty.example'] },
  ],
  ['stays inside', { from: 'maivt@vidu.gov.vn', outcomes: { 'huydq@vidu.gov.vn': 'pass' } }, { issued: false, outside: [] }],
  [
    'sent outside by the office',
    { from: 'vanthu@vidu.gov.vn', person: 'lanpt@vidu.gov.vn' },
    { author: 'vanthu@vidu.gov.vn', issued: true, official: true, account: 'lanpt@vidu.gov.vn' },
  ],
  [
    'a colleague redirects it',
    { from: 'tuanha@vidu.gov.vn', person: 'maivt@vidu.gov.vn' },
    { author: 'tuanha@vidu.gov.vn', issued: false },
  ],
  [
    'a server redirects it',
    { from: 'tuanha@vidu.gov.vn', via: 'relay', envelopeFrom: 'maivt@vidu.gov.vn' },
    { origin: 'inside', issued: false, account: 'maivt@vidu.gov.vn' },
  ],
  [
    'an outsider',
    { from: 'a@ngoai.example', via: 'inbound', outcomes: { 'huydq@vidu.gov.vn': 'pass' } },
    { origin: 'outside', issued: false, account: null, authorName: 'Tên trên thư' },
  ],
  [
    'our address on unproven mail',
    { from: 'tuanha@vidu.gov.vn', via: 'inbound', outcomes: { 'huydq@vidu.gov.vn': 'seal' } },
    { origin: 'outside', issued: false },
  ],
  [
    'our address, aligned',
    { from: 'tuanha@vidu.gov.vn', via: 'inbound', aligned: true, outcomes: { 'huydq@vidu.gov.vn': 'pass' } },
    { origin: 'inside' },
  ],
])('%s', (_name, brief, expected) => {
  expect(passed(brief)).toMatchObject(expected);
});
