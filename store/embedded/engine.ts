/**
 * Ordered keys and values on disk: LMDB behind the few calls the store needs. Writes that wait at the same time share one
 * transaction and one sync (group commit); a write is acknowledged when its sync is done.
 */
import { Buffer } from 'node:buffer';
import { open, type RootDatabase } from 'lmdb';
import { MongoError } from './mongo-error.ts';

export interface Entry {
  readonly key: Buffer;
  readonly value: Buffer;
}
export interface Range {
  readonly start: Buffer;
  /** Exclusive. */
  readonly end: Buffer;
}

interface Waiting {
  readonly work: () => void;
  readonly done: () => void;
}

/** Rows read before the cursor is sought again: no LMDB cursor lives across turns of the event loop. */
const FIRST_CHUNK = 64;
const MAX_CHUNK = 2048;

export class Engine {
  readonly #db: RootDatabase<Buffer, Buffer>;
  readonly #fatal: (cause: unknown) => void;
  #queue: Waiting[] = [];

  /** @param fatal called when a commit fails or work breaks half way: the process must end without committing */
  constructor(path: string, fatal: (cause: unknown) => void) {
    this.#fatal = fatal;
    this.#db = open<Buffer, Buffer>({
      path,
      encoding: 'binary',
      keyEncoding: 'binary',
      cache: false,
      // LMDB's own order: data, sync, root, sync; nothing is acknowledged in between.
      overlappingSync: false,
      maxReaders: 16,
      mapSize: 64 * 2 ** 20,
    });
  }

  get(key: Buffer): Buffer | undefined {
    return this.#db.get(key);
  }

  count({ start, end }: Range): number {
    return this.#db.getKeysCount({ start, end });
  }

  /** The entries of a range in order, in chunks; entries written meanwhile may or may not be seen. */
  *scan(range: Range, reverse: boolean): Generator<Entry> {
    let { start, end } = range;
    for (let chunk = FIRST_CHUNK; ; chunk = Math.min(chunk * 4, MAX_CHUNK)) {
      const rows = [
        ...this.#db.getRange(
          reverse
            ? { start: end, end: start, reverse: true, exclusiveStart: true, inclusiveEnd: true, limit: chunk }
            : { start, end, limit: chunk },
        ),
      ];
      for (const { key, value } of rows) yield { key, value };
      const last = rows.at(-1);
      if (last === undefined || rows.length < chunk) return;
      if (reverse) end = last.key;
      else start = next(last.key);
    }
  }

  /** Inside `write` only. */
  put(key: Buffer, value: Buffer): void {
    void this.#db.put(key, value);
  }

  /** Inside `write` only. */
  remove(key: Buffer): void {
    void this.#db.remove(key);
  }

  /**
   * Runs `work` in a transaction and resolves when what it wrote is on disk. `work` must check before it writes: a MongoError it
   * throws refuses this work alone and undoes nothing.
   */
  write<T>(work: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      let outcome: () => void = () => {};
      if (this.#queue.length === 0) setImmediate(() => this.#commit());
      this.#queue.push({
        work: () => {
          try {
            const result = work();
            outcome = () => {
              resolve(result);
            };
          } catch (e) {
            if (!(e instanceof MongoError)) throw e;
            outcome = () => {
              reject(e);
            };
          }
        },
        done: () => {
          outcome();
        },
      });
    });
  }

  /** Whoever asked since the last commit shares this one: while it waits for the disk, the next ones gather in their sockets. */
  #commit(): void {
    const batch = this.#queue;
    this.#queue = [];
    try {
      this.#db.transactionSync(() => {
        for (const waiting of batch) waiting.work();
      });
    } catch (e) {
      this.#fatal(e);
      return;
    }
    for (const waiting of batch) waiting.done();
  }

  async close(): Promise<void> {
    if (this.#queue.length > 0) this.#commit();
    await this.#db.close();
  }
}

/** The smallest key behind this one. */
function next(key: Buffer): Buffer {
  return Buffer.concat([key, Buffer.alloc(1)]);
}
