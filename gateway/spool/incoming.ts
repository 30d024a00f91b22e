import { createHash, type Hash } from 'node:crypto';
import { unlinkIfThere, type FileOps } from './file-ops.ts';

/** Messages up to this many octets are judged from memory and written once. */
export const memoryLimit = 262_144;

/** Octets gathered before they are handed to the disk. */
const chunkLimit = 262_144;

type Target = {
  readonly ops: FileOps;
  /** Path of `<id>.msg`. */
  readonly path: string;
  /** Makes the folder, once. */
  readonly prepare: () => Promise<void>;
};

/**
 * A message on its way in. Small ones stay in memory until the commit; larger ones stream to disk, so that memory does
 * not grow with the message. Until `finish` the file has no trailer: a crash leaves something that is thrown away.
 */
export class Incoming {
  readonly id: string;
  readonly #target: Target;
  readonly #hash: Hash = createHash('sha256');
  #chunks: Buffer[] = [];
  #pending = 0;
  #size = 0;
  #fd: number | null = null;
  #onDisk = false;
  #failed: unknown = null;
  #digest: string | null = null;

  constructor(id: string, target: Target) {
    this.id = id;
    this.#target = target;
  }

  get size(): number {
    return this.#size;
  }

  /** SHA-256 of what was written, hex; nothing can be written after it was asked for. */
  get sha256(): string {
    return (this.#digest ??= this.#hash.digest('hex'));
  }

  get path(): string {
    return this.#target.path;
  }

  /** Takes bytes; resolves when more may come. Rejects with the disk's error. */
  async write(chunk: Buffer): Promise<void> {
    if (this.#failed !== null) throw this.#failed;
    this.#hash.update(chunk);
    this.#chunks.push(chunk);
    this.#pending += chunk.length;
    this.#size += chunk.length;
    if (this.#onDisk ? this.#pending >= chunkLimit : this.#size > memoryLimit) await this.#flush();
  }

  /** The whole message while it is small enough to stay in memory. */
  memory(): Buffer | null {
    if (this.#onDisk) return null;
    const [first, ...rest] = this.#chunks;
    if (first === undefined) return Buffer.alloc(0);
    if (rest.length > 0) this.#chunks = [Buffer.concat(this.#chunks)];
    return this.#chunks[0] ?? null;
  }

  /** Everything written so far can be read from `path`. */
  async settle(): Promise<void> {
    if (this.#onDisk) await this.#flush();
  }

  /** Writes what is left and the trailer, and syncs the file. The caller syncs the folder. */
  async finish(trailer: Buffer): Promise<void> {
    if (this.#failed !== null) throw this.#failed;
    await this.#open();
    const fd = this.#fd;
    if (fd === null) throw new Error('the entry file is closed');
    await this.#target.ops.write(fd, [...this.#chunks, trailer]);
    await this.#target.ops.fdatasync(fd);
    this.#chunks = [];
    this.#pending = 0;
    this.#fd = null;
    // nobody waits for the close
    this.#target.ops.close(fd).catch(() => undefined);
  }

  /** Erases the bytes and keeps their hash and number: an entry about them can still be committed. */
  async eraseBytes(): Promise<void> {
    this.#chunks = [];
    this.#pending = 0;
    const fd = this.#fd;
    this.#fd = null;
    if (fd !== null) await this.#target.ops.close(fd);
    if (this.#onDisk) await unlinkIfThere(this.#target.ops, this.#target.path);
    this.#onDisk = false;
  }

  /** Leaves nothing behind. Never rejects: what can't be removed now is removed at the next start. */
  async abort(): Promise<void> {
    this.#chunks = [];
    this.#failed ??= new Error('the message was given up');
    const fd = this.#fd;
    this.#fd = null;
    try {
      if (fd !== null) await this.#target.ops.close(fd);
      if (this.#onDisk) await unlinkIfThere(this.#target.ops, this.#target.path);
    } catch {
      // without a trailer it is no entry
    }
  }

  async #open(): Promise<void> {
    if (this.#fd !== null) return;
    await this.#target.prepare();
    this.#onDisk = true;
    this.#fd = await this.#target.ops.open(this.#target.path, 'wx');
  }

  async #flush(): Promise<void> {
    const parts = this.#chunks;
    this.#chunks = [];
    this.#pending = 0;
    try {
      await this.#open();
      if (parts.length > 0 && this.#fd !== null) await this.#target.ops.write(this.#fd, parts);
    } catch (error) {
      this.#failed = error;
      throw error;
    }
  }
}
