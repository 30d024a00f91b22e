import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';

/** How far an IMAP folder was read. */
export type Position = {
  readonly uidValidity: string;
  /** The highest UID that was taken. */
  readonly uid: number;
  /** Mail that came before is left alone, ISO 8601. */
  readonly since: string;
};

export type Positions = {
  load(): Promise<Position | null>;
  /** Not synced: an older position only makes mail come twice, which changes nothing. */
  save(position: Position): Promise<void>;
};

const shape = z.object({ uidValidity: z.string(), uid: z.number().int().min(0), since: z.iso.datetime() });

/** A position in a file; a missing or damaged one is none. */
export function createFilePositions(path: string): Positions {
  return {
    async load() {
      try {
        return shape.parse(JSON.parse(await readFile(path, 'utf8')));
      } catch {
        return null;
      }
    },
    async save(position) {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      await writeFile(`${path}.new`, JSON.stringify(position), { mode: 0o600 });
      await rename(`${path}.new`, path);
    },
  };
}
