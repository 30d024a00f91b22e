import { expect, test } from '@jest/globals';
import { enforces, trialEnd } from '../../rules/policy.ts';

test('a trial never enforces; a decision does from its day on', () => {
  expect(enforces({ kind: 'chay-thu', since: '2026-01-01' }, '2026-12-31')).toBe(false);
  expect(enforces({ kind: 'thuc-thi', since: '2026-12-01' }, '2026-11-30')).toBe(false);
  expect(enforces({ kind: 'thuc-thi', since: '2026-12-01' }, '2026-12-01')).toBe(true);
  expect(enforces({ kind: 'thuc-thi', since: '' }, '2026-11-30')).toBe(true);
});

test('the trial lasts 30 days, its first one counted', () => {
  expect(trialEnd({ kind: 'chay-thu', since: '2026-11-20' })).toBe('2026-12-19');
  expect(trialEnd({ kind: 'thuc-thi', since: '2026-11-20' })).toBeNull();
  expect(trialEnd({ kind: 'chay-thu', since: 'mai' })).toBeNull();
});
