import { join } from 'node:path';
import type { Log } from '../mail/log.ts';
import { createFileBlobs, createGridFsBlobs } from '../store/blobs.ts';
import { createCheckIns } from '../store/check-ins.ts';
import { connectStore, type StoreConnection } from '../store/connect.ts';
import { createDecisions } from '../store/decisions.ts';
import { createDocuments } from '../store/documents.ts';
import { startEmbeddedStore, StoreInUse } from '../store/embedded/start.ts';
import { createIntake } from '../store/intake.ts';
import { createProvenance } from '../store/provenance.ts';
import { createRegisteredLists } from '../store/registered-lists.ts';
import { createSentNotices } from '../store/sent-notices.ts';
import { createTraces } from '../store/traces.ts';
import { createWebSessions } from '../store/web-sessions.ts';

/** A connection to the database in use, and how to let go of it. */
export type OpenedStore = {
  readonly connection: StoreConnection;
  readonly uri: string;
  readonly embedded: boolean;
  close(): Promise<void>;
};

/**
 * Connects to MongoDB where `uri` names one, else to the embedded store under `data`: one started for this process, or, `beside` a
 * server, the one that runs there already. Rejects with {@link StoreInUse} when it runs for another process and `beside` is not set:
 * it ends with that process, as after a kill -9 or with a command.
 */
export async function openStore(uri: string, data: string, log: Log, { beside }: { readonly beside: boolean }): Promise<OpenedStore> {
  if (uri !== '') {
    const connection = await connectStore(uri);
    return { connection, uri, embedded: false, close: () => connection.close() };
  }
  let own: { readonly uri: string; stop(): Promise<void> } | null = null;
  let address: string;
  try {
    own = await startEmbeddedStore({ folder: data, onEvent: (event) => log.info({ store: event }, 'embedded store') });
    address = own.uri;
  } catch (error) {
    if (!beside || !(error instanceof StoreInUse) || error.uri === undefined) throw error;
    address = error.uri;
  }
  const connection = await connectStore(address);
  return {
    connection,
    uri: address,
    embedded: true,
    async close() {
      await connection.close();
      await own?.stop();
    },
  };
}

export type Stores = Awaited<ReturnType<typeof createStores>>;

/** Every port's implementation over one connection. `agency` is the key that all documents carry. */
export async function createStores(opened: OpenedStore, agency: string, options: { readonly data: string; readonly keepMonths: number }) {
  const { connection } = opened;
  return {
    documents: await createDocuments(connection, agency, { random: Math.random }),
    intake: await createIntake(connection, agency),
    // One node keeps files beside its data; several share them through the database.
    blobs: opened.embedded ? createFileBlobs(join(options.data, 'blobs')) : createGridFsBlobs(connection),
    decisions: await createDecisions(connection, agency),
    provenance: await createProvenance(connection, agency),
    traces: await createTraces(connection, agency),
    sentNotices: await createSentNotices(connection, agency),
    registeredLists: await createRegisteredLists(connection, agency),
    sessions: await createWebSessions(connection),
    checkIns: await createCheckIns(connection, agency, options.keepMonths),
  };
}
