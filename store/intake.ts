import { Schema, type Connection, type Types } from 'mongoose';
import type { IntakeData, IntakeItem } from '../agency/registry/intake-item.ts';
import type { Intake, IntakeQuery, Page } from '../agency/registry/ports.ts';
import { isDuplicateKey, objectId } from './object-id.ts';

type Kept = IntakeData & { readonly _id: Types.ObjectId };

const text = { type: String, default: null } as const;
const mixed = { type: Schema.Types.Mixed, default: null } as const;

const schema = new Schema(
  {
    agency: { type: String, required: true },
    state: { type: String, required: true },
    kind: { type: String, required: true },
    sourceKeys: [String],
    entryId: text,
    via: { type: String, required: true },
    messageId: text,
    subject: { type: String, default: '' },
    from: { type: String, default: '' },
    fromName: { type: String, default: '' },
    recipients: [String],
    receivedAt: { type: String, required: true },
    judgement: mixed,
    alteredCopyOf: text,
    reasons: [String],
    rule: text,
    original: text,
    files: [{ type: Schema.Types.Mixed }],
    book: text,
    firstSender: mixed,
    copyOf: mixed,
    documentId: text,
    notSpam: { type: Boolean, default: false },
    decidedBy: text,
    decidedAt: text,
    answer: text,
    unit: text,
    failure: text,
    attempts: { type: Number, default: 0 },
  },
  { strict: 'throw', versionKey: false, minimize: false, collection: 'intake' },
);
schema.index({ agency: 1, sourceKeys: 1 }, { unique: true });
schema.index({ agency: 1, state: 1, receivedAt: -1, _id: -1 });

const plain = ({ _id, ...data }: Kept): IntakeItem => ({ ...data, id: _id.toHexString() });

/** The mails to the office mailbox on MongoDB: one item a message by its source keys, each step one findOneAndUpdate on the state it leaves. */
export async function createIntake(connection: Connection, agency: string): Promise<Intake> {
  const model = connection.model<IntakeData>('IntakeItem', schema);
  await model.createIndexes();

  /** Also remembers keys that this way of the same message adds. */
  const known = async (sourceKeys: readonly string[]): Promise<IntakeItem | null> => {
    const found = await model
      .findOne({ agency, sourceKeys: { $in: [...sourceKeys] } })
      .readConcern('majority')
      .lean<Kept>()
      .exec();
    if (found === null) return null;
    const missing = sourceKeys.filter((key) => !found.sourceKeys.includes(key));
    for (const key of missing)
      await model
        .updateOne({ _id: found._id }, { $addToSet: { sourceKeys: key } })
        .exec()
        .catch((error: unknown) => {
          if (!isDuplicateKey(error)) throw error;
        });
    return plain(found);
  };

  const list = async (query: IntakeQuery): Promise<Page<IntakeItem>> => {
    const filter = { agency, state: { $in: [...query.states] } };
    const after = cursorOf(query.after);
    const rows = await model
      .find(
        // The plain bound is for the index, which knows nothing of the choice.
        after === null
          ? filter
          : {
              ...filter,
              receivedAt: { $lte: after.receivedAt },
              $or: [{ receivedAt: { $lt: after.receivedAt } }, { receivedAt: after.receivedAt, _id: { $lt: after.id } }],
            },
      )
      .sort({ receivedAt: -1, _id: -1 })
      .limit(query.limit + 1)
      .lean<Kept[]>()
      .exec();
    const items = rows.slice(0, query.limit).map(plain);
    const last = items.at(-1);
    const next =
      rows.length > query.limit && last !== undefined ? Buffer.from(`${last.receivedAt} ${last.id}`).toString('base64url') : null;
    return { items, total: await model.countDocuments(filter).exec(), next };
  };

  return {
    async receive(data) {
      const before = await known(data.sourceKeys);
      if (before !== null) return { item: before, added: false };
      try {
        const row = await model.create({ ...data, agency });
        return { item: plain(row.toObject<Kept>()), added: true };
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        const other = await known(data.sourceKeys);
        // Not committed by a majority yet: the caller comes again.
        if (other === null) throw error;
        return { item: other, added: false };
      }
    },
    known,
    async get(id) {
      const key = objectId(id);
      const row = key === null ? null : await model.findOne({ _id: key, agency }).lean<Kept>().exec();
      return row === null ? null : plain(row);
    },
    async move(id, states, change) {
      const key = objectId(id);
      if (key === null) return null;
      const row = await model
        .findOneAndUpdate({ _id: key, agency, state: { $in: [...states] } }, { $set: change }, { returnDocument: 'after' })
        .lean<Kept>()
        .exec();
      return row === null ? null : plain(row);
    },
    list,
  };
}

function cursorOf(after: string | null | undefined): { readonly receivedAt: string; readonly id: Types.ObjectId } | null {
  const [receivedAt, id] = Buffer.from(after ?? '', 'base64url')
    .toString('utf8')
    .split(' ');
  const key = objectId(id ?? '');
  return receivedAt === undefined || key === null ? null : { receivedAt, id: key };
}
