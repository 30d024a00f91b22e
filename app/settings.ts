import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { peopleSettings } from '../agency/people/settings.ts';
import { sections } from './sections.ts';

/** A variable holds a list as words with commas between them. */
const listed = (v: unknown): unknown =>
  typeof v === 'string'
    ? v
        .split(',')
        .map((w) => w.trim())
        .filter((w) => w !== '')
    : v;

const own = z.object({
  config: z.string().default('./vanthu.yaml').describe('This file. Only as VANTHU_CONFIG.'),
  data: z.string().default('./var').describe('Folder under which everything is written; two instances need two.'),
  node: z
    .string()
    .regex(/^[a-z0-9]{1,12}$/, '1-12 chữ thường hoặc số / lower-case letters or digits')
    .default('n1')
    .describe('Name of this node, part of every message id; differs between nodes on one database.'),
  roles: z
    .preprocess(listed, z.array(z.enum(['smtp', 'mailbox', 'jobs', 'api'])))
    .default(['smtp', 'mailbox', 'jobs', 'api'])
    .describe('What this process does.'),
  'mongodb-uri': z
    .string()
    .default('')
    .meta({ secret: true })
    .describe('MongoDB replica set to use; empty = the embedded store under data.'),
  web: z.string().default('127.0.0.1:8080').describe('Pages and API, host:port; port 0 = any free port.'),
  'web-url': z.string().default('').describe('Address of the pages as people open them, used in notices; empty = http:// and web.'),
  'web-proxies': z
    .preprocess(
      (v) =>
        typeof v === 'string'
          ? v
              .split(',')
              .map((w) => w.trim())
              .filter((w) => w !== '')
          : v,
      z.array(z.string()),
    )
    .default([])
    .describe('Addresses of reverse proxies in front of the pages; only their X-Forwarded-For is believed.'),
  'log-level': z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info').describe('What the log on stderr holds.'),
  mode: z
    .enum(['chay-thu', 'thuc-thi'])
    .default('chay-thu')
    .describe('chay-thu: for 30 days all but size, wire, malware and relaying is only noted. thuc-thi: rules act.'),
  'mode-since': z.string().default('').describe('Day (YYYY-MM-DD) the mode was decided; empty = day of the first start.'),
  'relay-enforces-senders': z
    .preprocess(listed, z.array(z.string()))
    .default([])
    .describe('Relay peers whose accounts can use only their own addresses: their mail may answer questions.'),
  'tls.key': z.string().default('').describe('PEM private key of the listeners; empty = a self-signed one under data/secrets.'),
  'tls.cert': z.string().default('').describe('PEM certificate chain of the listeners.'),
  threads: z.coerce.number().int().min(1).max(64).default(2).describe('Worker threads that read and judge messages.'),
});

export const settingsSchema = z.strictObject({ ...own.shape, ...peopleSettings.shape, ...sections });
export type Settings = z.infer<typeof settingsSchema>;
export type SettingName = keyof Settings;
export const settingNames = Object.keys(settingsSchema.shape) as readonly SettingName[];

/** `relay-peers` → `VANTHU_RELAY_PEERS`, `size.inbound` → `VANTHU_SIZE_INBOUND`. */
export const variableOf = (name: string): string => `VANTHU_${name.toUpperCase().replaceAll(/[.-]/g, '_')}`;

/** What is wrong with the configuration, a line each, for the person who edits it. Exit code 78. */
export class SettingsProblem extends Error {}

/** Where settings come from, and whether this is the demonstration (design: Running). */
export type Loaded = {
  readonly settings: Settings;
  readonly kind: 'demo' | 'agency';
  /** Absolute. */
  readonly data: string;
  /** Folder that relative paths in the configuration start from. */
  readonly base: string;
};

/** Nested or dotted keys alike: `size: {inbound: 1}` is `size.inbound: 1`. */
function flatten(value: unknown, prefix: string, into: Map<string, unknown>): void {
  if (
    prefix !== '' &&
    (Object.hasOwn(settingsSchema.shape, prefix) || typeof value !== 'object' || value === null || Array.isArray(value))
  ) {
    into.set(prefix, value);
    return;
  }
  for (const [key, inner] of Object.entries(value ?? {})) flatten(inner, prefix === '' ? key : `${prefix}.${key}`, into);
}

function fromVariables(env: NodeJS.ProcessEnv, into: Map<string, unknown>): string[] {
  const names = new Map(settingNames.map((name) => [variableOf(name), name]));
  const problems: string[] = [];
  for (const [variable, value] of Object.entries(env)) {
    if (!variable.startsWith('VANTHU_') || value === undefined) continue;
    const name = names.get(variable);
    if (name === undefined)
      problems.push(`${variable}: không có thiết lập này / no such setting. \`vanthu config\` liệt kê tất cả / lists all.`);
    else into.set(name, value);
  }
  return problems;
}

const marker = 'kind';

/** The kind of a data folder: what its marker says, or null when it is empty or absent. */
function kindOf(data: string): 'demo' | 'agency' | null {
  try {
    return readFileSync(join(data, marker), 'utf8').trim() === 'demo' ? 'demo' : 'agency';
  } catch {
    return existsSync(data) && readdirSync(data).length > 0 ? 'agency' : null;
  }
}

export const kindMarker = (data: string): string => join(data, marker);

/**
 * Reads vanthu.yaml and VANTHU_* and says whether this is the demonstration; `demo` gives what it sets for its data folder.
 * Throws {@link SettingsProblem} naming each wrong setting, its value and what is allowed.
 */
export function loadSettings(env: NodeJS.ProcessEnv, cwd: string, demo: (data: string) => Readonly<Record<string, unknown>>): Loaded {
  const named = env['VANTHU_CONFIG'];
  const file = resolve(cwd, named ?? './vanthu.yaml');
  const present = existsSync(file);
  const values = new Map<string, unknown>(present ? [] : Object.entries(demo(resolve(cwd, env['VANTHU_DATA'] ?? './var'))));
  if (named !== undefined && !present) throw new SettingsProblem(`VANTHU_CONFIG: ${named}: không có tệp này / no such file`);
  if (present) {
    let raw: unknown;
    try {
      raw = parse(readFileSync(file, 'utf8'));
    } catch (cause) {
      throw new SettingsProblem(`${file}: ${cause instanceof Error ? cause.message : 'không đọc được'}`, { cause });
    }
    flatten(raw, '', values);
  }
  const problems = fromVariables(env, values);
  const parsed = settingsSchema.safeParse(Object.fromEntries(values));
  if (!parsed.success) {
    for (const issue of parsed.error.issues) {
      if (issue.code === 'unrecognized_keys') problems.push(...issue.keys.map((key) => `${key}: không có thiết lập này / no such setting`));
      else problems.push(describeIssue(issue.path, issue.message, values));
    }
  }
  if (problems.length > 0 || !parsed.success) throw new SettingsProblem(problems.join('\n'));

  const data = resolve(present ? dirname(file) : cwd, parsed.data.data);
  const existing = kindOf(data);
  const kind = present ? 'agency' : 'demo';
  if (existing !== null && existing !== kind) {
    throw new SettingsProblem(
      kind === 'agency'
        ? `data: ${data} là thư mục của bản trình diễn; chọn thư mục khác / belongs to the demonstration; choose another folder`
        : `data: ${data} là thư mục của cơ quan nhưng không có vanthu.yaml / belongs to an agency, but there is no vanthu.yaml`,
    );
  }
  return { settings: parsed.data, kind, data, base: present ? dirname(file) : cwd };
}

function describeIssue(path: readonly PropertyKey[], message: string, values: ReadonlyMap<string, unknown>): string {
  const name = String(path[0]);
  const schema: z.ZodType | undefined = Object.hasOwn(settingsSchema.shape, name) ? settingsSchema.shape[name as SettingName] : undefined;
  const secret = schema?.meta()?.['secret'] === true;
  const value = secret ? '(bí mật)' : JSON.stringify(values.get(name));
  return `${path.join('.')} (${variableOf(name)}) = ${value}: ${message}. ${schema?.description ?? ''}`;
}
