import { Schema, type Connection } from 'mongoose';
import { concernedIn, type Trace, type Traces } from '../gateway/traces.ts';

type Row = Omit<Trace, 'id'> & { _id: string; agency: string; concerned: string[] };

/** Messages by entry id, which begins with the time: the newest have the greatest. */
export async function createTraces(connection: Connection, agency: string): Promise<Traces> {
  const schema = new Schema<Row>(
    {
      _id: String,
      agency: String,
      messageId: String,
      subject: String,
      from: String,
      via: String,
      person: String,
      receivedAt: String,
      bytes: Number,
      findings: [Schema.Types.Mixed],
      recipients: [Schema.Types.Mixed],
      events: [Schema.Types.Mixed],
      concerned: [String],
    },
    { versionKey: false, collection: 'messages' },
  )
    .index({ agency: 1, messageId: 1 })
    .index({ agency: 1, 'recipients.state': 1, receivedAt: -1, _id: -1 })
    .index({ agency: 1, concerned: 1, receivedAt: -1, _id: -1 })
    .index({ agency: 1, receivedAt: -1, _id: -1 });
  const model = connection.model<Row>('messages', schema);
  await model.createIndexes();
  const plain = ({ _id, agency: _agency, concerned: _concerned, ...trace }: Row): Trace => ({ id: _id, ...trace });

  return {
    async save(traces) {
      if (traces.length === 0) return;
      await model.bulkWrite(
        traces.map((trace) => {
          const { id, ...rest } = trace;
          const replacement = { _id: id, agency, ...rest, concerned: [...concernedIn(trace)] };
          return { replaceOne: { filter: { _id: id }, replacement, upsert: true } };
        }),
        { ordered: false },
      );
    },
    async find(id) {
      const row = await model.findOne({ _id: id, agency }).lean<Row | null>();
      return row === null ? null : plain(row);
    },
    async list({ messageId, state, of, after, limit }) {
      const filter = {
        agency,
        ...(messageId === undefined ? {} : { messageId }),
        ...(state === undefined ? {} : { 'recipients.state': state }),
        ...(of === undefined ? {} : { concerned: of.toLowerCase() }),
      };
      const last = after === undefined ? null : await model.findOne({ _id: after, agency }).lean<Row | null>();
      // The plain bound is for the index, which knows nothing of the choice.
      const page =
        last === null
          ? filter
          : {
              ...filter,
              receivedAt: { $lte: last.receivedAt },
              $or: [{ receivedAt: { $lt: last.receivedAt } }, { receivedAt: last.receivedAt, _id: { $lt: last._id } }],
            };
      const rows = await model
        .find(page)
        .sort({ receivedAt: -1, _id: -1 })
        .limit(limit + 1)
        .lean<Row[]>();
      const items = rows.slice(0, limit);
      return {
        items: items.map(plain),
        total: await model.countDocuments(filter),
        next: rows.length > limit ? (items.at(-1)?._id ?? null) : null,
      };
    },
  };
}
