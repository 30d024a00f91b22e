import { Schema, type Connection } from 'mongoose';
import type { SentNotices } from '../gateway/notices.ts';

type Row = { _id: string; agency: string; key: string; kind: string; to: string; about: string | null; messageId: string; at: Date };

const duplicate = 11_000;

/** Which notices were handed over: one document a key, so each is told once. */
export async function createSentNotices(connection: Connection, agency: string): Promise<SentNotices> {
  const sent = connection.model<Row>(
    'sentNotices',
    new Schema<Row>(
      {
        _id: String,
        agency: { type: String, required: true },
        key: { type: String, required: true },
        kind: { type: String, required: true },
        to: { type: String, required: true },
        about: { type: String, default: null },
        messageId: { type: String, required: true },
        at: { type: Date, required: true },
      },
      { versionKey: false, collection: 'sentNotices' },
    ).index({ agency: 1, at: 1 }),
  );
  await sent.createIndexes();
  const idOf = (key: string): string => `${agency}|${key}`;

  return {
    has: async (key) => (await sent.findOne({ _id: idOf(key) }).lean()) !== null,
    async add(notice) {
      try {
        await sent.create({ ...notice, _id: idOf(notice.key), agency });
        return true;
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === duplicate) return false;
        throw error;
      }
    },
  };
}
