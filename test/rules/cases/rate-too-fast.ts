import type { RuleCase } from '../case.ts';

export const rateCases: readonly RuleCase[] = [
  { name: 'the 200th message of an hour', rcpt: ['huydq'], rate: { messages: 199 }, expect: { findings: [] } },
  {
    name: 'the 201st',
    rcpt: ['huydq'],
    rate: { messages: 200 },
    expect: {
      findings: [{ rule: 'rate.too-fast', action: 'defer', codes: ['rate.messages'] }],
      outcomes: { huydq: 'defer' },
      reply: '450 4.7.1',
      says: '200',
    },
  },
  { name: '50 new addresses outside', rate: { newOutside: 50 }, expect: { findings: [] } },
  {
    name: '51 new addresses outside',
    via: 'relay',
    envelopeFrom: 'maivt',
    rate: { newOutside: 51 },
    expect: { findings: [{ rule: 'rate.too-fast', action: 'defer' }], outcomes: { 'x@congty.example': 'defer' }, reply: '450 4.7.1' },
  },
  { name: 'mail from outside has no account', via: 'inbound', rate: { messages: 5_000 }, expect: { findings: [] } },
];
