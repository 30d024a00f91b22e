/** Listens on a unix socket and answers messages, one after the other on each connection. */
import type { Buffer } from 'node:buffer';
import { createServer, type Server as NetServer, type Socket } from 'node:net';
import { encode } from './bson-encode.ts';
import { Catalogue } from './catalogue.ts';
import type { Store } from './command.ts';
import { Cursors } from './cursors.ts';
import { dispatch } from './dispatch.ts';
import { Engine } from './engine.ts';
import { MongoError } from './mongo-error.ts';
import { Finder } from './query.ts';
import { Records } from './records.ts';
import { removeExpired } from './time-to-live.ts';
import { int, type Value } from './values.ts';
import { Frames, WireError, frameIds, frameReply, parseFrame } from './wire.ts';

export interface ServerOptions {
  /** LMDB's file. */
  readonly file: string;
  /** The data can't be trusted any more: end the process without committing. */
  readonly fatal: (cause: unknown) => void;
}

/** How often idle cursors and expired documents are looked for, in ms; mongod's interval. */
const HOUSEKEEPING = 60_000;

export function openStore(file: string, fatal: (cause: unknown) => void): Store {
  const engine = new Engine(file, fatal);
  const catalogue = new Catalogue(engine);
  const records = new Records(engine, catalogue);
  return { engine, catalogue, records, finder: new Finder(engine, records), cursors: new Cursors() };
}

export class Server {
  readonly #store: Store;
  readonly #net: NetServer;
  readonly #connections = new Set<Socket>();
  readonly #housekeeping: NodeJS.Timeout;
  readonly #fatal: (cause: unknown) => void;
  #lastConnection = 0;

  constructor({ file, fatal }: ServerOptions) {
    this.#store = openStore(file, fatal);
    const { cursors } = this.#store;
    this.#fatal = fatal;
    this.#net = createServer((socket) => {
      this.#accept(socket);
    });
    this.#housekeeping = setInterval(() => {
      cursors.killIdle(Date.now());
      removeExpired(this.#store, Date.now()).catch(fatal);
    }, HOUSEKEEPING).unref();
  }

  listen(socket: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#net.once('error', reject);
      this.#net.listen(socket, () => {
        resolve();
      });
    });
  }

  #accept(socket: Socket): void {
    const connection = ++this.#lastConnection;
    const frames = new Frames();
    let turn = Promise.resolve();
    this.#connections.add(socket);
    socket.on('close', () => this.#connections.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => {
      try {
        for (const frame of frames.add(chunk)) {
          turn = turn.then(() => this.#answer(socket, frame, connection)).catch(this.#fatal);
        }
      } catch (e) {
        if (!(e instanceof WireError)) throw e;
        socket.destroy();
      }
    });
  }

  async #answer(socket: Socket, frame: Buffer, connection: number): Promise<void> {
    let reply: Buffer;
    let silent = false;
    try {
      const incoming = parseFrame(frame);
      ({ silent } = incoming);
      reply = await dispatch({ ...incoming.message, connection }, this.#store, Date.now());
    } catch (e) {
      if (e instanceof WireError) {
        socket.destroy();
        return;
      }
      if (!(e instanceof MongoError)) throw e;
      reply = encode(
        new Map<string, Value>([
          ['ok', 0],
          ['errmsg', e.message],
          ['code', int(e.code)],
          ['codeName', e.codeName],
        ]),
      );
    }
    if (silent || socket.destroyed) return;
    socket.cork();
    for (const part of frameReply(frameIds(frame), reply)) socket.write(part);
    socket.uncork();
  }

  /** Takes no more messages; what was acknowledged is on disk. */
  async close(): Promise<void> {
    clearInterval(this.#housekeeping);
    for (const socket of this.#connections) socket.destroy();
    await new Promise<void>((resolve) => {
      this.#net.close(() => {
        resolve();
      });
    });
    await this.#store.engine.close();
  }
}
