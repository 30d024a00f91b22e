import { defaultPolicy } from '../../../rules/policy.ts';
import type { RuleCase } from '../case.ts';

const policy = { ...defaultPolicy, upstream: { authservId: 'mx.vidu.gov.vn', clients: ['10.0.0.25'] } };
const flagged = { subject: 'Khóa tập huấn ưu đãi 50%', fields: ['X-Spam-Flag: YES'] };

export const spamCases: readonly RuleCase[] = [
  {
    name: 'flagged by the named filter',
    via: 'inbound',
    client: '10.0.0.25',
    rcpt: ['vanthu'],
    policy,
    message: flagged,
    expect: { findings: [{ rule: 'spam.likely', action: 'note', codes: ['spam.flag'] }] },
  },
  {
    name: 'flagged by somebody else',
    via: 'inbound',
    client: '203.0.113.9',
    rcpt: ['vanthu'],
    policy,
    message: flagged,
    expect: { findings: [] },
  },
  { name: 'flagged, but no filter is named', via: 'inbound', rcpt: ['vanthu'], message: flagged, expect: { findings: [] } },
  { name: 'flagged no', via: 'inbound', client: '10.0.0.25', policy, message: { fields: ['X-Spam-Flag: NO'] }, expect: { findings: [] } },
  {
    name: 'found in the office mailbox',
    via: 'mailbox',
    rcpt: ['vanthu'],
    policy,
    message: flagged,
    expect: { findings: [{ rule: 'spam.likely', action: 'note' }] },
  },
];
