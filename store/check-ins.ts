import { Schema, type Connection } from 'mongoose';
import type { CheckIns, LookHow, SlotRow, SlotState } from '../agency/reminders/ports.ts';
import type { SlotName } from '../agency/calendar/slots.ts';

type LookRow = { _id: string; agency: string; person: string; at: Date; how: LookHow; expiresAt: Date };
type SnapshotRow = { _id: string; agency: string; ids: string[]; at: Date; expiresAt: Date };
type Row = { _id: string; agency: string; person: string; date: string; slot: SlotName; state: SlotState; at: Date; expiresAt: Date };

const duplicate = 11_000;
const monthMs = 30.5 * 86_400_000;
/** Unread lists of a slot's start are of no use the day after. */
const snapshotMs = 3 * 86_400_000;

/** Inserts unless the key is there; true for the one that inserted. */
async function insertOnce(insert: () => Promise<unknown>): Promise<boolean> {
  try {
    await insert();
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === duplicate) return false;
    throw error;
  }
}

/**
 * The check-in record. A person, date and slot is one document by its `_id`: whichever process inserts it reminds.
 * `keepMonths` is how long the rows stay; {@link removeExpired} removes older ones.
 */
export async function createCheckIns(
  connection: Connection,
  agency: string,
  keepMonths: number,
): Promise<CheckIns & { removeExpired(now: Date): Promise<void> }> {
  const looks = connection.model<LookRow>(
    'looks',
    new Schema<LookRow>(
      { _id: String, agency: String, person: String, at: Date, how: String, expiresAt: Date },
      { versionKey: false, collection: 'looks' },
    )
      .index({ agency: 1, person: 1, at: -1 })
      .index({ agency: 1, at: 1 })
      .index({ expiresAt: 1 }),
  );
  const snapshots = connection.model<SnapshotRow>(
    'unread',
    new Schema<SnapshotRow>(
      { _id: String, agency: String, ids: [String], at: Date, expiresAt: Date },
      { versionKey: false, collection: 'unread' },
    ).index({ expiresAt: 1 }),
  );
  const rows = connection.model<Row>(
    'slots',
    new Schema<Row>(
      { _id: String, agency: String, person: String, date: String, slot: String, state: String, at: Date, expiresAt: Date },
      { versionKey: false, collection: 'slots' },
    )
      .index({ agency: 1, date: 1 })
      .index({ expiresAt: 1 }),
  );
  await Promise.all([looks.createIndexes(), snapshots.createIndexes(), rows.createIndexes()]);
  const keep = (at: Date): Date => new Date(at.getTime() + keepMonths * monthMs);
  const snapshotKey = (address: string, date: string, slot: string): string => `${agency}|${address}|${date}|${slot}`;

  return {
    async looked(person, at, how) {
      const minute = new Date(Math.floor(at.getTime() / 60_000) * 60_000);
      await insertOnce(() =>
        looks.create({ _id: `${agency}|${person}|${minute.toISOString()}`, agency, person, at, how, expiresAt: keep(at) }),
      );
    },
    async lastLook(person) {
      const last = await looks.findOne({ agency, person }).sort({ at: -1 }).lean();
      return last?.at ?? null;
    },
    async looks(from, to) {
      const found = await looks
        .find({ agency, at: { $gte: from, $lt: to } })
        .sort({ at: 1 })
        .lean();
      return found.map(({ person, at, how }) => ({ person, at, how }));
    },
    async snapshot(address, date, slot, ids) {
      const at = new Date(`${date}T00:00:00Z`);
      await insertOnce(() =>
        snapshots.create({
          _id: snapshotKey(address, date, slot),
          agency,
          ids: [...ids],
          at,
          expiresAt: new Date(at.getTime() + snapshotMs),
        }),
      );
    },
    async snapshotOf(address, date, slot) {
      return (await snapshots.findById(snapshotKey(address, date, slot)).lean())?.ids ?? null;
    },
    take: ({ person, date, slot, state, at }) =>
      insertOnce(() =>
        rows.create({ _id: `${agency}|${person}|${date}|${slot}`, agency, person, date, slot, state, at, expiresAt: keep(at) }),
      ),
    async rows(from, to) {
      const found = await rows.find({ agency, date: { $gte: from, $lte: to } }).lean();
      return found.map(({ person, date, slot, state, at }) => ({ person, date, slot, state, at }));
    },
    async removeExpired(now) {
      await Promise.all([
        looks.deleteMany({ expiresAt: { $lt: now } }),
        snapshots.deleteMany({ expiresAt: { $lt: now } }),
        rows.deleteMany({ expiresAt: { $lt: now } }),
      ]);
    },
  };
}
