import { open } from 'lmdb';

/**
 * Writes a consistent copy of a store's file, also while another process serves it: LMDB lets processes read beside one writer, and
 * the copy is what one read transaction sees (mdb_env_copy2 with MDB_CP_COMPACT, which never waits for the writer nor holds it up).
 * `to` must not be there. Not synced.
 */
export async function copyStore(file: string, to: string): Promise<void> {
  const db = open<Buffer, Buffer>({ path: file, readOnly: true, encoding: 'binary', keyEncoding: 'binary', cache: false, maxReaders: 16 });
  try {
    await db.backup(to, true);
  } finally {
    await db.close();
  }
}
