import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { samplePlugin } from './sample-plugin.ts';
import { connectionStates, declared, hookNames, returnCodes } from './typings-members.ts';
import { leftOut } from './typings-left-out.ts';

type Report = {
  readonly version: string;
  readonly hooks: readonly string[];
  readonly constants: Readonly<Record<string, number>>;
  readonly states: Readonly<Record<string, number>>;
  /** Names asked for that no source of Haraka mentions. */
  readonly unheardOf: readonly string[];
  readonly objects: Readonly<Record<string, Readonly<Record<string, string>>>>;
};

/** Optional members that a fresh object does not have yet. */
const later = Object.values<Readonly<Record<string, string>>>(declared).flatMap((members) =>
  Object.keys(members).filter((member) => members[member] === 'absent'),
);

/** What the installed Haraka has; the script gives this shape. */
let installed: Report;

beforeAll(async () => {
  const script = fileURLToPath(new URL('typings-runtime.cjs', import.meta.url));
  const env: NodeJS.ProcessEnv = { ...process.env, NODE_OPTIONS: '' };
  delete env['HARAKA'];
  delete env['NODE_ENV'];
  const { stdout } = await promisify(execFile)(process.execPath, [script, ...later], { env, maxBuffer: 4_000_000, timeout: 30_000 });
  installed = JSON.parse(stdout) as Report;
});

const names = Object.keys(declared) as (keyof typeof declared)[];

test('the typings carry the version of the installed Haraka', async () => {
  const { default: own } = await import('../../packages/haraka-plugin-api-typings/package.json', { with: { type: 'json' } });
  expect(own.version).toBe(installed.version);
});

test('return codes and connection states have the declared values', () => {
  for (const [name, code] of Object.entries(returnCodes)) {
    expect([name, installed.constants[name]]).toEqual([name, code]);
    expect([name, installed.constants[name.toLowerCase()]]).toEqual([name, code]);
  }
  expect(
    Object.keys(installed.constants)
      .filter((name) => name === name.toUpperCase() && name !== 'WRITE_EXCL')
      .sort(),
  ).toEqual(Object.keys(returnCodes).sort());
  expect(installed.states).toMatchObject(connectionStates);
  expect(Object.keys(installed.states).filter((name) => !name.startsWith('STATE_'))).toHaveLength(Object.keys(connectionStates).length);
});

test('the hooks declared are the hooks that Haraka runs', () => {
  expect(Object.keys(hookNames).sort()).toEqual(installed.hooks);
});

test('the hooks of the sample plugin are hooks that Haraka runs', () => {
  const hooks = Object.keys(samplePlugin).flatMap((name) => (name.startsWith('hook_') ? [name.slice('hook_'.length)] : []));
  expect(hooks.length).toBeGreaterThan(10);
  expect(hooks.filter((hook) => !installed.hooks.includes(hook))).toEqual([]);
});

test('members that appear later are mentioned in the sources of Haraka', () => {
  expect(later.length).toBeGreaterThan(0);
  expect(installed.unheardOf).toEqual([]);
});

describe.each(names)('%s', (name) => {
  test('every member declared exists at run time and is of the declared kind', () => {
    const present = installed.objects[name] ?? {};
    const wrong = Object.entries<string>(declared[name]).flatMap(([member, kind]) => {
      const actual = present[member] ?? 'absent';
      return actual === kind ? [] : [`${member}: declared ${kind}, is ${actual}`];
    });
    expect(wrong).toEqual([]);
  });

  test('every member at run time is declared or left out for a reason', () => {
    const present = Object.keys(installed.objects[name] ?? {});
    const known = new Set([...Object.keys(declared[name]), ...Object.keys(leftOut[name] ?? {})]);
    expect(present.filter((member) => !known.has(member))).toEqual([]);
  });

  test('nothing is left out that does not exist', () => {
    const present = new Set(Object.keys(installed.objects[name] ?? {}));
    expect(Object.keys(leftOut[name] ?? {}).filter((member) => !present.has(member) || member in declared[name])).toEqual([]);
  });
});

test('every object of the run-time report is compared', () => {
  expect([...names].sort()).toEqual(Object.keys(installed.objects).sort());
});
