import { describe, expect, test } from '@jest/globals';
import { replies } from '../../mail/reply.ts';
import { rules } from '../../rules/index.ts';
import { judge } from '../../rules/judge.ts';
import { full, inputOf, type RuleCase } from './case.ts';
import { allCases } from './cases/all.ts';

function check(c: RuleCase): void {
  const verdict = judge(inputOf(c));
  const want = c.expect;
  // The trace first: a wrong one says most about what went wrong.
  expect(verdict.findings.map((f) => `${f.rule} ${f.action}`)).toEqual(want.findings.map((f) => `${f.rule} ${f.action}`));
  want.findings.forEach((wanted, i) => {
    const found = verdict.findings[i];
    expect(found?.clause).toMatch(/Điều|RFC|Nghị định/);
    if (wanted.codes !== undefined) expect(found?.reasons.map((r) => r.code)).toEqual(expect.arrayContaining([...wanted.codes]));
    if (wanted.says !== undefined) expect(found?.reasons.map((r) => r.text).join('\n')).toContain(wanted.says);
    if (wanted.recipients !== undefined) expect(found?.recipients).toEqual(wanted.recipients.map((a) => full(a)));
    if (wanted.ask !== undefined) expect(found?.questions?.map((q) => q.ask)).toEqual(wanted.ask.map((list) => list.map((a) => full(a))));
    else expect(found?.questions ?? []).toEqual([]);
  });
  const outcomes = Object.fromEntries(
    Object.keys(verdict.outcomes).map((address) => [
      address,
      want.outcomes?.[address] ?? want.outcomes?.[address.split('@')[0] ?? ''] ?? 'pass',
    ]),
  );
  expect(verdict.outcomes).toEqual(outcomes);
  expect(`${String(verdict.reply.code)} ${verdict.reply.enhanced}`).toBe(want.reply ?? '250 2.0.0');
  if (want.says !== undefined) expect(verdict.reply.text).toContain(want.says);
  expect(verdict.repaired).toBe(want.repaired ?? false);
}

for (const [rule, cases] of Object.entries(allCases)) {
  describe(rule, () => {
    test.each(cases.map((c) => [c.name, c] as const))('%s', (_name, c) => check(c));
  });
}

test('every rule has cases, among them some it does not find anything in or only notes', () => {
  for (const rule of rules) {
    const cases = Object.values(allCases).flat();
    const acting = cases.filter((c) => c.expect.findings.some((f) => f.rule === rule.id));
    expect([rule.id, acting.length > 0]).toEqual([rule.id, true]);
    expect([rule.id, (allCases[rule.id]?.length ?? 0) >= 3]).toEqual([rule.id, true]);
    expect([rule.id, allCases[rule.id]?.some((c) => !c.expect.findings.some((f) => f.rule === rule.id))]).toEqual([rule.id, true]);
  }
});

test('each rule stands once in the list and its refusal in the table of replies', () => {
  const ids = rules.map((r) => r.id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(replies[id].code).toBeGreaterThanOrEqual(400);
});

test('public texts fit into a reply line', () => {
  for (const row of Object.values(replies)) expect(Buffer.byteLength(row.text)).toBeLessThan(300);
});
