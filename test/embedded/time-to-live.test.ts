import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BSON } from 'bson';
import { expect, test } from '@jest/globals';
import { decode } from '../../store/embedded/bson-decode.ts';
import { dispatch } from '../../store/embedded/dispatch.ts';
import { openStore } from '../../store/embedded/server.ts';
import { removeExpired } from '../../store/embedded/time-to-live.ts';

test('documents go when their date is older than the index says, and no others', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'vanthu-store-'));
  const store = openStore(join(folder, 'store.mdb'), (e) => {
    throw e;
  });
  const now = 1_000_000;
  const run = async (command: BSON.Document): Promise<BSON.Document> => {
    const body = decode(Buffer.from(BSON.serialize(command)));
    return BSON.deserialize(await dispatch({ db: 'x', body, sequences: new Map(), connection: 1 }, store, now));
  };
  await run({ createIndexes: 'c', indexes: [{ key: { at: 1 }, name: 'at', expireAfterSeconds: 60 }] });
  const documents = [{ _id: 1, at: new Date(now - 60_001) }, { _id: 2, at: new Date(now - 60_000) }, { _id: 3 }, { _id: 4, at: 5 }];
  await run({ insert: 'c', documents });
  await removeExpired(store, now);
  expect((await run({ distinct: 'c', key: '_id' }))['values']).toEqual([2, 3, 4]);
  await store.engine.close();
  rmSync(folder, { recursive: true });
});
