import { randomBytes } from 'node:crypto';
import { chmod, mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCode } from '../spool/file-ops.ts';

export type TraceKey = { readonly id: string; readonly secret: Buffer };

/** The first signs, all check. */
export type TraceKeys = readonly [TraceKey, ...TraceKey[]];

const shape = /^([A-Za-z0-9]{1,16}):([A-Za-z0-9_-]{43,})$/;

function parse(text: string): TraceKeys | null {
  const keys = text
    .split(/[\s,]+/)
    .filter((word) => word !== '')
    .map((word) => shape.exec(word))
    .map((match): TraceKey => {
      if (match === null) throw new Error('trace-keys: mỗi khóa có dạng id:base64url (32 octet trở lên)');
      return { id: match[1] ?? '', secret: Buffer.from(match[2] ?? '', 'base64url') };
    });
  const [first, ...rest] = keys;
  return first === undefined ? null : [first, ...rest];
}

/** Keys of X-Vanthu-Id: the setting, else `trace-keys` in the secrets folder, made there at the first start (0600). */
export async function loadTraceKeys(setting: string, secretsFolder: string): Promise<TraceKeys> {
  const set = parse(setting);
  if (set !== null) return set;
  const path = join(secretsFolder, 'trace-keys');
  await mkdir(secretsFolder, { recursive: true, mode: 0o700 });
  try {
    const file = await open(path, 'wx', 0o600);
    try {
      await file.writeFile(`${randomBytes(4).toString('hex')}:${randomBytes(32).toString('base64url')}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error;
    await chmod(path, 0o600);
  }
  const kept = parse(await readFile(path, 'utf8'));
  if (kept === null) throw new Error(`${path}: không có khóa nào`);
  return kept;
}
