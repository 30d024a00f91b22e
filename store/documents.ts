import { Schema, type Connection, type QueryFilter, type Types } from 'mongoose';
import { setTimeout as pause } from 'node:timers/promises';
import { codeOf, type Document, type DocumentData } from '../agency/registry/document.ts';
import type { DocumentQuery, Documents, Page } from '../agency/registry/ports.ts';
import { codeKeyOf, isSameDocument, organKeyOf, type Sameness } from '../agency/registry/same-document.ts';
import { foldDiacritics } from '../vietnamese/normal-forms.ts';
import { isDuplicateKey, objectId } from './object-id.ts';

type Row = DocumentData & {
  readonly sourceKeys: readonly string[];
  readonly codeKey: string;
  readonly organKey: string;
  readonly mainSha256: string | null;
  readonly searchText: string;
  /** Key of the list to văn thư it stood in; empty while in none. */
  readonly list: string;
};
type Kept = Row & { readonly _id: Types.ObjectId };

const text = { type: String, default: null } as const;
const mixed = { type: Schema.Types.Mixed } as const;

const schema = new Schema(
  {
    agency: { type: String, required: true },
    book: { type: String, required: true },
    series: { type: String, default: '' },
    year: { type: Number, required: true },
    number: { type: Number, required: true },
    arrivalNumber: { type: Number, default: null },
    arrivalDate: text,
    codeNumber: text,
    codeNotation: text,
    issuedDate: text,
    organName: text,
    typeName: text,
    subject: text,
    language: text,
    pageAmount: { type: Number, default: null },
    signerInfo: mixed,
    priority: text,
    toPlaces: text,
    dueDate: text,
    description: { type: String, default: '' },
    traceHeaderList: [String],
    fileCode: text,
    docOrdinal: { type: Number, default: null },
    issuedAmount: { type: Number, default: null },
    state: { type: String, required: true },
    confidence: mixed,
    fieldSources: mixed,
    alternatives: mixed,
    doubtful: [String],
    urgent: { type: Boolean, default: false },
    files: [mixed],
    original: text,
    source: mixed,
    copies: [mixed],
    history: [mixed],
    registeredAt: { type: String, required: true },
    sourceKeys: [String],
    codeKey: { type: String, default: '' },
    organKey: { type: String, default: '' },
    mainSha256: text,
    searchText: { type: String, default: '' },
    list: { type: String, default: '' },
  },
  { strict: 'throw', versionKey: false, minimize: false, collection: 'documents' },
);
schema.index({ agency: 1, book: 1, series: 1, year: 1, number: 1 }, { unique: true });
schema.index({ agency: 1, sourceKeys: 1 }, { unique: true });
schema.index({ agency: 1, book: 1, year: -1, number: -1, series: 1 });
schema.index({ agency: 1, book: 1, urgent: 1, state: 1, year: -1, number: -1 });
schema.index({ agency: 1, book: 1, codeKey: 1 });
schema.index({ agency: 1, book: 1, mainSha256: 1 });
schema.index({ agency: 1, book: 1, list: 1, registeredAt: 1, number: 1 });

const derived = (data: DocumentData): Pick<Row, 'codeKey' | 'organKey' | 'mainSha256' | 'searchText'> => ({
  codeKey: codeKeyOf(data),
  organKey: organKeyOf(data.organName),
  mainSha256: data.files.find((f) => f.main)?.sha256 ?? null,
  searchText: foldDiacritics(
    [data.number, codeOf(data), data.organName, data.typeName, data.subject, data.signerInfo?.fullName, data.source.from, data.description]
      .filter((part) => part !== null && part !== undefined && part !== '')
      .join(' '),
  ),
});

const plain = ({
  _id,
  sourceKeys: _keys,
  codeKey: _code,
  organKey: _organ,
  mainSha256: _main,
  searchText: _text,
  list: _list,
  ...data
}: Kept): Document => ({
  ...data,
  id: _id.toHexString(),
});

const escaped = (word: string): string => word.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

type Options = {
  /** 0 ≤ x < 1. */
  readonly random: () => number;
  /** The longest pause after losing a number to another node, milliseconds. */
  readonly jitter?: number;
};

/** Tries before giving up: each loss means that somebody else got a number. */
const tries = 500;

/**
 * The books on MongoDB. A number is taken by inserting the row itself under the unique index (agency, book, series, year, number):
 * read the highest with read concern majority, insert + 1, start again on a duplicate. Gapless because nothing is deleted and what
 * majority read as highest can't be rolled back. One writer a book in a process; jitter between nodes.
 */
export async function createDocuments(connection: Connection, agency: string, options: Options): Promise<Documents> {
  const model = connection.model<Row>('Document', schema);
  await model.createIndexes();
  const writers = new Map<string, Promise<unknown>>();
  const jitter = options.jitter ?? 30;

  const one = async (filter: QueryFilter<Row>): Promise<Document | null> => {
    const found = await model
      .findOne({ agency, ...filter })
      .readConcern('majority')
      .lean<Kept>()
      .exec();
    return found === null ? null : plain(found);
  };
  const bySource = (keys: readonly string[]): Promise<Document | null> => one({ sourceKeys: { $in: [...keys] } });

  const insert: Documents['add'] = async ({ book, series, year }, sourceKeys, make) => {
    const place = { agency, book, series, year };
    for (let attempt = 0; attempt < tries; attempt += 1) {
      const known = await bySource(sourceKeys);
      if (known !== null) {
        await model
          .updateOne({ _id: known.id }, { $addToSet: { sourceKeys: { $each: [...sourceKeys] } } })
          .exec()
          .catch(ignoreDuplicate);
        return { document: known, added: false };
      }
      const [highest] = await model.find(place, { number: 1 }).sort({ number: -1 }).limit(1).readConcern('majority').lean<Kept[]>().exec();
      const data = make((highest?.number ?? 0) + 1);
      try {
        const row = await model.create({ ...data, ...place, ...derived(data), sourceKeys: [...sourceKeys], list: '' });
        return { document: plain(row.toObject<Kept>()), added: true };
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        await pause(options.random() * jitter);
      }
    }
    throw new Error(`No number in ${book} ${year} after ${tries} tries`);
  };

  const list = async (query: DocumentQuery): Promise<Page<Document>> => {
    const words = foldDiacritics(query.q ?? '')
      .split(/\s+/)
      .filter((word) => word !== '')
      .slice(0, 12);
    const filter: QueryFilter<Row> = {
      agency,
      book: query.book,
      ...(query.year === undefined ? {} : { year: query.year }),
      ...(query.states === undefined ? {} : { state: { $in: [...query.states] } }),
      ...(query.urgent === undefined ? {} : { urgent: query.urgent }),
      ...(words.length === 0 ? {} : { $and: words.map((word) => ({ searchText: { $regex: escaped(word) } })) }),
    };
    const after = cursorOf(query.after);
    // A year at a time: each is a range of the index, their choice would not be one.
    const ways: readonly QueryFilter<Row>[] =
      after === null
        ? [filter]
        : [
            {
              $and: [
                filter,
                {
                  year: after.year,
                  number: { $lte: after.number },
                  $or: [{ number: { $lt: after.number } }, { series: { $gt: after.series } }],
                },
              ],
            },
            { $and: [filter, { year: { $lt: after.year } }] },
          ];
    const rows: Kept[] = [];
    for (const way of ways) {
      const missing = query.limit + 1 - rows.length;
      if (missing <= 0) break;
      rows.push(...(await model.find(way).sort({ year: -1, number: -1, series: 1 }).limit(missing).lean<Kept[]>().exec()));
    }
    const items = rows.slice(0, query.limit).map(plain);
    const last = items.at(-1);
    const next =
      rows.length > query.limit && last !== undefined
        ? Buffer.from(JSON.stringify([last.year, last.number, last.series])).toString('base64url')
        : null;
    return { items, total: await model.countDocuments(filter).exec(), next };
  };

  return {
    async add(place, sourceKeys, make) {
      const book = `${place.book}/${place.series}/${place.year}`;
      const turn = (writers.get(book) ?? Promise.resolve()).then(() => insert(place, sourceKeys, make));
      const settled = turn.catch(() => undefined);
      writers.set(book, settled);
      try {
        return await turn;
      } finally {
        if (writers.get(book) === settled) writers.delete(book);
      }
    },
    get: async (id) => (objectId(id) === null ? null : one({ _id: objectId(id) })),
    bySource,
    async same(document: Sameness, mainSha256) {
      const code = codeKeyOf(document);
      const organ = organKeyOf(document.organName);
      // One query an index: an $or of both is not planned well by every store.
      const ways: QueryFilter<Row>[] = [
        ...(mainSha256 === null ? [] : [{ agency, mainSha256 }]),
        ...(code === '' ? [] : [{ agency, codeKey: code, ...(organ === '' ? {} : { organKey: { $in: [organ, ''] } }) }]),
      ];
      const rows: Kept[] = [];
      for (const way of ways) {
        rows.push(
          ...(await model
            .find({ ...way, book: 'den', state: { $ne: 'cancelled' } })
            .limit(500)
            .lean<Kept[]>()
            .exec()),
        );
      }
      rows.sort((a, b) => a.year - b.year || a.number - b.number);
      const found = rows.find(
        (row) =>
          (mainSha256 !== null && row.mainSha256 === mainSha256) ||
          isSameDocument({ ...row, arrivalYear: row.year, from: row.source.from }, document),
      );
      return found === undefined ? null : plain(found);
    },
    list,
    async addCopy(id, copy) {
      await model.updateOne({ _id: id, agency, 'copies.intakeId': { $ne: copy.intakeId } }, { $push: { copies: copy } }).exec();
    },
    async change(id, states, change) {
      if (objectId(id) === null) return null;
      for (let attempt = 0; attempt < tries; attempt += 1) {
        const current = await model
          .findOne({ _id: id, agency, state: { $in: [...states] } })
          .lean<Kept>()
          .exec();
        if (current === null) return null;
        // What is derived for searching belongs to the row as read: another change in between starts again.
        const row = await model
          .findOneAndUpdate(
            { _id: id, agency, state: { $in: [...states] }, history: { $size: current.history.length } },
            { $set: { ...change.set, ...derived({ ...current, ...change.set }) }, $push: { history: change.history } },
            { returnDocument: 'after' },
          )
          .lean<Kept>()
          .exec();
        if (row !== null) return plain(row);
        await pause(options.random() * jitter);
      }
      throw new Error(`Document ${id} changes too often`);
    },
    async unlisted(since, limit) {
      const rows = await model
        .find({ agency, book: 'den', list: '', registeredAt: { $gte: since } })
        .sort({ registeredAt: 1, number: 1 })
        .limit(limit)
        .lean<Kept[]>()
        .exec();
      return rows.map(plain);
    },
    async markListed(ids, key) {
      await model.updateMany({ agency, _id: { $in: [...ids] }, list: '' }, { $set: { list: key } }).exec();
    },
    count: (book) => model.countDocuments({ agency, book }).exec(),
  };
}

const ignoreDuplicate = (error: unknown): void => {
  if (!isDuplicateKey(error)) throw error;
};

/** A cursor that isn't ours starts from the beginning. */
function cursorOf(after: string | null | undefined): { readonly year: number; readonly number: number; readonly series: string } | null {
  if (after === null || after === undefined) return null;
  try {
    const parsed: unknown = JSON.parse(Buffer.from(after, 'base64url').toString('utf8'));
    if (!Array.isArray(parsed)) return null;
    const [year, number, series]: readonly unknown[] = parsed;
    return typeof year === 'number' && typeof number === 'number' && typeof series === 'string' ? { year, number, series } : null;
  } catch {
    return null;
  }
}
