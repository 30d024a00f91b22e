/** Starts the embedded store as a child process and keeps it running, always under the same address. */
import { Buffer } from 'node:buffer';
import { fork, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { ToChild, ToParent } from './child.ts';

export type StoreEvent =
  | { readonly kind: 'started'; readonly pid: number | undefined }
  | { readonly kind: 'died'; readonly code: number | null; readonly signal: string | null; readonly restartIn: number }
  | { readonly kind: 'stopped' };

export interface EmbeddedStoreOptions {
  /** The data folder; made (0700) if absent. */
  readonly folder: string;
  readonly onEvent?: (event: StoreEvent) => void;
}
export interface EmbeddedStore {
  /** For the driver, mongoose and agenda. */
  readonly uri: string;
  /** Ends the child after what it has accepted is on disk. */
  stop(): Promise<void>;
  pid(): number | undefined;
}

/** Another process serves this folder; `uri` is where (undefined while it is still starting). */
export class StoreInUse extends Error {
  readonly uri: string | undefined;
  constructor(folder: string, uri: string | undefined) {
    super(`Thư mục dữ liệu ${folder} đang được một tiến trình khác sử dụng${uri === undefined ? '' : ` (VANTHU_MONGODB_URI=${uri})`}.`);
    this.name = 'StoreInUse';
    this.uri = uri;
  }
}

/** The kernel cuts longer socket paths silently; another folder's clients would then reach us. */
const MAX_SOCKET_PATH = 103;
/** In ms; doubled after each death until the child has lived for HEALTHY. */
const FIRST_BACKOFF = 50;
const MAX_BACKOFF = 5000;
const HEALTHY = 10_000;
const START_PATIENCE = 30_000;
const STOP_PATIENCE = 5000;

export const storeUri = (socket: string): string => `mongodb://${encodeURIComponent(socket)}/?directConnection=true`;

function forkChild(folder: string, socket: string): ChildProcess {
  const source = import.meta.url.endsWith('.ts');
  const entry = join(dirname(fileURLToPath(import.meta.url)), source ? 'child.ts' : 'child.js');
  const execArgv = source ? ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href] : [];
  const { PATH, HOME, TMPDIR, TZ } = process.env;
  const env = Object.fromEntries(Object.entries({ PATH, HOME, TMPDIR, TZ }).filter(([, v]) => v !== undefined));
  return fork(entry, [folder, socket], { execArgv, env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
}

function readAddress(folder: string): string | undefined {
  try {
    return readFileSync(join(folder, 'store.addr'), 'utf8').trim();
  } catch {
    return undefined;
  }
}
function writeAddress(folder: string, uri: string): void {
  const path = join(folder, 'store.addr');
  writeFileSync(`${path}.new`, `${uri}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

class Supervisor implements EmbeddedStore {
  readonly uri: string;
  readonly #folder: string;
  readonly #socket: string;
  readonly #own: string | undefined;
  readonly #onEvent: (event: StoreEvent) => void;
  #child: ChildProcess | undefined;
  #timer: NodeJS.Timeout | undefined;
  #backoff = FIRST_BACKOFF;
  #stopping: Promise<void> | undefined;

  constructor(folder: string, onEvent: (event: StoreEvent) => void) {
    this.#folder = folder;
    this.#onEvent = onEvent;
    const beside = join(folder, 'store.sock');
    this.#own = Buffer.byteLength(beside) <= MAX_SOCKET_PATH ? undefined : mkdtempSync(join(tmpdir(), 'vanthu-'));
    this.#socket = this.#own === undefined ? beside : join(this.#own, 'store.sock');
    this.uri = storeUri(this.#socket);
  }

  pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Resolves when the child answers. @throws StoreInUse, Error when it ends before that */
  launch(): Promise<void> {
    return new Promise((resolve, reject) => {
      const child = forkChild(this.#folder, this.#socket);
      const since = Date.now();
      let ready = false;
      let failure = 'Kho dữ liệu nhúng dừng trước khi sẵn sàng (the embedded store ended before it was ready)';
      this.#child = child;
      const impatient = setTimeout(() => child.kill('SIGKILL'), START_PATIENCE);
      child.on('message', (message: ToParent) => {
        clearTimeout(impatient);
        if (message.kind === 'in use') reject(new StoreInUse(this.#folder, readAddress(this.#folder)));
        else if (message.kind === 'failed') failure = message.message;
        else {
          ready = true;
          writeAddress(this.#folder, this.uri);
          this.#onEvent({ kind: 'started', pid: child.pid });
          resolve();
        }
      });
      child.once('error', reject);
      const ended = (code: number | null, signal: string | null): void => {
        if (!ready) reject(new Error(`${failure} (${signal ?? code})`));
        else if (this.#stopping === undefined) {
          if (Date.now() - since > HEALTHY) this.#backoff = FIRST_BACKOFF;
          this.#restart(code, signal);
        }
      };
      child.once('exit', (code, signal) => {
        clearTimeout(impatient);
        if (this.#child === child) this.#child = undefined;
        // Its last words may still be on the way.
        if (child.connected) child.once('disconnect', () => ended(code, signal));
        else ended(code, signal);
      });
    });
  }

  #restart(code: number | null, signal: string | null): void {
    const restartIn = this.#backoff;
    this.#backoff = Math.min(this.#backoff * 2, MAX_BACKOFF);
    this.#onEvent({ kind: 'died', code, signal, restartIn });
    this.#timer = setTimeout(() => {
      this.launch().catch(() => {
        if (this.#stopping === undefined) this.#restart(null, null);
      });
    }, restartIn);
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#end();
    return this.#stopping;
  }

  async #end(): Promise<void> {
    clearTimeout(this.#timer);
    const child = this.#child;
    if (child !== undefined && child.exitCode === null && child.signalCode === null) {
      const ended = new Promise<void>((resolve) => {
        child.once('exit', () => {
          resolve();
        });
      });
      const stop: ToChild = { kind: 'stop' };
      if (child.connected) child.send(stop, () => {});
      const impatient = setTimeout(() => child.kill('SIGKILL'), STOP_PATIENCE);
      await ended;
      clearTimeout(impatient);
    }
    this.clean();
    this.#onEvent({ kind: 'stopped' });
  }

  clean(): void {
    if (this.#own !== undefined) rmSync(this.#own, { recursive: true, force: true });
  }
}

/**
 * Starts the store of a folder. The address also stands in `<folder>/store.addr`, for other processes.
 * @throws StoreInUse when another process serves the folder
 */
export async function startEmbeddedStore({ folder, onEvent = () => {} }: EmbeddedStoreOptions): Promise<EmbeddedStore> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const store = new Supervisor(realpathSync(folder), onEvent);
  try {
    await store.launch();
    return store;
  } catch (e) {
    store.clean();
    throw e;
  }
}
