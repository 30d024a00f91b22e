import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { nodeFileOps } from '../../gateway/spool/file-ops.ts';
import { FolderSync } from '../../gateway/spool/folder-sync.ts';

test('a folder that is let go of while its names are synced is closed after that', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'vanthu-sync-'));
  const done: string[] = [];
  const sync = new FolderSync(
    {
      ...nodeFileOps,
      fsync: async (fd) => {
        await nodeFileOps.fsync(fd);
        await new Promise((resolve) => setTimeout(resolve, 20));
        done.push('synced');
      },
      close: async (fd) => {
        done.push('closed');
        await nodeFileOps.close(fd);
      },
    },
    folder,
  );
  const waiting = [sync.sync(), sync.sync()];
  await sync.close();
  await Promise.all(waiting);
  expect(done).toEqual(['synced', 'synced', 'closed']);
  await rm(folder, { recursive: true });
});
