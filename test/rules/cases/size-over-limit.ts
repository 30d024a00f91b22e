import type { RuleCase } from '../case.ts';

const limit = 10_485_760;
const over = { rule: 'size.over-limit', action: 'reject' } as const;

export const sizeCases: readonly RuleCase[] = [
  { name: 'exactly 10,485,760 octets pass', message: { bytes: limit }, expect: { findings: [] } },
  {
    name: 'one octet more is refused, and the figures show the octet',
    message: { bytes: limit + 1 },
    expect: {
      findings: [over],
      outcomes: { 'x@congty.example': 'reject' },
      reply: '552 5.3.4',
      says: 'Thư này 10.485.761 byte, vượt giới hạn 10.485.760 byte.',
    },
  },
  {
    name: 'a 9.0 MB file is explained',
    message: { bytes: 12_913_000, parts: [{ fileName: 'ban-do.pdf', bytes: 9_437_184 }] },
    expect: {
      findings: [over],
      outcomes: { 'x@congty.example': 'reject' },
      reply: '552 5.3.4',
      says: 'Thư này 12,3 MB, vượt giới hạn 10 MB. Tổng tệp đính kèm tối đa khoảng 7,3 MB.',
    },
  },
  {
    name: 'the limit holds inside too',
    rcpt: ['huydq'],
    message: { bytes: limit + 1 },
    expect: { findings: [over], outcomes: { huydq: 'reject' }, reply: '552 5.3.4' },
  },
  {
    name: 'the office mailbox takes larger mail from outside',
    via: 'inbound',
    rcpt: ['vanthu'],
    message: { bytes: 20_000_000 },
    expect: { findings: [] },
  },
  {
    name: 'a person among the recipients does not get it, the office does',
    via: 'inbound',
    rcpt: ['vanthu', 'huydq'],
    message: { bytes: 20_000_000 },
    expect: { findings: [{ ...over, recipients: ['huydq'] }], outcomes: { huydq: 'seal' } },
  },
  {
    name: 'it acts during the trial',
    policy: { mode: { kind: 'chay-thu', since: '2026-11-20' } },
    message: { bytes: limit + 1 },
    expect: { findings: [over], outcomes: { 'x@congty.example': 'reject' }, reply: '552 5.3.4' },
  },
  {
    name: 'postmaster does not take everything either',
    via: 'inbound',
    rcpt: ['postmaster'],
    message: { bytes: limit + 1 },
    expect: { findings: [over], outcomes: { postmaster: 'reject' }, reply: '552 5.3.4' },
  },
];
