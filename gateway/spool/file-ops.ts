import * as fs from 'node:fs';
import { promisify } from 'node:util';

/** What the spool asks of the disk. Replaced only to make a write fail in tests. */
export type FileOps = {
  readonly open: (path: string, flags: string, mode?: number) => Promise<number>;
  /** Writes all of it or rejects. */
  readonly write: (fd: number, parts: readonly Uint8Array[]) => Promise<void>;
  readonly fdatasync: (fd: number) => Promise<void>;
  readonly fsync: (fd: number) => Promise<void>;
  readonly close: (fd: number) => Promise<void>;
  readonly rename: (from: string, to: string) => Promise<void>;
  readonly unlink: (path: string) => Promise<void>;
  readonly mkdir: (path: string) => Promise<void>;
  /** Octets that an unprivileged process may still use. */
  readonly free: (path: string) => Promise<number>;
};

const open = promisify(fs.open);
const writev = promisify(fs.writev);
const writeOne = promisify(fs.write);
const statfs = promisify(fs.statfs);
const mkdir = promisify(fs.mkdir);

async function writeAll(fd: number, parts: readonly Uint8Array[]): Promise<void> {
  const total = parts.reduce((sum, part) => sum + part.byteLength, 0);
  const [only] = parts;
  let { bytesWritten } = parts.length === 1 && only !== undefined ? await writeOne(fd, only) : await writev(fd, [...parts]);
  if (bytesWritten === total) return;
  const whole = Buffer.concat(parts);
  while (bytesWritten < total) bytesWritten += (await writeOne(fd, whole, bytesWritten)).bytesWritten;
}

export const nodeFileOps: FileOps = {
  open: (path, flags, mode = 0o600) => open(path, flags, mode),
  write: writeAll,
  fdatasync: promisify(fs.fdatasync),
  fsync: promisify(fs.fsync),
  close: promisify(fs.close),
  rename: promisify(fs.rename),
  unlink: promisify(fs.unlink),
  mkdir: async (path) => {
    await mkdir(path, { recursive: true, mode: 0o700 });
  },
  free: async (path) => {
    const { bavail, bsize } = await statfs(path);
    return bavail * bsize;
  },
};

/** The code of a system error, or null. */
export const systemCode = (error: unknown): string | null =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : null;

export const isMissing = (error: unknown): boolean => systemCode(error) === 'ENOENT';

export async function unlinkIfThere(ops: FileOps, path: string): Promise<void> {
  try {
    await ops.unlink(path);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

/** Writes a whole file and syncs it; leaves nothing when that fails. */
export async function writeWhole(ops: FileOps, path: string, parts: readonly Uint8Array[]): Promise<void> {
  const fd = await ops.open(path, 'w');
  try {
    await ops.write(fd, parts);
    await ops.fdatasync(fd);
  } catch (error) {
    await unlinkIfThere(ops, path).catch(() => undefined);
    throw error;
  } finally {
    await ops.close(fd);
  }
}
