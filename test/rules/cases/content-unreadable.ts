import type { RuleCase } from '../case.ts';

export const contentCases: readonly RuleCase[] = [
  { name: 'a readable file', message: { parts: [{ fileName: 'a.pdf' }] }, expect: { findings: [] } },
  {
    name: 'a zip with a password is noted',
    message: { parts: [{ fileName: 'tai-lieu.zip', unreadable: 'encrypted' }] },
    expect: { findings: [{ rule: 'content.unreadable', action: 'note', codes: ['part.encrypted'], says: 'tai-lieu.zip có mật khẩu' }] },
  },
  {
    name: 'policy may hold it for outside',
    rcpt: ['huydq', 'x@congty.example'],
    policy: { actions: { 'content.unreadable': { out: 'seal' } } },
    message: { parts: [{ unreadable: 'encrypted' }] },
    expect: {
      findings: [
        { rule: 'content.unreadable', action: 'note', recipients: ['huydq'] },
        { rule: 'content.unreadable', action: 'seal', recipients: ['x@congty.example'] },
      ],
      outcomes: { 'x@congty.example': 'seal' },
    },
  },
  {
    name: 'a message that cannot be read through is kept aside',
    via: 'inbound',
    message: { problem: { kind: 'limits', detail: 'depth' } },
    expect: { findings: [{ rule: 'content.unreadable', action: 'seal', codes: ['message.limits'] }], outcomes: { huydq: 'seal' } },
  },
  {
    name: 'also when it should leave',
    message: { problem: { kind: 'deadline', detail: '1000 ms' } },
    expect: { findings: [{ rule: 'content.unreadable', action: 'seal' }], outcomes: { 'x@congty.example': 'seal' } },
  },
];
