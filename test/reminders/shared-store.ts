import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connection } from 'mongoose';
import type { CheckIns } from '../../agency/reminders/ports.ts';
import { createCheckIns } from '../../store/check-ins.ts';
import { connectStore } from '../../store/connect.ts';
import { startEmbeddedStore, type EmbeddedStore } from '../../store/embedded/start.ts';
import { Mail, startProcess, when, who, type Process } from './world.ts';

/** Two connections to one database, as two machines have them; each test an agency and mailboxes of its own. */
export class SharedStore {
  mail = new Mail('');
  readonly #folder: string;
  readonly #store: EmbeddedStore;
  readonly connections: readonly Connection[];
  #stores: readonly CheckIns[] = [];
  #run = 0;

  private constructor(folder: string, store: EmbeddedStore, connections: readonly Connection[]) {
    this.#folder = folder;
    this.#store = store;
    this.connections = connections;
  }

  static async start(): Promise<SharedStore> {
    const folder = await mkdtemp(join(tmpdir(), 'vanthu-reminders-'));
    const store = await startEmbeddedStore({ folder: join(folder, 'store') });
    return new SharedStore(folder, store, [await connectStore(store.uri), await connectStore(store.uri)]);
  }

  async fresh(): Promise<void> {
    this.#run += 1;
    this.#stores = await Promise.all(this.connections.map((connection) => this.checkIns(connection, `agency${this.#run}`, 24)));
    this.mail = new Mail(join(this.#folder, `mail${this.#run}`));
  }

  checkIns(connection: Connection, agency: string, keepMonths: number): ReturnType<typeof createCheckIns> {
    for (const name of connection.modelNames()) connection.deleteModel(name);
    return createCheckIns(connection, agency, keepMonths);
  }

  get first(): CheckIns {
    const [one] = this.#stores;
    if (one === undefined) throw new Error('no store');
    return one;
  }

  process(which: 0 | 1, more: Parameters<typeof startProcess>[2] = {}): Process {
    return startProcess(this.#stores[which] ?? this.first, this.mail, more);
  }

  /** Two processes, as on two machines: own connections, one database. */
  two(more: Parameters<typeof startProcess>[2] = {}): readonly [Process, Process] {
    return [this.process(0, more), this.process(1, more)];
  }

  async stop(): Promise<void> {
    for (const connection of this.connections) await connection.close();
    await this.#store.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

export const scan = async (processes: readonly Process[], text: string): Promise<void> => {
  await Promise.all(processes.map((p) => p.reminders.scan(when(text))));
};
export const reminded = (processes: readonly Process[]): readonly string[] => processes.flatMap((p) => who(p.told)).toSorted();
export const minutes = (from: number, to: number): readonly string[] => Array.from({ length: to - from + 1 }, (_, i) => `07:${from + i}`);
