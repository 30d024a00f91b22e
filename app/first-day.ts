import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { localTime } from '../mail/local-time.ts';

/** Local day of the first start on this data folder (YYYY-MM-DD): a trial's 30 days run from it. */
export function firstDayOf(data: string, now: Date): string {
  const path = join(data, 'first-day');
  if (existsSync(path)) return readFileSync(path, 'utf8').trim();
  const { date } = localTime(now);
  mkdirSync(data, { recursive: true, mode: 0o700 });
  writeFileSync(path, `${date}\n`);
  return date;
}
