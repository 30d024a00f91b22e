import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '../../mail/log.ts';
import { isEntryId } from './entry-id.ts';
import { unlinkIfThere, type FileOps } from './file-ops.ts';
import { readTrailer, type Trailer } from './trailer.ts';

export type Recovered = { readonly id: string; readonly trailer: Trailer; readonly length: number; readonly log: string };

const nameShape = /^(.+)\.(msg|log|done|repaired|new)$/;

async function intact(path: string, trailer: Trailer): Promise<boolean> {
  if (trailer.bytes === 0 || trailer.erased === true) return true;
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { end: trailer.bytes - 1 })) hash.update(chunk as Buffer);
  return hash.digest('hex') === trailer.sha256;
}

/**
 * Reads the spool at start: entries with unfinished work, oldest first. A file without a right trailer was never
 * acknowledged and is removed (but left alone where a log says otherwise); so is a log or repaired copy without its message. An entry without a log may have been
 * cut in its commit by a power failure, so its bytes are checked against their hash.
 */
export async function recover(folder: string, ops: FileOps, log: Log): Promise<readonly Recovered[]> {
  const found: Recovered[] = [];
  for (const bucket of await readdir(folder, { withFileTypes: true })) {
    if (!bucket.isDirectory()) continue;
    const path = join(folder, bucket.name);
    const endings = new Map<string, Set<string>>();
    for (const name of await readdir(path)) {
      const match = nameShape.exec(name);
      if (match?.[1] === undefined || match[2] === undefined || !isEntryId(match[1])) continue;
      const of = endings.get(match[1]) ?? new Set();
      of.add(match[2]);
      endings.set(match[1], of);
    }
    for (const [id, has] of endings) {
      const base = join(path, id);
      if (has.has('new')) await unlinkIfThere(ops, `${base}.new`);
      if (has.has('done') && has.has('msg')) continue;
      const stored = has.has('msg') ? readTrailer(`${base}.msg`) : null;
      const text = has.has('log') ? await readFile(`${base}.log`, 'utf8') : '';
      if (stored === null && has.has('msg') && text !== '') {
        // something was done with it, so it was acknowledged: a damaged disk, and for a person to look at
        log.error({ id, path: `${base}.msg` }, 'a kept message can no longer be read; its files are left as they are');
        continue;
      }
      if (stored === null || (text === '' && !(await intact(`${base}.msg`, stored.trailer)))) {
        log.info({ id }, 'removed what was never acknowledged');
        for (const ending of has) await unlinkIfThere(ops, `${base}.${ending}`);
        continue;
      }
      found.push({ id, ...stored, log: text });
    }
  }
  return found.sort((a, b) =>
    a.trailer.committedAt < b.trailer.committedAt ? -1 : a.trailer.committedAt > b.trailer.committedAt ? 1 : a.id < b.id ? -1 : 1,
  );
}
