import type { FileOps } from './file-ops.ts';

/**
 * Makes new names in a folder durable. Sessions that ask while a sync runs share the next one (group commit): however
 * many wait, the disk sees one fsync at a time.
 */
export class FolderSync {
  readonly #ops: FileOps;
  readonly #path: string;
  #fd: Promise<number> | null = null;
  #running: Promise<void> | null = null;
  #next: Promise<void> | null = null;

  constructor(ops: FileOps, path: string) {
    this.#ops = ops;
    this.#path = path;
  }

  /** Resolves when every name made before the call is on disk. */
  sync(): Promise<void> {
    if (this.#running === null) return (this.#running = this.#run());
    // the one that runs may have begun before our name was made
    return (this.#next ??= this.#afterRunning(this.#running));
  }

  /** Waits for what syncs: a number closed under it may mean another file already. */
  async close(): Promise<void> {
    await this.#next?.catch(() => undefined);
    await this.#running?.catch(() => undefined);
    const fd = this.#fd;
    this.#fd = null;
    if (fd !== null) await this.#ops.close(await fd);
  }

  async #afterRunning(running: Promise<void>): Promise<void> {
    await running.catch(() => undefined);
    this.#next = null;
    this.#running = this.#run();
    return this.#running;
  }

  async #run(): Promise<void> {
    try {
      await this.#ops.fsync(await this.#open());
    } finally {
      this.#running = null;
    }
  }

  #open(): Promise<number> {
    this.#fd ??= this.#ops.open(this.#path, 'r').catch((error: unknown) => {
      this.#fd = null;
      throw error;
    });
    return this.#fd;
  }
}
