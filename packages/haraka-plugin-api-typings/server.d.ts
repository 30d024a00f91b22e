/// <reference types="node" />
/**
 * The process and its listeners.
 * @see Haraka server.js
 */
import type { Server as NetServer } from 'node:net';
import type { Config, IniFile } from './config.js';
import type { Logger, LogMethods } from './logging.js';
import type { Plugins } from './plugin.js';

/** Notes of the process, shared by all plugins; the same object on every listener. A plain object, without `set` and `get`. */
export type ServerNotes = Record<string, unknown>;

/** The listener behind a connection (`connection.server`). */
export interface Listener extends NetServer {
  notes: ServerNotes;
  /** TLS from the first octet. */
  has_tls: boolean;
  /** Only with `nodes` in smtp.ini. */
  cluster?: typeof import('node:cluster').default;
}

/** What the `init_*` hooks receive. */
export interface Server extends LogMethods {
  readonly logger: Logger;
  readonly config: Config;
  readonly plugins: Plugins;
  notes: ServerNotes;
  readonly listeners: readonly Listener[];
  /** smtp.ini with defaults. */
  readonly cfg: IniFile;
  /** `app` and `express` once http.ini names a listener and express is installed; `wss` once ws is. */
  readonly http: {
    readonly cfg?: unknown;
    readonly app?: unknown;
    readonly express?: unknown;
    readonly wss?: unknown;
    readonly server?: unknown;
  };
  /** connection.ini */
  readonly connection: { readonly cfg: IniFile };
  readonly cluster?: typeof import('node:cluster').default;
  /** Addresses to listen on, from `listen`, `port` and `listen_host`. */
  get_listen_addrs(cfg: { listen?: string; port?: number; listen_host?: string }, port?: number): string[];
  /** Runs a method of the server in the master process. */
  sendToMaster(command: string, parameters?: readonly unknown[]): void;
  flushQueue(domain?: string): Promise<void>;
  stopListeners(): void;
  gracefulRestart(): void;
  gracefulShutdown(): void;
  performShutdown(): void;
}
