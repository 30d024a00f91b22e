import type { RuleCase } from '../case.ts';

export const spoofedCases: readonly RuleCase[] = [
  { name: 'an outside sender', via: 'inbound', expect: { findings: [] } },
  {
    name: 'our address in From',
    via: 'inbound',
    envelopeFrom: 'a@ngoai.example',
    message: { from: 'tuanha' },
    expect: { findings: [{ rule: 'sender.spoofed-inside', action: 'seal', says: 'tuanha@vidu.gov.vn' }], outcomes: { huydq: 'seal' } },
  },
  {
    name: 'our address in the envelope',
    via: 'inbound',
    envelopeFrom: 'tuanha',
    expect: { findings: [{ rule: 'sender.spoofed-inside', action: 'seal' }], outcomes: { huydq: 'seal' } },
  },
  { name: 'aligned SPF or DKIM', via: 'inbound', aligned: true, message: { from: 'tuanha' }, expect: { findings: [] } },
  {
    name: 'through a mailing list it is noted',
    via: 'inbound',
    envelopeFrom: 'bounce@lists.example',
    message: { from: 'tuanha', fields: ['List-Id: <ban.lists.example>'] },
    expect: { findings: [{ rule: 'sender.spoofed-inside', action: 'note', codes: ['sender.list'] }] },
  },
  {
    name: 'another agency of the protected domain',
    via: 'inbound',
    message: { from: 'a@tinh.gov.vn' },
    boundary: { origin: ['tinh.gov.vn'] },
    expect: { findings: [{ rule: 'sender.spoofed-inside', action: 'seal' }], outcomes: { huydq: 'seal' } },
  },
];
