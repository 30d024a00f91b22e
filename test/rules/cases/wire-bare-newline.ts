import type { RuleCase } from '../case.ts';

export const wireCases: readonly RuleCase[] = [
  { name: 'clean lines', expect: { findings: [] } },
  {
    name: 'a bare newline is refused',
    message: { wire: { bareNewline: true } },
    expect: { findings: [{ rule: 'wire.bare-newline', action: 'reject' }], outcomes: { 'x@congty.example': 'reject' }, reply: '550 5.5.2' },
  },
  {
    name: 'NUL is refused',
    via: 'inbound',
    message: { wire: { nul: true } },
    expect: {
      findings: [{ rule: 'wire.bare-newline', action: 'reject', codes: ['wire.nul'] }],
      outcomes: { huydq: 'reject' },
      reply: '550 5.5.2',
    },
  },
  {
    name: 'on relay too',
    via: 'relay',
    envelopeFrom: 'maivt',
    message: { wire: { bareNewline: true } },
    expect: { findings: [{ rule: 'wire.bare-newline', action: 'reject' }], outcomes: { 'x@congty.example': 'reject' }, reply: '550 5.5.2' },
  },
  {
    name: 'a listed scanner is repaired',
    via: 'relay',
    envelopeFrom: 'mayquet@vidu.gov.vn',
    rcpt: ['huydq'],
    message: { wire: { bareNewline: true } },
    policy: { devices: ['mayquet@vidu.gov.vn'] },
    expect: { findings: [{ rule: 'wire.bare-newline', action: 'repair' }], repaired: true },
  },
  {
    name: 'NUL from a scanner is refused all the same',
    via: 'relay',
    envelopeFrom: 'mayquet@vidu.gov.vn',
    rcpt: ['huydq'],
    message: { wire: { nul: true } },
    policy: { devices: ['mayquet@vidu.gov.vn'] },
    expect: { findings: [{ rule: 'wire.bare-newline', action: 'reject' }], outcomes: { huydq: 'reject' }, reply: '550 5.5.2' },
  },
];
