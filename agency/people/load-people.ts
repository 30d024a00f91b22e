import { parse as parseCsv } from 'csv-parse/sync';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import type { AgencyMailbox, Person, Unit } from '../../mail/people.ts';
import type { DirectoryData } from './directory.ts';
import { passwordHash } from './password.ts';

const address = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[^\s@<>"]{1,64}@[a-z0-9.-]{1,253}$/, 'địa chỉ thư không đúng / not a mail address');
const role = z.enum(['quan-tri', 'van-thu', 'lanh-dao', 'chanh-van-phong', 'truong-phong', 'chuyen-vien']);
const words = z.preprocess((v) => (typeof v === 'string' ? v.split(/[;,\s]+/).filter((w) => w !== '') : v), z.array(z.string()));
const yes = z.preprocess((v) => (typeof v === 'string' ? /^(1|x|có|co|true|yes)$/i.test(v.trim()) : v), z.boolean()).default(false);
const blank = <T extends z.ZodType>(schema: T) => z.preprocess((v) => (v === '' || v === undefined ? null : v), schema.nullable());

const person = z.strictObject({
  address,
  name: z.string().trim().min(1),
  title: z.string().trim().default(''),
  roles: words.pipe(z.array(role)).default([]),
  unit: z.string().trim().default(''),
  state: z.preprocess((v) => (v === '' ? undefined : v), z.enum(['active', 'left']).default('active')),
  head: yes,
  deputy: yes,
  delegate: blank(address),
  away: yes,
  password: blank(z.string().regex(passwordHash, 'mật khẩu phải là chuỗi scrypt$… do `vanthu init` tạo / must be a scrypt$… hash')),
});
const unit = z.strictObject({ code: z.string().trim().min(1), name: z.string().trim().min(1), head: address });
const mailbox = z.strictObject({
  address,
  kind: z.enum(['unit', 'office']),
  users: words.pipe(z.array(address)).default([]),
  unit: z.string().trim().default(''),
});
const file = z.strictObject({
  people: z.array(person).min(1),
  units: z.array(unit).default([]),
  mailboxes: z.array(mailbox).default([]),
});

/** A mistake in the people's file, with where it stands; for the person who edits it. */
export class PeopleProblem extends Error {}

/**
 * Reads people, units and mailboxes from YAML, or people alone from CSV (first line: column names; roles separated by `;`).
 * Rejects with {@link PeopleProblem} naming the entry that is wrong.
 */
export async function loadPeople(path: string, agency: { readonly name: string; readonly domain: string }): Promise<DirectoryData> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new PeopleProblem(`${path}: không đọc được / can't be read`, { cause });
  });
  let raw: unknown;
  try {
    raw =
      extname(path) === '.csv'
        ? { people: parseCsv(text, { columns: true, bom: true, skip_empty_lines: true, trim: true }) }
        : parseYaml(text);
  } catch (cause) {
    throw new PeopleProblem(`${path}: ${cause instanceof Error ? cause.message : 'không đọc được'}`, { cause });
  }
  return completePeople(raw, agency, path);
}

/** Where an entry stands, as the person who edits the file finds it again: its place counted from 1, and its address or code. */
function placeOf(raw: unknown, path: readonly PropertyKey[]): string {
  const [list, index, ...rest] = path;
  if (typeof index !== 'number') return path.join('.');
  const entry: unknown = at(at(raw, list), index);
  const name = at(entry, 'address') ?? at(entry, 'code');
  return [`${String(list)} ${index + 1}`, ...(typeof name === 'string' ? [`(${name})`] : []), rest.join('.')].join(' ').trim();
}

const at = (value: unknown, key: PropertyKey | undefined): unknown =>
  typeof value === 'object' && value !== null && key !== undefined ? Reflect.get(value, key) : undefined;

/** Names that no entry bears: a slip of the pen would leave a unit without a head, or a mailbox without a user. */
function unknownNames(data: z.output<typeof file>): readonly string[] {
  const people = new Set(data.people.map((p) => p.address));
  const units = new Set(data.units.map((u) => u.code));
  const nobody = (where: string, named: string | null): readonly string[] =>
    named === null || people.has(named) ? [] : [`${where}: ${named} không có trong danh sách / is not in the list`];
  const noUnit = (where: string, code: string): readonly string[] =>
    code === '' || units.size === 0 || units.has(code) ? [] : [`${where}: đơn vị ${code} không có trong danh sách / is not in the list`];
  return [
    ...data.people.flatMap((p) => [
      ...nobody(`people (${p.address}) delegate`, p.delegate),
      ...noUnit(`people (${p.address}) unit`, p.unit),
    ]),
    ...data.units.flatMap((u) => nobody(`units (${u.code}) head`, u.head)),
    ...data.mailboxes.flatMap((m) => [
      ...m.users.flatMap((user) => nobody(`mailboxes (${m.address}) users`, user)),
      ...noUnit(`mailboxes (${m.address}) unit`, m.unit),
    ]),
  ];
}

/** Checks raw data and completes it: every person has a personal mailbox. */
export function completePeople(raw: unknown, agency: { readonly name: string; readonly domain: string }, where: string): DirectoryData {
  const parsed = file.safeParse(raw);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `${where}: ${placeOf(raw, issue.path)}: ${issue.message}`);
    throw new PeopleProblem(lines.join('\n'));
  }
  const people: readonly Person[] = parsed.data.people;
  const units: readonly Unit[] = parsed.data.units;
  const personal = people.map((p): AgencyMailbox => ({ address: p.address, kind: 'personal', users: [p.address], unit: p.unit }));
  const mailboxes = [...personal, ...parsed.data.mailboxes];
  const twice = [mailboxes.map((m) => m.address), units.map((u) => u.code)].flatMap((names) =>
    names.filter((n, i) => names.indexOf(n) !== i),
  );
  const problems = [
    ...twice.map((name) => `${name} có hai lần / stands twice`),
    ...(mailboxes.filter((m) => m.kind === 'office').length > 1 ? ['chỉ một hộp thư cơ quan / one office mailbox only'] : []),
    ...unknownNames(parsed.data),
  ];
  if (problems.length > 0) throw new PeopleProblem(problems.map((problem) => `${where}: ${problem}`).join('\n'));
  return { agency: agency.name, domain: agency.domain, people, units, mailboxes };
}
