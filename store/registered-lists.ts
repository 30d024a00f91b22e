import { Schema, type Connection } from 'mongoose';
import type { RegisteredList, RegisteredLists } from '../agency/registry/ports.ts';
import { isDuplicateKey } from './object-id.ts';

type Row = RegisteredList & { readonly agency: string };

const schema = new Schema<Row>(
  {
    agency: { type: String, required: true },
    key: { type: String, required: true },
    at: { type: String, required: true },
    documentIds: [String],
    sent: { type: Boolean, default: false },
  },
  { strict: 'throw', versionKey: false, collection: 'registeredLists' },
);
schema.index({ agency: 1, key: 1 }, { unique: true });
schema.index({ agency: 1, sent: 1, at: 1 });

const plain = ({ key, at, documentIds, sent }: Row): RegisteredList => ({ key, at, documentIds, sent });

/** Lists of registered documents that were made for văn thư; a key is used once. */
export async function createRegisteredLists(connection: Connection, agency: string): Promise<RegisteredLists> {
  const model = connection.model('RegisteredList', schema);
  await model.createIndexes();
  return {
    async open(list) {
      try {
        await model.create({ ...list, documentIds: [...list.documentIds], agency });
        return list;
      } catch (error) {
        if (isDuplicateKey(error)) return null;
        throw error;
      }
    },
    ofDay: async (day) =>
      (
        await model
          .find({ agency, key: { $gte: `${day}/`, $lt: `${day}0` } })
          .lean<Row[]>()
          .exec()
      ).map(plain),
    unsent: async () => (await model.find({ agency, sent: false }).sort({ at: 1 }).lean<Row[]>().exec()).map(plain),
    async sent(key) {
      await model.updateOne({ agency, key }, { $set: { sent: true } }).exec();
    },
  };
}
