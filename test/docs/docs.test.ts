import { describe, expect, test } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadPeople } from '../../agency/people/load-people.ts';
import { commands } from '../../app/commands/index.ts';
import { loadSettings, settingNames, variableOf } from '../../app/settings.ts';
import { laterRules, rules } from '../../rules/index.ts';
import { notices } from '../../templates/notices/index.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const pages = ['README.md', 'CHANGELOG.md', ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`)].filter((path) =>
  path.endsWith('.md'),
);
const withSettings = ['README.md', 'docs/operator.md', 'docs/van-hanh.md', 'docs/rules.md', 'docs/quy-tac.md', 'docs/notices.md'];
const codeFolders = ['mail', 'vietnamese', 'threads', 'rules', 'templates', 'agency', 'gateway', 'store', 'api', 'app'];

const words = (text: string): readonly string[] =>
  [...text.replaceAll(/```[\s\S]*?```/g, '').matchAll(/`([^`\n]+)`/g)].map((m) => m[1] ?? '');
const examples = (path: string, first: string): readonly string[] =>
  [...read(path).matchAll(/```yaml\n([\s\S]*?)```/g)].map((m) => m[1] ?? '').filter((text) => text.startsWith(first));

describe('examples in the manuals are the real thing', () => {
  test.each(['docs/operator.md', 'docs/van-hanh.md'])('%s: its vanthu.yaml and people.yaml load', async (path) => {
    const folder = await mkdtemp(join(tmpdir(), 'vanthu-docs-'));
    try {
      const [settings = '', ...more] = examples(path, '# vanthu.yaml');
      const [people = '', ...others] = examples(path, '# people.yaml');
      expect([settings === '', people === '', more, others]).toEqual([false, false, [], []]);
      await writeFile(join(folder, 'vanthu.yaml'), settings.replace(/^data: .*$/m, 'data: ./var'));
      await writeFile(join(folder, 'people.yaml'), people);
      const loaded = loadSettings({}, folder, () => ({}));
      expect(loaded.kind).toBe('agency');
      expect(loaded.settings.mode).toBe('chay-thu');
      expect(loaded.settings.routes['inside']).toBe('smtp://mail.vidu.gov.vn:25');
      const identity = { name: loaded.settings['agency.name'], domain: loaded.settings['agency.domain'] };
      const data = await loadPeople(join(folder, loaded.settings['people.file']), identity);
      expect(data.mailboxes.filter((m) => m.kind === 'office').map((m) => m.address)).toEqual([loaded.settings['mailbox.imap-user']]);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

describe('nothing is documented that does not exist', () => {
  test.each(withSettings)('%s: settings, variables and commands', (path) => {
    const text = read(path);
    const sections = new Set(settingNames.filter((name) => name.includes('.')).map((name) => name.slice(0, name.indexOf('.'))));
    const dotted = words(text)
      .flatMap((word) => /^([a-z]+)\.[a-z.-]+$/.exec(word.split(':')[0] ?? '') ?? [])
      .filter((w) => w.includes('.'));
    const unknown = dotted.filter((word) => sections.has(word.slice(0, word.indexOf('.'))) && !settingNames.some((name) => name === word));
    // files and rules share the shape of a setting's name
    const isRule = (word: string): boolean => rules.some((rule) => rule.id === word) || word in laterRules;
    expect(unknown.filter((word) => !isRule(word) && !/\.(ts|yaml|md|json)$/.test(word))).toEqual([]);
    const variables: readonly string[] = settingNames.map((name) => variableOf(name));
    expect([...text.matchAll(/VANTHU_[A-Z_]+[A-Z]/g)].map((m) => m[0]).filter((name) => !variables.includes(name))).toEqual([]);
    const used = [...text.matchAll(/npm run -s vanthu -- ([a-z]+)/g)].map((m) => m[1] ?? '');
    expect(used.filter((name) => name !== 'help' && !commands.some((c) => c.name === name))).toEqual([]);
  });

  test.each(pages)('%s: every file and folder it names is there', (path) => {
    const text = read(path);
    const named = words(text).filter((word) =>
      /^(docs|mail|vietnamese|threads|rules|templates|agency|gateway|store|api|app|test|bench|packages)\/[\w./-]*$/.test(word),
    );
    const linked = [...text.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map((m) => join(path, '..', m[1] ?? ''));
    expect([...named, ...linked].filter((name) => !existsSync(join(root, name)))).toEqual([]);
  });

  test("README: npm scripts are package.json's, dependencies too", () => {
    const parsed: unknown = JSON.parse(read('package.json'));
    const keysOf = (name: string): readonly string[] =>
      Object.keys(typeof parsed === 'object' && parsed !== null ? ((Reflect.get(parsed, name) as object | undefined) ?? {}) : {});
    const scripts = ['start', 'test', ...keysOf('scripts')];
    const used = [...read('README.md').matchAll(/npm (?:run (?:-s )?)?(start|test|[a-z]+)\b/g)].map((m) => m[1] ?? '');
    expect(used.filter((name) => !scripts.includes(name))).toEqual([]);
    const table = read('README.md').split('| package | earns its place by |')[1]?.split('\n\n')[0] ?? '';
    const listed = [...table.matchAll(/^\| ([^|]+) \|/gm)].flatMap((m) => (m[1] ?? '').split(', ')).filter((name) => !name.startsWith('-'));
    expect(listed.toSorted()).toEqual(keysOf('dependencies').toSorted());
  });
});

test('every notice has its row in docs/notices.md, and no row is without its notice', () => {
  const rows = [...read('docs/notices.md').matchAll(/^\| `([a-z-]+)` \|/gm)].map((m) => m[1] ?? '');
  expect(rows.toSorted()).toEqual(Object.keys(notices).toSorted());
});

describe('norms', () => {
  const rows = [...read('docs/norms.md').matchAll(/^\| (RFC \d+) \| (yes|partial|no) \| ([^|]*) \|/gm)].map((m) => ({
    norm: m[1] ?? '',
    files: words(m[3] ?? ''),
  }));
  const sources = codeFolders
    .flatMap((folder) => readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`))
    .filter((name) => name.endsWith('.ts'));

  test('each file in the table cites its norm', () => {
    for (const { norm, files } of rows)
      for (const file of files) expect([norm, file, read(file).includes(norm)]).toEqual([norm, file, true]);
  });

  test('each RFC that code cites stands in the table', () => {
    const cited = new Set(sources.flatMap((file) => [...read(file).matchAll(/RFC \d{3,4}\b/g)].map((m) => m[0])));
    expect([...cited].filter((norm) => !rows.some((row) => row.norm === norm))).toEqual([]);
  });
});

test('.ci/run runs the README’s own test command', () => {
  expect(read('README.md')).toMatch(/^npm test$/m);
  expect(read('.ci/run')).toContain("grep -m1 -xE 'npm (run )?test' README.md");
});
