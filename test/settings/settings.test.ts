import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kindMarker, loadSettings, settingNames, settingsSchema, SettingsProblem, variableOf, type Loaded } from '../../app/settings.ts';

let folder: string;
let run = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vanthu-settings-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Loads with a vanthu.yaml (or none) in a folder of its own. */
const load = async (
  yaml: string | null,
  env: Record<string, string> = {},
  prepare: (cwd: string) => Promise<void> = () => Promise.resolve(),
): Promise<Loaded> => {
  const cwd = join(folder, String((run += 1)));
  await mkdir(cwd);
  if (yaml !== null) await writeFile(join(cwd, 'vanthu.yaml'), yaml);
  await prepare(cwd);
  return loadSettings(env, cwd, () => ({ 'agency.domain': 'vidu.gov.vn' }));
};
const problemOf = async (yaml: string | null, env: Record<string, string> = {}): Promise<string> => {
  const refused: unknown = await load(yaml, env).then(
    () => 'nothing is wrong',
    (error: unknown) => error,
  );
  expect(refused).toBeInstanceOf(SettingsProblem);
  return refused instanceof Error ? refused.message : '';
};

describe('where values come from', () => {
  test('nested, dotted and half of each', async () => {
    for (const yaml of [
      'agency: { name: Sở Nội vụ, domain: VIDU.gov.vn }\npeople: { imap-tls: starttls }\nthreads: 3',
      'agency.name: Sở Nội vụ\nagency.domain: VIDU.gov.vn\npeople.imap-tls: starttls\nthreads: 3',
      'agency.name: Sở Nội vụ\nagency: { domain: VIDU.gov.vn }\npeople: { imap-tls: starttls }\nthreads: "3"',
    ]) {
      const { settings } = await load(yaml);
      expect(settings).toMatchObject({
        'agency.name': 'Sở Nội vụ',
        'agency.domain': 'vidu.gov.vn',
        'people.imap-tls': 'starttls',
        threads: 3,
      });
    }
  });
  test('a variable comes before the file; lists are separated by commas', async () => {
    const { settings } = await load('threads: 3\nboundary: { origin: [a.example] }', {
      VANTHU_THREADS: '5',
      VANTHU_BOUNDARY_ORIGIN: 'b.example, C.example',
      VANTHU_ROLES: 'smtp, api',
    });
    expect(settings).toMatchObject({ threads: 5, 'boundary.origin': ['b.example', 'c.example'], roles: ['smtp', 'api'] });
  });
  test('a list of objects stays whole', async () => {
    const { settings } = await load(
      'boundary.trusted:\n  - { entry: Tinh.vidu.gov.vn, unit: VP, reason: Cơ quan cấp trên, until: 2027-01-01 }',
    );
    expect(settings['boundary.trusted']).toEqual([
      { entry: 'tinh.vidu.gov.vn', unit: 'VP', reason: 'Cơ quan cấp trên', until: '2027-01-01' },
    ]);
  });
  test('paths start at the file', async () => {
    const loaded = await load(null, { VANTHU_CONFIG: 'etc/agency.yaml' }, async (cwd) => {
      await mkdir(join(cwd, 'etc'));
      await writeFile(join(cwd, 'etc/agency.yaml'), 'data: ../data\n');
    });
    expect(loaded).toMatchObject({ kind: 'agency', data: join(folder, String(run), 'data'), base: join(folder, String(run), 'etc') });
  });
  test('every setting has a default, a sentence, and a variable of its own', () => {
    const variables = settingNames.map(variableOf);
    expect(new Set(variables).size).toBe(variables.length);
    expect(variables).toEqual(expect.arrayContaining(['VANTHU_CONFIG', 'VANTHU_DATA', 'VANTHU_WEB', 'VANTHU_MONGODB_URI']));
    for (const name of settingNames) {
      expect([name, settingsSchema.shape[name].safeParse(undefined).success]).toEqual([name, true]);
      expect([name, /^[A-Z`«].*\.$|^[a-z]/.test(settingsSchema.shape[name].description ?? '')]).toEqual([name, true]);
    }
  });
  test('what is secret is marked so', () => {
    for (const name of settingNames.filter((n) => /password|uri$|secret/.test(n)))
      expect([name, settingsSchema.shape[name].meta()?.['secret']]).toEqual([name, true]);
  });
});

describe('what is wrong is named with its value and what is allowed', () => {
  test.each([
    ['a wrong word', 'people.imap-tls: ssl', /people\.imap-tls \(VANTHU_PEOPLE_IMAP_TLS\) = "ssl": .*implicit.*starttls.*none/],
    ['no number', 'threads: many', /threads \(VANTHU_THREADS\) = "many"/],
    ['a number too great', 'threads: 1000', /threads \(VANTHU_THREADS\) = 1000: .*64/],
    ['a node with blanks', 'node: "N 1"', /node \(VANTHU_NODE\) = "N 1": .*1-12 chữ thường/],
    ['a role nobody knows', 'roles: [smtp, web]', /roles.*\["smtp","web"\].*mailbox/],
    ['an unknown setting', 'relai-peers: x', /relai-peers: không có thiết lập này/],
    ['an unknown nested setting', 'people: { fille: x }', /people\.fille: không có thiết lập này/],
    ['a text in the place of settings', 'just words', /không/],
    ['a list in the place of settings', '- a\n- b', /không/],
    ['no YAML', 'people: [', /vanthu\.yaml: /],
    ['a date that is none', 'boundary.trusted: [{ entry: a.b, unit: x, reason: y, until: tomorrow }]', /boundary\.trusted/],
    ['a prototype', '__proto__: { threads: 1 }\nconstructor: x', /constructor: không có thiết lập này/],
  ])('%s', async (_what, yaml, said) => {
    expect(await problemOf(yaml)).toMatch(said);
  });
  test('several at once, a line each', async () => {
    expect((await problemOf('threads: x\nmode: y\nnothing: z')).split('\n')).toHaveLength(3);
  });
  test('an unknown variable', async () => {
    expect(await problemOf(null, { VANTHU_RELAI: 'x' })).toMatch(/^VANTHU_RELAI: không có thiết lập này.*vanthu config/);
    expect((await load(null, { OTHER: 'x' })).kind).toBe('demo');
  });
  test('a file that is named and not there', async () => {
    expect(await problemOf(null, { VANTHU_CONFIG: './none.yaml' })).toMatch(/VANTHU_CONFIG: .\/none\.yaml: không có tệp này/);
  });
  test('a secret is not repeated', async () => {
    const said = await problemOf('reminders.master-password: [bí-mật-123]');
    expect(said).toMatch(/reminders\.master-password/);
    expect(said).not.toContain('bí-mật-123');
  });
});

describe('demonstration or agency', () => {
  const marked =
    (kind: string) =>
    async (cwd: string): Promise<void> => {
      await mkdir(join(cwd, 'var'));
      await writeFile(kindMarker(join(cwd, 'var')), `${kind}\n`);
    };
  const unmarked = async (cwd: string): Promise<void> => {
    await mkdir(join(cwd, 'var'));
    await writeFile(join(cwd, 'var', 'something'), '');
  };
  test('no file and a folder that is absent, empty or its own: the demonstration', async () => {
    expect((await load(null)).kind).toBe('demo');
    expect((await load(null, {}, (cwd) => mkdir(join(cwd, 'var')))).kind).toBe('demo');
    expect((await load(null, {}, marked('demo'))).kind).toBe('demo');
  });
  test('a file: an agency', async () => {
    expect((await load('threads: 2')).kind).toBe('agency');
    expect((await load('', {}, marked('agency'))).kind).toBe('agency');
  });
  test('one never on the folder of the other', async () => {
    await expect(load('threads: 2', {}, marked('demo'))).rejects.toThrow(/bản trình diễn/);
    await expect(load(null, {}, marked('agency'))).rejects.toThrow(/không có vanthu\.yaml/);
    await expect(load(null, {}, unmarked)).rejects.toThrow(/không có vanthu\.yaml/);
  });
});
