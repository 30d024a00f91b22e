import { createConnection, type Connection } from 'mongoose';

export type StoreConnection = Connection;

/** How every connection of ours is made: nothing is buffered, built or created behind our back. */
const options = {
  bufferCommands: false,
  autoIndex: false,
  autoCreate: false,
  serverSelectionTimeoutMS: 2_000,
  writeConcern: { w: 'majority', j: true },
} as const;

/**
 * Connects to MongoDB or to the embedded store, which speaks its protocol.
 * Rejects after 2 s when nobody answers; once connected the driver reconnects by itself.
 */
export async function connectStore(uri: string, database = 'vanthu'): Promise<Connection> {
  const connection = createConnection(uri, { ...options, dbName: database });
  try {
    return await connection.asPromise();
  } catch (error) {
    await connection.close(true);
    throw error;
  }
}
