import type { RuleCase } from '../case.ts';

export const headerCases: readonly RuleCase[] = [
  {
    name: 'one of each',
    via: 'inbound',
    message: { fields: ['Received: a', 'Received: b', 'MIME-Version: 1.0', 'MIME-Version: 1.0'] },
    expect: { findings: [] },
  },
  {
    name: 'two From going out',
    rcpt: ['huydq'],
    message: { fields: ['From: tuanha@vidu.gov.vn'] },
    expect: {
      findings: [{ rule: 'header.ambiguous', action: 'reject', codes: ['header.repeated.from'] }],
      outcomes: { huydq: 'reject' },
      reply: '550 5.6.0',
    },
  },
  {
    name: 'two From coming in',
    via: 'inbound',
    message: { fields: ['From: a@ngoai.example'] },
    expect: { findings: [{ rule: 'header.ambiguous', action: 'seal' }], outcomes: { huydq: 'seal' } },
  },
  {
    name: 'several mailboxes in From',
    via: 'inbound',
    message: { from: ['a@ngoai.example', 'b@ngoai.example'] },
    expect: { findings: [{ rule: 'header.ambiguous', action: 'seal', codes: ['header.many-authors'] }], outcomes: { huydq: 'seal' } },
  },
  {
    name: 'two Content-Disposition on a part',
    via: 'inbound',
    message: { parts: [{ duplicateFields: ['content-disposition'] }] },
    expect: {
      findings: [{ rule: 'header.ambiguous', action: 'seal', codes: ['header.repeated.content-disposition'] }],
      outcomes: { huydq: 'seal' },
    },
  },
  {
    name: 'postmaster gets it noted',
    via: 'inbound',
    rcpt: ['postmaster', 'huydq'],
    message: { fields: ['From: a@ngoai.example'] },
    expect: {
      findings: [
        { rule: 'header.ambiguous', action: 'note', recipients: ['postmaster'] },
        { rule: 'header.ambiguous', action: 'seal', recipients: ['huydq'] },
      ],
      outcomes: { huydq: 'seal' },
    },
  },
];
