import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Envelope, Session } from '../../mail/envelope.ts';
import { Failure } from '../../mail/failure.ts';
import type { Log } from '../../mail/log.ts';
import { Entry } from './spooled-entry.ts';
import { folderOf, isEntryId, makeEntryId } from './entry-id.ts';
import { parseLog } from './entry-log.ts';
import { isMissing, nodeFileOps, writeWhole, type FileOps } from './file-ops.ts';
import { FolderSync } from './folder-sync.ts';
import { Incoming } from './incoming.ts';
import { RecentBytes } from './recent-bytes.ts';
import { recover } from './recover.ts';
import type { SpoolSettings } from './settings.ts';
import { encodeTrailer, readTrailer, type Judgement, type Trailer } from './trailer.ts';

export type SpoolOptions = {
  /** Folder of the spool; made when missing. */
  readonly folder: string;
  /** Name of this node in entry ids: 1-16 lower case letters and digits; no two nodes alike. */
  readonly node: string;
  readonly settings: SpoolSettings;
  readonly clock: () => Date;
  readonly log: Log;
  /** Replaced only to make writes fail in tests. */
  readonly ops?: FileOps;
};

export type Acceptance = {
  readonly envelope: Envelope;
  readonly session: Session;
  readonly judged: Judgement | null;
  /** Keep what is known of the message, not its bytes. */
  readonly erase?: boolean;
};

/** Kept messages on disk: one folder, one owner. */
export type Spool = {
  readonly folder: string;
  /** Whether `octets` more fit without touching the reserve. */
  hasRoom(octets: number): boolean;
  begin(): Incoming;
  /** Makes the message durable: resolves when message, repaired copy and their names are on disk. */
  commit(incoming: Incoming, acceptance: Acceptance, repaired: Uint8Array | null): Promise<Entry>;
  /** An entry in memory (unfinished), or read from disk; null when there is none. */
  entry(id: string): Entry | null;
  /** Entries with unfinished work, oldest first. */
  unfinished(): readonly Entry[];
  /** Nothing is left to do: the entry leaves memory; its bytes stay until the day set by policy. */
  finished(entry: Entry): Promise<void>;
  /** A finished entry is taken up again. */
  reopen(entry: Entry): Promise<void>;
  /** Removes bytes whose time is over; resolves to the number of entries removed. */
  sweep(): Promise<number>;
  close(): Promise<void>;
};

const noRoom = (cause?: unknown): Failure => new Failure('Máy chủ thư tạm hết chỗ lưu, xin gửi lại sau', { temporary: true, cause });

/**
 * Opens the spool: removes what was never acknowledged, and lists entries with unfinished work.
 * Rejects when the folder can't be used.
 */
export async function createSpool(options: SpoolOptions): Promise<Spool> {
  const { folder, node, settings, clock, log } = options;
  const ops = options.ops ?? nodeFileOps;
  const folders = new Map<string, { readonly ready: Promise<void>; readonly sync: FolderSync }>();
  const live = new Map<string, Entry>();

  await ops.mkdir(folder);
  const root = new FolderSync(ops, folder);

  const bucket = (id: string): { readonly ready: Promise<void>; readonly sync: FolderSync } => {
    const name = folderOf(id);
    let found = folders.get(name);
    if (found === undefined) {
      const path = join(folder, name);
      const ready = ops.mkdir(path).then(() => root.sync());
      ready.catch(() => folders.delete(name));
      found = { ready, sync: new FolderSync(ops, path) };
      folders.set(name, found);
      // old folders are rarely written again
      if (folders.size > 64) {
        const [oldest] = folders;
        if (oldest !== undefined && folders.delete(oldest[0])) oldest[1].sync.close().catch(() => undefined);
      }
    }
    return found;
  };

  const pathOf = (id: string): string => join(folder, folderOf(id), id);
  const recent = new RecentBytes(33_554_432);
  const context = { ops, pathOf, clock, recent, folderSync: (id: string) => bucket(id).sync.sync() };

  let free = Infinity;
  const measure = async (): Promise<void> => {
    try {
      free = await ops.free(folder);
    } catch (error) {
      log.warn({ error: String(error) }, 'cannot tell how much room the spool disk has');
    }
  };
  await measure();
  const measuring = setInterval(() => void measure(), 1_000);
  measuring.unref();

  const recovered = await recover(folder, ops, log);
  for (const { id, trailer, length, log: text } of recovered) {
    const entry = new Entry(context, trailer, length, parseLog(text));
    entry.lighten();
    live.set(id, entry);
  }

  const load = (id: string): Entry | null => {
    if (!isEntryId(id)) return null;
    try {
      const stored = readTrailer(`${pathOf(id)}.msg`);
      if (stored === null) return null;
      for (const ending of ['done', 'log']) {
        try {
          return new Entry(
            context,
            stored.trailer,
            stored.length,
            parseLog(readFileSync(`${pathOf(id)}.${ending}`, 'utf8')),
            ending === 'done',
          );
        } catch (error) {
          if (!isMissing(error)) throw error;
        }
      }
      return new Entry(context, stored.trailer, stored.length, []);
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  };

  return {
    folder,
    hasRoom: (octets) => free - octets > settings['spool.reserve'],

    begin() {
      const id = makeEntryId(node, clock());
      return new Incoming(id, { ops, path: `${pathOf(id)}.msg`, prepare: () => bucket(id).ready });
    },

    async commit(incoming, { envelope, session, judged, erase = false }, repaired) {
      const { id } = incoming;
      if (free - incoming.size <= settings['spool.reserve']) throw noRoom();
      const trailer: Trailer = {
        id,
        envelope,
        session,
        committedAt: clock().toISOString(),
        sha256: incoming.sha256,
        bytes: incoming.size,
        judged,
        ...(erase ? { erased: true as const } : {}),
      };
      if (erase) await incoming.eraseBytes();
      else if (repaired !== null) {
        await bucket(id).ready;
        await writeWhole(ops, `${pathOf(id)}.repaired`, [repaired]);
      }
      const small = erase ? null : incoming.memory();
      await incoming.finish(encodeTrailer(trailer));
      free -= incoming.size;
      await bucket(id).sync.sync();
      const entry = new Entry(context, trailer, erase ? 0 : trailer.bytes, []);
      live.set(id, entry);
      if (small !== null) recent.put(id, small);
      return entry;
    },

    entry: (id) => live.get(id) ?? load(id),

    unfinished: () => [...live.values()],

    async finished(entry) {
      if (settings['keep.passed'] === 0 && !entry.decided) {
        await entry.remove();
        live.delete(entry.id);
        return;
      }
      await entry.close();
      live.delete(entry.id);
    },

    async reopen(entry) {
      await entry.reopen();
      live.set(entry.id, entry);
    },

    async sweep() {
      const { removeExpired } = await import('./sweep.ts');
      return removeExpired({ folder, settings, now: clock(), ops, load });
    },

    async close() {
      clearInterval(measuring);
      await Promise.all([...live.values()].map((entry) => entry.flush().catch(() => undefined)));
      await Promise.all([root, ...[...folders.values()].map((f) => f.sync)].map((sync) => sync.close().catch(() => undefined)));
    },
  };
}
