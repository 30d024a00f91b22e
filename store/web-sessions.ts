import { Schema, type Connection } from 'mongoose';
import type { Sessions, WebSession } from '../agency/people/web-session.ts';

type Row = WebSession & { _id: string };

/** Sign-ins of pages and app tokens, by hash. Expired ones are nobody; {@link removeExpired} removes them. */
export async function createWebSessions(connection: Connection): Promise<Sessions & { removeExpired(now: Date): Promise<void> }> {
  const schema = new Schema<Row>(
    { _id: String, person: String, kind: String, expiresAt: Date },
    { versionKey: false, collection: 'sessions' },
  ).index({ expiresAt: 1 });
  const model = connection.model<Row>('sessions', schema);
  await model.createIndexes();
  return {
    async add(hash, session) {
      await model.create({ _id: hash, ...session });
    },
    async find(hash, now) {
      const row = await model.findOne({ _id: hash, expiresAt: { $gt: now } }).lean<Row | null>();
      return row === null ? null : { person: row.person, kind: row.kind, expiresAt: row.expiresAt };
    },
    async remove(hash) {
      await model.deleteOne({ _id: hash });
    },
    async removeExpired(now) {
      await model.deleteMany({ expiresAt: { $lte: now } });
    },
  };
}
