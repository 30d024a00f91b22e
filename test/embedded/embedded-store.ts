/** A store of its own for a test file, in a temporary folder. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedStore, type EmbeddedStore, type StoreEvent } from '../../store/embedded/start.ts';

export interface TemporaryStore extends EmbeddedStore {
  readonly folder: string;
}
export async function startTemporaryStore(onEvent?: (event: StoreEvent) => void): Promise<TemporaryStore> {
  const folder = mkdtempSync(join(tmpdir(), 'vanthu-store-'));
  const store = await startEmbeddedStore({ folder, ...(onEvent && { onEvent }) });
  return {
    folder,
    uri: store.uri,
    pid: () => store.pid(),
    stop: async () => {
      await store.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
