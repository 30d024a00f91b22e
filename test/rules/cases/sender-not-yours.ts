import type { RuleCase } from '../case.ts';

const refused = { outcomes: { huydq: 'reject' }, reply: '550 5.7.1' } as const;
const yours = { rule: 'sender.not-yours', action: 'reject' } as const;

export const senderCases: readonly RuleCase[] = [
  { name: 'own address', rcpt: ['huydq'], expect: { findings: [] } },
  {
    name: "somebody else's From",
    rcpt: ['huydq'],
    message: { from: 'ductm' },
    expect: { ...refused, findings: [{ ...yours, codes: ['sender.from'] }], says: 'ductm@vidu.gov.vn' },
  },
  {
    name: "somebody else's envelope",
    rcpt: ['huydq'],
    envelopeFrom: 'ductm',
    expect: { ...refused, findings: [{ ...yours, codes: ['sender.envelope'] }] },
  },
  { name: 'the unit mailbox one may use', rcpt: ['huydq'], envelopeFrom: 'ccvc', message: { from: 'ccvc' }, expect: { findings: [] } },
  {
    name: 'the office mailbox one may not use',
    rcpt: ['huydq'],
    envelopeFrom: 'maivt',
    message: { from: 'vanthu' },
    expect: { ...refused, findings: [yours] },
  },
  { name: 'case of letters does not matter', rcpt: ['huydq'], message: { from: 'MaiVT@vidu.gov.vn' }, expect: { findings: [] } },
  { name: 'a read receipt with a null sender', rcpt: ['huydq'], envelopeFrom: '', expect: { findings: [] } },
  {
    name: "a null sender with somebody else's From",
    rcpt: ['huydq'],
    envelopeFrom: '',
    message: { from: 'ductm' },
    expect: { ...refused, findings: [yours] },
  },
  {
    name: 'a client redirect keeps the author',
    rcpt: ['huydq'],
    message: { from: 'tuanha', fields: ['Resent-From: maivt@vidu.gov.vn'] },
    expect: { findings: [] },
  },
  {
    name: "a redirect in somebody else's name",
    rcpt: ['huydq'],
    message: { from: 'tuanha', fields: ['Resent-From: ductm@vidu.gov.vn'] },
    expect: { ...refused, findings: [yours] },
  },
  {
    name: 'no From at all',
    rcpt: ['huydq'],
    message: { from: [] },
    expect: { ...refused, findings: [{ ...yours, codes: ['sender.no-from'] }] },
  },
  {
    name: 'noted during the trial',
    rcpt: ['huydq'],
    message: { from: 'ductm' },
    policy: { mode: { kind: 'chay-thu', since: '2026-11-20' } },
    expect: { findings: [{ rule: 'sender.not-yours', action: 'note' }] },
  },
];
