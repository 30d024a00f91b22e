import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, open, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { HopProblem, type Delivery, type Hop, type Transaction } from './hop.ts';

/** A recipient as a folder name: what is not a plain letter, digit or mark of an address is written `=XX`; never a path. */
export function folderNameOf(address: string): string {
  const name = address.toLowerCase().replaceAll(/[^a-z0-9@._+-]|^\.+/g, (found) =>
    Buffer.from(found)
      .toString('hex')
      .replaceAll(/../g, (hex) => `=${hex}`),
  );
  return name.length <= 200 ? name : `${name.slice(0, 120)}=${createHash('sha256').update(name).digest('hex')}`;
}

async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Drops each copy into `<folder>/<recipient>/` as a Maildir. The file's name follows from the entry: dropping again replaces. */
export function createMaildirHop(folder: string, hostname: string): Hop {
  const made = new Set<string>();

  const drop = async ({ entry, head }: Transaction, address: string): Promise<void> => {
    const box = join(folder, folderNameOf(address));
    if (!made.has(box)) {
      for (const sub of ['tmp', 'new', 'cur']) await mkdir(join(box, sub), { recursive: true, mode: 0o700 });
      if (made.size > 10_000) made.clear();
      made.add(box);
    }
    const name = `${Math.floor(Date.parse(entry.committedAt) / 1_000)}.${entry.id}.${hostname.replaceAll(/[/:]/g, '_')}`;
    const temporary = join(box, 'tmp', name);
    try {
      const file = createWriteStream(temporary, { mode: 0o600, flush: true });
      file.write(Buffer.concat([Buffer.from(`Return-Path: <${entry.envelope.from}>\r\n`, 'utf8'), head(address)]));
      await pipeline(await entry.open('leaving'), file);
      await rename(temporary, join(box, 'new', name));
    } catch (error) {
      made.delete(box);
      await unlink(temporary).catch(() => undefined);
      throw error;
    }
    await syncFolder(join(box, 'new'));
  };

  return {
    async deliver(transaction) {
      const results = new Map<string, Delivery>();
      for (const { address } of transaction.recipients) {
        try {
          await drop(transaction, address);
        } catch (error) {
          throw new HopProblem(`Maildir: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
        }
        results.set(address, { result: 'delivered', reply: '250 2.0.0 Đã vào hộp thư', dsn: false });
      }
      return results;
    },
    close: () => undefined,
  };
}
