import type { RuleCase } from '../case.ts';

const secret = { subject: '[MẬT] Công văn' };

export const replyCases: readonly RuleCase[] = [
  {
    name: 'submission: one refusal refuses the whole mail',
    rcpt: ['huydq', 'x@congty.example'],
    message: { parts: [{ fileName: 'don.docx', firstPage: 'ĐƠN TỐ CÁO' }] },
    expect: {
      findings: [
        { rule: 'complaint.excluded', action: 'note', recipients: ['huydq'] },
        { rule: 'complaint.excluded', action: 'reject', recipients: ['x@congty.example'] },
      ],
      outcomes: { huydq: 'reject', 'x@congty.example': 'reject' },
      reply: '550 5.7.1',
    },
  },
  {
    name: 'submission: a refusal goes before a delay',
    rcpt: ['huydq'],
    rate: { messages: 500 },
    message: secret,
    expect: {
      findings: [
        { rule: 'secrecy.marked', action: 'reject' },
        { rule: 'rate.too-fast', action: 'defer' },
      ],
      outcomes: { huydq: 'reject' },
      reply: '550 5.7.1',
    },
  },
  {
    name: 'submission: a delay goes before holding',
    rcpt: ['huydq', 'x@congty.example'],
    rate: { messages: 500 },
    known: [{ author: 'tuanha' }],
    expect: {
      findings: [
        { rule: 'forward.unconsented', action: 'hold', ask: [['tuanha', 'hoanv']] },
        { rule: 'rate.too-fast', action: 'defer' },
      ],
      outcomes: { huydq: 'defer', 'x@congty.example': 'defer' },
      reply: '450 4.7.1',
    },
  },
  {
    name: 'relay: the copies inside go, the outside ones are refused, the server hears 250',
    via: 'relay',
    envelopeFrom: 'maivt',
    rcpt: ['huydq', 'x@congty.example'],
    message: { text: 'ĐƠN TỐ CÁO' },
    expect: {
      findings: [
        { rule: 'complaint.excluded', action: 'note' },
        { rule: 'complaint.excluded', action: 'reject' },
      ],
      outcomes: { 'x@congty.example': 'reject' },
    },
  },
  {
    name: 'mailbox: nothing is refused, secrets are kept from being filed',
    via: 'mailbox',
    rcpt: ['vanthu'],
    message: { ...secret, bytes: 30_000_000 },
    expect: {
      findings: [
        { rule: 'size.over-limit', action: 'reject' },
        { rule: 'secrecy.marked', action: 'seal' },
      ],
      outcomes: { vanthu: 'seal' },
    },
  },
  {
    name: 'our own notices skip the rules',
    via: 'notice',
    rcpt: ['huydq'],
    message: { ...secret, from: 'thu-cong-vu' },
    expect: { findings: [] },
  },
  {
    name: 'the trial only notes',
    rcpt: ['x@congty.example'],
    message: secret,
    policy: { mode: { kind: 'chay-thu', since: '2026-11-20' } },
    known: [{ author: 'tuanha' }],
    expect: {
      findings: [
        { rule: 'secrecy.marked', action: 'note' },
        { rule: 'forward.unconsented', action: 'note' },
      ],
    },
  },
  {
    name: 'a decision to enforce from next month on leaves the trial in force',
    message: secret,
    policy: { mode: { kind: 'thuc-thi', since: '2026-12-01' } },
    expect: { findings: [{ rule: 'secrecy.marked', action: 'note' }] },
  },
  {
    name: 'policy turns a rule off',
    message: secret,
    policy: { actions: { 'secrecy.marked': { out: 'off' } } },
    expect: { findings: [] },
  },
];
