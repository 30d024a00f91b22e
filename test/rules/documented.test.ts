import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { laterRules, rules } from '../../rules/index.ts';

test.each(['docs/rules.md', 'docs/quy-tac.md'])('%s names every rule once in its table, and no rule that does not exist', (file) => {
  const text = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
  const inTable = [...text.matchAll(/^\| `([a-z]+\.[a-z-]+)` \|/gm)].map((m) => m[1]);
  expect(inTable).toEqual(rules.map((rule) => rule.id));
  for (const id of Object.keys(laterRules)) expect(text).toContain(`\`${id}\``);
});

test('the defaults in the table are those of the rules', () => {
  const text = readFileSync(new URL('../../docs/rules.md', import.meta.url), 'utf8');
  const rows = text.split('\n').filter((line) => /^\| `[a-z]+\./.test(line));
  const documented = rows.map((row) =>
    row
      .split('|')
      .slice(-4, -1)
      .map((cell) => cell.trim().replace('–', 'off')),
  );
  expect(documented).toEqual(rules.map(({ defaults }) => [defaults.out, defaults.within, defaults.in]));
});
