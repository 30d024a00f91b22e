import { Schema, type Connection } from 'mongoose';
import type { Decision, Decisions } from '../gateway/hold/decisions.ts';

type Row = { _id: string; agency: string; concerned: string[] } & Omit<Decision, 'id'>;
type TokenRow = { _id: string; agency: string; decision: string; question: string | null };

const duplicate = 11_000;
const isDuplicate = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === duplicate;

/** Whom a list «mine» shows it to: who may only be asked later does not see it before. */
const concernedIn = (d: Decision): string[] => [
  ...new Set(
    [d.sender, ...d.questions.flatMap((q) => [q.author, ...q.asked, ...(q.kind === 'approval' ? q.ask : [])])]
      .map((a) => a.toLowerCase())
      .filter((a) => a !== ''),
  ),
];

const decisionOf = ({ _id, agency: _agency, concerned: _concerned, ...rest }: Row): Decision => ({ id: _id, ...rest });

/**
 * Decisions about held mail: one document each, `_id` = the entry's id. It changes by one findOneAndUpdate on its revision, so
 * the first answer wins whoever else is at it. Answer tokens are kept as hashes, a document each.
 */
export async function createDecisions(connection: Connection, agency: string): Promise<Decisions> {
  const text = { type: String, required: true } as const;
  const list = { type: [Schema.Types.Mixed], required: true } as const;
  const decisions = connection.model<Row>(
    'decisions',
    new Schema<Row>(
      {
        _id: String,
        agency: text,
        revision: { type: Number, required: true },
        state: text,
        messageId: { type: String, default: null },
        subject: String,
        from: String,
        fromName: String,
        sender: String,
        senderName: String,
        recipients: list,
        insideServed: Boolean,
        questions: list,
        binding: text,
        receivedAt: text,
        createdAt: text,
        nudgeAt: text,
        headAt: text,
        until: text,
        nudged: Boolean,
        headAsked: Boolean,
        urgent: Boolean,
        note: { type: String, default: null },
        telling: list,
        unsettled: Boolean,
        dueAt: text,
        history: list,
        concerned: [String],
      },
      { versionKey: false, minimize: false, collection: 'decisions' },
    )
      .index({ agency: 1, state: 1, dueAt: 1 })
      .index({ agency: 1, unsettled: 1 })
      .index({ agency: 1, createdAt: -1, _id: -1 })
      .index({ agency: 1, state: 1, createdAt: -1, _id: -1 })
      .index({ agency: 1, concerned: 1, state: 1, createdAt: -1, _id: -1 }),
  );
  const tokens = connection.model<TokenRow>(
    'answerTokens',
    new Schema<TokenRow>(
      { _id: String, agency: text, decision: text, question: { type: String, default: null } },
      { versionKey: false, collection: 'answerTokens' },
    ),
  );
  await Promise.all([decisions.createIndexes(), tokens.createIndexes()]);

  const get = async (id: string): Promise<Decision | null> => {
    const row = await decisions.findOne({ _id: id, agency }).lean<Row>();
    return row === null ? null : decisionOf(row);
  };

  return {
    get,
    async create(decision) {
      const { id, ...rest } = decision;
      try {
        await decisions.updateOne({ _id: id, agency }, { $setOnInsert: { ...rest, concerned: concernedIn(decision) } }, { upsert: true });
      } catch (error) {
        // two upserts at once: the other one made it
        if (!isDuplicate(error)) throw error;
      }
      const stored = await get(id);
      if (stored === null) throw new Error(`the decision on ${id} belongs to another agency`);
      return stored;
    },
    async update(next) {
      const { id, ...rest } = next;
      const row = await decisions
        .findOneAndUpdate(
          { _id: id, agency, revision: next.revision - 1 },
          { $set: { ...rest, concerned: concernedIn(next) } },
          { returnDocument: 'after' },
        )
        .lean<Row>();
      return row === null ? null : decisionOf(row);
    },
    async addToken(hash, id, question) {
      await tokens.create({ _id: hash, agency, decision: id, question });
    },
    async findToken(hash) {
      const row = await tokens.findOne({ _id: hash, agency }).lean<TokenRow>();
      return row === null ? null : { id: row.decision, question: row.question };
    },
    async due(now, limit) {
      const waiting = await decisions
        .find({ agency, state: 'waiting', dueAt: { $lte: now } })
        .sort({ dueAt: 1 })
        .limit(limit)
        .lean<Row[]>();
      const unsettled = await decisions.find({ agency, unsettled: true }).sort({ createdAt: 1 }).limit(limit).lean<Row[]>();
      const rows = new Map([...waiting, ...unsettled].map((row) => [row._id, row]));
      return [...rows.values()].map((row) => decisionOf(row));
    },
    async list({ state, of, after, limit }) {
      const filter = { agency, ...(state === undefined ? {} : { state }), ...(of === undefined ? {} : { concerned: of.toLowerCase() }) };
      const last = after === undefined ? null : await decisions.findOne({ _id: after, agency }).lean<Row>();
      // The plain bound is for the index, which knows nothing of the choice.
      const beyond =
        last === null
          ? filter
          : {
              ...filter,
              createdAt: { $lte: last.createdAt },
              $or: [{ createdAt: { $lt: last.createdAt } }, { createdAt: last.createdAt, _id: { $lt: last._id } }],
            };
      const rows = await decisions
        .find(beyond)
        .sort({ createdAt: -1, _id: -1 })
        .limit(limit + 1)
        .lean<Row[]>();
      const items = rows.slice(0, limit).map((row) => decisionOf(row));
      return { items, total: await decisions.countDocuments(filter), next: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
    },
    countWaiting: () => decisions.countDocuments({ agency, state: 'waiting' }),
  };
}
