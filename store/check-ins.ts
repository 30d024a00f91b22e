import { Schema, type Connection } from 'mongoose';
import type { CheckIns, LookHow, SlotState } from '../agency/reminders/ports.ts';
import type { SlotName } from '../agency/calendar/slots.ts';

type LookRow = { _id: string; agency: string; person: string; at: Date; how: LookHow; expiresAt: Date };
type SeenRow = { _id: string; agency: string; era: string; unread: string[]; at: Date; expiresAt: Date };
type ClaimRow = { _id: string; agency: string; at: Date; sent: boolean; expiresAt: Date };
type Row = { _id: string; agency: string; person: string; date: string; slot: SlotName; state: SlotState; at: Date; expiresAt: Date };

const duplicate = 11_000;
const monthMs = 30.5 * 86_400_000;
/** What lay unread, and who sends a mail, is of no use after a long weekend. */
const briefMs = 14 * 86_400_000;
/** Who took a sending and did not finish it within so long has died. */
const claimMs = 2 * 60_000;

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
  const seen = connection.model<SeenRow>(
    'unread',
    new Schema<SeenRow>(
      { _id: String, agency: String, era: String, unread: [String], at: Date, expiresAt: Date },
      { versionKey: false, collection: 'unread' },
    ).index({ expiresAt: 1 }),
  );
  const claims = connection.model<ClaimRow>(
    'reminderClaims',
    new Schema<ClaimRow>(
      { _id: String, agency: String, at: Date, sent: Boolean, expiresAt: Date },
      { versionKey: false, collection: 'reminderClaims' },
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
  await Promise.all([looks.createIndexes(), seen.createIndexes(), claims.createIndexes(), rows.createIndexes()]);
  const keep = (at: Date): Date => new Date(at.getTime() + keepMonths * monthMs);
  const brief = (at: Date): Date => new Date(at.getTime() + briefMs);

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
    async seen(person, { at, era, unread }) {
      const row = { era, unread: [...unread], at, expiresAt: brief(at) };
      // An upsert of something older finds no row it may change and stumbles over the newer one's key.
      await insertOnce(() =>
        seen.updateOne({ _id: `${agency}|${person}`, at: { $lt: at } }, { $set: row, $setOnInsert: { agency } }, { upsert: true }).exec(),
      );
    },
    async lastSeen(person) {
      const row = await seen.findById(`${agency}|${person}`).lean<SeenRow | null>();
      return row === null ? null : { at: row.at, era: row.era, unread: row.unread };
    },
    take: ({ person, date, slot, state, at }) =>
      insertOnce(() =>
        rows.create({ _id: `${agency}|${person}|${date}|${slot}`, agency, person, date, slot, state, at, expiresAt: keep(at) }),
      ),
    async rows(from, to) {
      const found = await rows.find({ agency, date: { $gte: from, $lte: to } }).lean();
      return found.map(({ person, date, slot, state, at }) => ({ person, date, slot, state, at }));
    },
    async claim(key, now) {
      const _id = `${agency}|${key}`;
      if (await insertOnce(() => claims.create({ _id, agency, at: now, sent: false, expiresAt: brief(now) }))) return true;
      const abandoned = { _id, sent: false, at: { $lt: new Date(now.getTime() - claimMs) } };
      return (await claims.findOneAndUpdate(abandoned, { $set: { at: now } }).lean()) !== null;
    },
    async sent(key) {
      await claims.updateOne({ _id: `${agency}|${key}` }, { $set: { sent: true } }).exec();
    },
    async removeExpired(now) {
      await Promise.all([
        looks.deleteMany({ expiresAt: { $lt: now } }),
        seen.deleteMany({ expiresAt: { $lt: now } }),
        claims.deleteMany({ expiresAt: { $lt: now } }),
        rows.deleteMany({ expiresAt: { $lt: now } }),
      ]);
    },
  };
}
