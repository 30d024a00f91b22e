import { readdir, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isEntryId } from './entry-id.ts';
import { systemCode, type FileOps } from './file-ops.ts';
import type { SpoolSettings } from './settings.ts';
import type { Entry } from './spooled-entry.ts';

type Sweep = {
  readonly folder: string;
  readonly settings: SpoolSettings;
  readonly now: Date;
  readonly ops: FileOps;
  readonly load: (id: string) => Entry | null;
};

const day = 86_400_000;

/** Folders cover about 17 minutes: one younger than that may still be written. */
const spanMs = 2 ** 20;

/**
 * Removes finished entries whose days are over: passed mail after `keep.passed`, mail that somebody decided about or a
 * rule changed after `keep.decided`. Empty folders go too. Resolves to the number of entries removed.
 */
export async function removeExpired({ folder, settings, now, load }: Sweep): Promise<number> {
  let removed = 0;
  for (const bucket of await readdir(folder, { withFileTypes: true })) {
    if (!bucket.isDirectory()) continue;
    const end = (parseInt(bucket.name, 36) + 1) * spanMs;
    if (end + Math.min(settings['keep.passed'], settings['keep.decided']) * day > now.getTime()) continue;
    const path = join(folder, bucket.name);
    for (const name of await readdir(path)) {
      const id = name.endsWith('.done') ? name.slice(0, -'.done'.length) : '';
      if (!isEntryId(id)) continue;
      const entry = load(id);
      if (entry === null) continue;
      const days = entry.decided ? settings['keep.decided'] : settings['keep.passed'];
      if (Date.parse(entry.lastChange) + days * day > now.getTime()) continue;
      await entry.remove();
      removed += 1;
    }
    try {
      if (end + spanMs < now.getTime()) await rmdir(path);
    } catch (error) {
      if (systemCode(error) !== 'ENOTEMPTY') throw error;
    }
  }
  return removed;
}
