import { constants, watch, type FSWatcher } from 'node:fs';
import { appendFile, lstat, mkdir, open, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Log } from '../../mail/log.ts';
import type { MailboxSource, SourceState, TakeFound } from './found-mail.ts';
import { withCrlf } from './source-key.ts';

type Options = {
  readonly take: TakeFound;
  /** Remembers which files were taken; loss only makes mail come twice, which changes nothing. */
  readonly seenFile: string;
  /** Mail before is left alone; null = before the first start. */
  readonly since: Date | null;
  readonly pollMs: number;
  readonly largest: number;
  readonly clock: () => Date;
  readonly log: Log;
};

type Candidate = { readonly unique: string; readonly path: string; readonly at: Date; readonly bytes: number };

const subfolders = ['new', 'cur'] as const;
const headerLimit = 262_144;
/** Deliveries come in bursts: one look for those within this time. */
const gatherMs = 30;

/** The name without its flags: it stays the same when a mail client moves the file from new to cur. */
const uniqueOf = (name: string): string => name.split(/[:;!]2,/, 1)[0] ?? name;

const isGone = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');

/** Never through a link, never waiting at a pipe: the folder is written by others. */
async function readStart(path: string, bytes: number): Promise<Buffer> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const buffer = Buffer.alloc(bytes);
    let at = 0;
    while (at < bytes) {
      const { bytesRead } = await file.read(buffer, at, bytes - at, at);
      if (bytesRead === 0) break;
      at += bytesRead;
    }
    return buffer.subarray(0, at);
  } finally {
    await file.close();
  }
}

/**
 * Reads the office mailbox where it is a Maildir on this machine. Files are announced by the file system and looked for again at
 * every poll (announcements get lost); they are only read. The folder may come into being later.
 */
export function createMaildirSource(folder: string, options: Options): MailboxSource {
  const { take, clock, log } = options;
  const seen = new Set<string>();
  const watchers = new Map<string, FSWatcher>();
  let since = options.since ?? new Date(0);
  let state: SourceState = { connected: false, lookedAt: null, problem: null };
  let stopped = false;
  let timer: NodeJS.Timeout | null = null;
  let due = Infinity;
  let running: Promise<void> = Promise.resolve();
  let busy = false;
  let again = false;

  /** First line: since when; then a unique name a line. */
  const remember = async (): Promise<void> => {
    const lines = await readFile(options.seenFile, 'utf8').then(
      (text) => text.split('\n'),
      () => [],
    );
    const at = new Date(lines[0] ?? '');
    since = options.since ?? (Number.isNaN(at.getTime()) ? clock() : at);
    for (const line of lines.slice(1)) if (line !== '') seen.add(line);
    await mkdir(dirname(options.seenFile), { recursive: true, mode: 0o700 });
    const present = new Set((await candidates(() => true)).map((c) => c.unique));
    for (const unique of seen) if (!present.has(unique)) seen.delete(unique);
    await writeFile(`${options.seenFile}.new`, `${[since.toISOString(), ...seen].join('\n')}\n`, { mode: 0o600 });
    await rename(`${options.seenFile}.new`, options.seenFile);
  };

  const candidates = async (wanted: (unique: string) => boolean): Promise<readonly Candidate[]> => {
    const found: Candidate[] = [];
    for (const sub of subfolders) {
      const names = await readdir(join(folder, sub)).catch((error: unknown) => {
        if (isGone(error)) return [];
        throw error;
      });
      for (const name of names) {
        const unique = uniqueOf(name);
        if (name.startsWith('.') || !wanted(unique)) continue;
        const path = join(folder, sub, name);
        const file = await lstat(path).catch(() => null);
        if (file?.isFile() === true) found.push({ unique, path, at: file.mtime, bytes: file.size });
      }
    }
    return found.toSorted((a, b) => a.at.getTime() - b.at.getTime() || (a.unique < b.unique ? -1 : 1));
  };

  const look = async (): Promise<void> => {
    for (const { unique, path, at, bytes } of await candidates((name) => !seen.has(name))) {
      if (stopped) return;
      if (at.getTime() >= since.getTime()) {
        const tooLarge = bytes > options.largest;
        const read = await readStart(path, tooLarge ? Math.min(bytes, headerLimit) : bytes).catch((error: unknown) => {
          if (isGone(error)) return null;
          throw error;
        });
        // Moved by a mail client meanwhile: found under its new name at the next look.
        if (read === null) {
          again = true;
          continue;
        }
        await take({ bytes: withCrlf(read), receivedAt: at, tooLarge, name: unique });
      }
      seen.add(unique);
      await appendFile(options.seenFile, `${unique}\n`);
    }
    state = { connected: watchers.size > 0, lookedAt: clock().toISOString(), problem: null };
  };

  const watchFolders = (): void => {
    for (const sub of subfolders) {
      if (watchers.has(sub)) continue;
      try {
        const watcher = watch(join(folder, sub), () => soon(gatherMs));
        const drop = (): void => {
          watcher.close();
          watchers.delete(sub);
        };
        watcher.on('error', drop);
        watchers.set(sub, watcher);
      } catch (error) {
        if (!isGone(error)) state = { ...state, problem: String(error) };
      }
    }
  };

  const turn = async (): Promise<void> => {
    busy = true;
    again = false;
    try {
      watchFolders();
      await look();
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      state = { ...state, problem };
      log.warn({ folder, problem }, 'The office mailbox could not be read from its Maildir; trying again');
      again = false;
    }
    busy = false;
    soon(again ? gatherMs : options.pollMs);
  };

  const soon = (ms: number): void => {
    if (stopped) return;
    if (busy) {
      again = true;
      return;
    }
    // A stream of announcements must not put the look off for ever.
    if (performance.now() + ms >= due) return;
    if (timer !== null) clearTimeout(timer);
    due = performance.now() + ms;
    timer = setTimeout(() => {
      due = Infinity;
      running = turn();
    }, ms);
  };

  return {
    start() {
      running = remember().then(turn, (error: unknown) => {
        log.error({ folder, problem: String(error) }, 'What was read of the Maildir could not be remembered');
        return turn();
      });
    },
    async stop() {
      stopped = true;
      if (timer !== null) clearTimeout(timer);
      for (const watcher of watchers.values()) watcher.close();
      watchers.clear();
      await running;
    },
    state: () => state,
  };
}
