import type { RuleCase } from '../case.ts';

const legacy = [{ what: 'tcvn3', sample: 'Kính gửi các đồng chí' }] as const;

export const unicodeCases: readonly RuleCase[] = [
  { name: 'Unicode', rcpt: ['huydq'], expect: { findings: [] } },
  {
    name: 'TCVN3 is repaired',
    rcpt: ['huydq'],
    message: { legacy },
    expect: {
      findings: [{ rule: 'unicode.legacy-encoding', action: 'repair', codes: ['unicode.tcvn3'], says: 'Kính gửi các đồng chí' }],
      repaired: true,
    },
  },
  {
    name: 'decomposed text is repaired',
    message: { legacy: [{ what: 'nfd' }] },
    expect: { findings: [{ rule: 'unicode.legacy-encoding', action: 'repair' }], repaired: true },
  },
  {
    name: 'a signed message is refused with the text shown',
    rcpt: ['huydq'],
    message: { legacy, signed: true },
    expect: {
      findings: [{ rule: 'unicode.legacy-encoding', action: 'reject' }],
      outcomes: { huydq: 'reject' },
      reply: '550 5.6.0',
      says: 'Nội dung đọc được: "Kính gửi các đồng chí"',
    },
  },
  {
    name: 'mail from outside is never refused',
    via: 'inbound',
    message: { legacy, signed: true },
    expect: { findings: [{ rule: 'unicode.legacy-encoding', action: 'note' }] },
  },
  {
    name: 'what cannot be read without doubt is left',
    rcpt: ['huydq'],
    message: { legacy: [{ what: 'undeclared-8bit', repairable: false }] },
    expect: { findings: [{ rule: 'unicode.legacy-encoding', action: 'note' }] },
  },
  {
    name: 'a repair that would pass the limit is refused instead',
    rcpt: ['huydq'],
    message: { legacy, bytes: 10_400_000 },
    repairedBytes: 10_500_000,
    expect: {
      findings: [{ rule: 'unicode.legacy-encoding', action: 'reject' }],
      outcomes: { huydq: 'reject' },
      reply: '550 5.6.0',
      says: 'vượt giới hạn',
    },
  },
  {
    name: "an outsider's mail that is redirected stays as it was",
    via: 'relay',
    envelopeFrom: 'maivt',
    message: { from: 'b@ngoai.example', legacy, fields: ['X-Sieve-Redirected-From: maivt@vidu.gov.vn'] },
    expect: {
      findings: [
        { rule: 'unicode.legacy-encoding', action: 'note' },
        { rule: 'forward.unconsented', action: 'note' },
      ],
    },
  },
  {
    name: 'noted during the trial',
    rcpt: ['huydq'],
    message: { legacy },
    policy: { mode: { kind: 'chay-thu', since: '2026-11-20' } },
    expect: { findings: [{ rule: 'unicode.legacy-encoding', action: 'note' }] },
  },
];
