/** Indexes with expireAfterSeconds: their documents go when the date in the field is that old. */
import type { Collection, Index } from './catalogue.ts';
import type { Store } from './command.ts';
import { parseFilter } from './match.ts';
import { DateTime, isNumeric, toNumber, type Doc } from './values.ts';

function expired(index: Index, now: number): Doc | undefined {
  const seconds = index.spec.get('expireAfterSeconds');
  const [field, ...more] = index.fields;
  // As in mongod, compound indexes and that of _id never expire anything.
  if (!isNumeric(seconds) || field === undefined || more.length > 0 || field.name === '_id') return undefined;
  const before = new DateTime(BigInt(now) - BigInt(Math.trunc(toNumber(seconds) * 1000)));
  return new Map([[field.name, new Map([['$lt', before]])]]);
}

async function removeFrom({ engine, records, finder }: Store, c: Collection, filter: Doc): Promise<void> {
  const matches = parseFilter(filter);
  await engine.write(() => {
    const old = [...finder.find(c, { filter, matches })];
    for (const found of old) records.remove(c, found);
  });
}

/** @param now milliseconds since 1970 */
export async function removeExpired(store: Store, now: number): Promise<void> {
  for (const c of store.catalogue.all()) {
    for (const index of c.indexes.values()) {
      const filter = expired(index, now);
      if (filter !== undefined) await removeFrom(store, c, filter);
    }
  }
}
