/**
 * The store's process. It is forked by start.ts, takes the lock of the folder, serves until its parent goes, and is made to be killed:
 * nothing that was acknowledged depends on an orderly end.
 */
import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Server } from './server.ts';

export type ToParent = { readonly kind: 'ready' } | { readonly kind: 'in use' } | { readonly kind: 'failed'; readonly message: string };
export type ToChild = { readonly kind: 'stop' };

const LOCK_TRIES = 20;
const LOCK_WAIT = 50;

/** An abstract socket: the kernel frees it with the process, however that ends. A predecessor may need a moment to end. */
async function takeLock(folder: string): Promise<boolean> {
  const name = `\0vanthu-store-${createHash('sha256').update(folder).digest('hex').slice(0, 40)}`;
  for (let i = 0; i < LOCK_TRIES; i++) {
    const taken = await new Promise<boolean>((resolve) => {
      const lock = createServer((socket) => socket.destroy());
      lock.once('error', () => {
        resolve(false);
      });
      lock.listen(name, () => {
        lock.unref();
        resolve(true);
      });
    });
    if (taken) return true;
    await wait(LOCK_WAIT);
  }
  return false;
}

function tell(message: ToParent): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined || !process.connected) resolve();
    else
      process.send(message, undefined, undefined, () => {
        resolve();
      });
  });
}

function fatal(cause: unknown): void {
  process.stderr.write(`embedded store: ${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}\n`);
  // Not exit(): an open transaction must not be committed by an orderly end.
  process.kill(process.pid, 'SIGKILL');
}

async function serve(folder: string, socket: string): Promise<void> {
  process.title = 'vanthu-store';
  // Files and socket belong to their owner alone, from their first moment.
  process.umask(0o177);
  // Signals to the whole group reach us too; the parent ends us when it has put its own work down.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => {});
  process.on('disconnect', () => process.exit(0));
  process.on('uncaughtException', fatal);
  process.on('unhandledRejection', fatal);
  if (!(await takeLock(folder))) {
    await tell({ kind: 'in use' });
    process.exit(0);
  }
  rmSync(socket, { force: true });
  const server = new Server({ file: join(folder, 'store.mdb'), fatal });
  await server.listen(socket);
  process.on('message', (message: ToChild) => {
    if (message.kind !== 'stop') return;
    server
      .close()
      .then(() => process.exit(0))
      .catch(fatal);
  });
  await tell({ kind: 'ready' });
}

const [folder, socket] = process.argv.slice(2);
if (folder === undefined || socket === undefined) throw new Error('embedded store: folder and socket are needed');
serve(folder, socket).catch(async (e: unknown) => {
  await tell({ kind: 'failed', message: e instanceof Error ? e.message : String(e) });
  fatal(e);
});
