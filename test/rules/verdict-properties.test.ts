import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { Via } from '../../mail/envelope.ts';
import { judge } from '../../rules/judge.ts';
import { inputOf, type RuleCase } from './case.ts';

const addresses = [
  'huydq@vidu.gov.vn',
  'vanthu@vidu.gov.vn',
  'postmaster@vidu.gov.vn',
  'x@congty.example',
  'y@ngoai.example',
  'gv@truonghoc.example',
];
const texts = [
  'Chào anh.',
  'MẬT\nBÁO CÁO',
  'ĐƠN TỐ CÁO',
  'LƯU HÀNH NỘI BỘ',
  'Từ: tuanha@vidu.gov.vn\nNgày: 20/11/2026\nTới: maivt@vidu.gov.vn\n\nNội dung',
];

const message = fc.record({
  from: fc.constantFrom('maivt', 'tuanha', 'a@ngoai.example'),
  subject: fc.constantFrom('Fwd: Dự thảo', 'Re: Lịch', '[MẬT] Công văn', ''),
  text: fc.oneof(fc.constantFrom(...texts), fc.string({ maxLength: 200 })),
  bytes: fc.constantFrom(1_000, 10_485_760, 10_485_761, 30_000_000),
  signed: fc.boolean(),
  legacy: fc.constantFrom([], [{ what: 'tcvn3' as const }]),
  wire: fc.constantFrom({}, { bareNewline: true }),
  fields: fc.subarray([
    'Delivered-To: huydq@vidu.gov.vn',
    'Resent-From: maivt@vidu.gov.vn',
    'From: b@ngoai.example',
    'X-Spam-Flag: YES',
    'List-Id: <a>',
  ]),
});

const anyCase: fc.Arbitrary<RuleCase> = fc.record({
  name: fc.constant('any'),
  via: fc.constantFrom<Via>('submission', 'relay', 'inbound', 'mailbox', 'notice'),
  envelopeFrom: fc.constantFrom('maivt', 'tuanha', '', 'a@ngoai.example'),
  rcpt: fc.subarray(addresses, { minLength: 1 }),
  message,
  known: fc.constantFrom([], [{ author: 'tuanha' }], [{ author: 'bichnt' }]),
  rate: fc.constantFrom({}, { messages: 500 }),
  expect: fc.constant({ findings: [] }),
});

test('whatever the message: one reply and the recipients’ outcomes agree, and each outcome has its finding', () => {
  fc.assert(
    fc.property(anyCase, (c) => {
      const input = inputOf(c);
      const { outcomes, findings, reply } = judge(input);
      const values = Object.values(outcomes);
      expect(Object.keys(outcomes).sort()).toEqual([...(c.rcpt ?? [])].sort());
      if (reply.code >= 500) expect(new Set(values)).toEqual(new Set(['reject']));
      else if (reply.code >= 400) expect(new Set(values)).toEqual(new Set(['defer']));
      else expect(values).not.toContain('defer');
      if (c.via === 'submission' || c.via === 'inbound') expect(values.includes('reject')).toBe(reply.code >= 500);
      if (c.via === 'mailbox' || c.via === 'notice') expect(reply.code).toBe(250);
      if (reply.code >= 500 && c.via === 'relay')
        expect(findings.some((f) => f.action === 'reject' && /^(?:size|wire|loop)\./.test(f.rule))).toBe(true);
      for (const [address, outcome] of Object.entries(outcomes)) {
        if (outcome === 'hold')
          expect(findings.some((f) => f.action === 'hold' && f.recipients.includes(address) && (f.questions?.length ?? 0) > 0)).toBe(true);
        else if (outcome !== 'pass') expect(findings.some((f) => ['reject', 'defer', 'seal'].includes(f.action))).toBe(true);
      }
      expect(judge(input)).toEqual({ outcomes, findings, reply, repaired: judge(input).repaired });
    }),
    { numRuns: 1_000, seed: 20_261_123 },
  );
});

test('in the trial only size, wire and loops act', () => {
  fc.assert(
    fc.property(anyCase, (c) => {
      const { findings } = judge(inputOf({ ...c, policy: { mode: { kind: 'chay-thu', since: '2026-11-01' } } }));
      for (const f of findings) if (!/^(?:size|wire|loop)\./.test(f.rule)) expect([f.rule, f.action]).toEqual([f.rule, 'note']);
    }),
    { numRuns: 500, seed: 20_261_123 },
  );
});
