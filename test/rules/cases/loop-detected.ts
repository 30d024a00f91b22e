import type { RuleCase } from '../case.ts';

const hops = (n: number): readonly string[] => Array.from({ length: n }, (_, i) => `Received: from a by b id ${String(i)}`);

export const loopCases: readonly RuleCase[] = [
  { name: '50 hops pass', via: 'inbound', message: { fields: hops(50) }, expect: { findings: [] } },
  {
    name: '51 hops are a loop',
    via: 'inbound',
    message: { fields: hops(51) },
    expect: {
      findings: [{ rule: 'loop.detected', action: 'reject', codes: ['loop.hops'] }],
      outcomes: { huydq: 'reject' },
      reply: '554 5.4.6',
    },
  },
  {
    name: 'delivered to this recipient before',
    via: 'relay',
    envelopeFrom: 'maivt',
    rcpt: ['huydq'],
    message: { fields: ['Delivered-To: huydq@vidu.gov.vn'] },
    expect: {
      findings: [{ rule: 'loop.detected', action: 'reject', codes: ['loop.delivered-to'] }],
      outcomes: { huydq: 'reject' },
      reply: '554 5.4.6',
    },
  },
  {
    name: 'delivered to somebody else before is a redirect, no loop',
    via: 'inbound',
    message: { fields: ['Delivered-To: nguoikhac@congty.example'] },
    expect: { findings: [] },
  },
  {
    name: 'mail that lies in the mailbox was delivered there',
    via: 'mailbox',
    rcpt: ['vanthu'],
    message: { fields: ['Delivered-To: vanthu@vidu.gov.vn'] },
    expect: { findings: [] },
  },
];
