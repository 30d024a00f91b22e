import type { Connection, Model } from 'mongoose';
import type { Facts, Keys, KnownMessage } from '../mail/facts.ts';
import type { Passed, Provenance } from '../gateway/provenance.ts';
import { knownFrom, type Candidate } from './provenance-known.ts';
import { models, type ContactRow, type PassedRow } from './provenance-models.ts';
import { anchorsOf, commonness } from './shingle-anchors.ts';

const hour = 3_600_000;
/** An account that sends faster than this is not counted anew for each message: what this process adds is added up. */
const countAgainMs = 1_000;
const accountsCounted = 1_000;
/** Messages of an account in the hour before `at`. */
type Counted = { readonly at: number; readonly reading: Promise<number>; read: boolean; added: number };
/** Candidates looked at for each kind of evidence. */
const most = { ids: 50, perAttachment: 101, anchored: 1_000, texts: 40 } as const;
/** A file that so many messages carry (a form, a logo) shows nothing. */
const commonFile = 100;
/** Messages by the author later on the thread whose outside recipients count. */
const mostDescendants = 200;

const lower = (addresses: readonly string[]): string[] => [...new Set(addresses.map((a) => a.toLowerCase()))];

const rowOf = (agency: string, passed: Passed): PassedRow => {
  const { record } = passed;
  return {
    _id: passed.id,
    agency,
    passedAt: new Date(passed.passedAt),
    messageId: record.messageId,
    references: record.references,
    attachments: record.attachments,
    shingles: record.shingles.join(''),
    anchors: anchorsOf(record.shingles),
    shingleCount: record.shingleCount,
    subject: record.subject,
    date: record.date ?? passed.passedAt,
    author: passed.author.toLowerCase(),
    authorName: passed.authorName,
    origin: passed.origin,
    issued: passed.issued,
    official: passed.official ?? false,
    participants: lower(record.participants),
    entitled: [],
    consentGiven: record.consentGiven,
    excerpt: record.excerpt,
    account: passed.account?.toLowerCase() ?? null,
  };
};

const candidateOf = ({ _id, passedAt, shingles, ...row }: PassedRow): Candidate => ({
  ...row,
  id: _id,
  passedAt: passedAt.getTime(),
  shingles: shingles.match(/.{16}/g) ?? [],
});

/** An index is asked for so many values at once: for more of them a planner may rather read everything. */
const valuesAtOnce = 400;
const inParts = <T>(values: readonly T[]): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(values.length / valuesAtOnce) }, (_, n) => values.slice(n * valuesAtOnce, (n + 1) * valuesAtOnce));

const isDuplicate = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 11_000;

/** Inserts what is not there yet; returns the ids that are new. An unordered insert goes on past duplicates. */
async function insertNew<Row extends { readonly _id: string }>(model: Model<Row>, rows: readonly Row[]): Promise<ReadonlySet<string>> {
  const there = await model.find({ _id: { $in: rows.map((r) => r._id) } }, { _id: 1 }).lean<{ _id: string }[]>();
  const known = new Set(there.map((r) => r._id));
  const fresh = [...new Map(rows.filter((r) => !known.has(r._id)).map((r) => [r._id, r])).values()];
  if (fresh.length === 0) return new Set();
  try {
    await model.collection.insertMany(fresh as never[], { ordered: false });
  } catch (error) {
    // another node was faster with some of them: they are there, which is all we want
    if (!isDuplicate(error)) throw error;
  }
  return new Set(fresh.map((r) => r._id));
}

/** What passed before, in MongoDB: messages by id, thread, attachment and text; first contacts for the sending rate. */
export async function createProvenance(connection: Connection, agency: string): Promise<Provenance> {
  const { passed, anchors, contacts } = models(connection);
  await Promise.all([passed.createIndexes(), anchors.createIndexes(), contacts.createIndexes()]);
  const anchorId = (shingle: string): string => `${agency}|${shingle}`;
  const contactId = (account: string, address: string): string => `${agency}|${account}|${address}`;
  const common = commonness(async (limit) => {
    const rows = await anchors
      .find({ agency, n: { $gt: limit } }, { _id: 1 })
      .limit(20_000)
      .lean<{ _id: string }[]>();
    return rows.map((row) => row._id.slice(agency.length + 1));
  });

  const find = async (filter: object, limit: number): Promise<PassedRow[]> =>
    passed
      .find({ agency, ...filter })
      .sort({ passedAt: 1 })
      .limit(limit)
      .lean<PassedRow[]>();

  /** The first message with each file: whose content it is, and where it came from. */
  async function byAttachment(keys: Keys): Promise<PassedRow[]> {
    const found: PassedRow[] = [];
    for (const { sha256 } of keys.attachments.slice(0, most.ids)) {
      const rows = await find({ 'attachments.sha256': sha256 }, most.perAttachment);
      if (rows.length <= commonFile) found.push(...rows.slice(0, 5), ...rows.filter((row) => row.issued).slice(0, 5));
    }
    return found;
  }

  /** The messages that share most anchors with the text; common ones (formulae, signatures) do not count. */
  async function byText(keys: Keys): Promise<PassedRow[]> {
    const isCommon = await common.known();
    const sought = keys.shingles.filter((shingle) => !isCommon.has(shingle));
    if (sought.length === 0) return [];
    const wanted = new Set(sought);
    const parts = await Promise.all(
      inParts(sought).map((part) =>
        passed
          .find({ agency, anchors: { $in: part } }, { anchors: 1 })
          .limit(most.anchored)
          .lean<Pick<PassedRow, '_id' | 'anchors'>[]>(),
      ),
    );
    const rows = new Map(parts.flat().map((row) => [row._id, row]));
    const shares = [...rows.values()].map((row) => ({
      id: row._id,
      share: row.anchors.filter((a) => wanted.has(a)).length / row.anchors.length,
    }));
    const best = shares.sort((a, b) => b.share - a.share).slice(0, most.texts);
    return best.length === 0 ? [] : find({ _id: { $in: best.map((b) => b.id) } }, most.texts);
  }

  async function candidates(keys: Keys): Promise<Candidate[]> {
    const ids = [...new Set([...(keys.messageId === null ? [] : [keys.messageId]), ...keys.insideIds, ...keys.references])];
    const threads = keys.references.filter((id) => id.startsWith('thread-index:'));
    const rows = await Promise.all([
      ids.length === 0 ? [] : find({ messageId: { $in: ids } }, most.ids),
      threads.length === 0 ? [] : find({ references: { $in: threads } }, most.ids),
      byAttachment(keys),
      byText(keys),
    ]);
    const distinct = new Map(rows.flat().map((row) => [row._id, candidateOf(row)]));
    return [...distinct.values()].sort((a, b) => a.passedAt - b.passedAt || (a.id < b.id ? -1 : 1));
  }

  /** Participants of a message and its ancestors, those its author added later, and approved holds. */
  async function entitledTo(known: KnownMessage, candidate: Candidate): Promise<KnownMessage> {
    const ancestors = candidate.references.filter((id) => id.startsWith('<'));
    const [above, below] = await Promise.all([
      // Older than the message: an ancestor's id on a later mail is somebody's invention.
      ancestors.length === 0 ? [] : find({ messageId: { $in: ancestors }, passedAt: { $lt: new Date(candidate.passedAt) } }, most.ids),
      // Anybody can write under the author's name from outside (mailing lists are let through so).
      candidate.messageId === null
        ? []
        : find({ references: candidate.messageId, author: candidate.author, origin: 'inside' }, mostDescendants),
    ]);
    // Message-IDs can be used again: the first message of that name is the ancestor.
    const firsts = above.filter((row, i) => above.findIndex((other) => other.messageId === row.messageId) === i);
    const rows = [...firsts, ...below];
    return { ...known, entitled: lower([...known.entitled, ...rows.flatMap((row) => [...row.participants, ...row.entitled])]) };
  }

  const counts = new Map<string, Counted>();

  async function messagesOf(account: string, now: Date): Promise<number> {
    const at = now.getTime();
    const last = counts.get(account);
    if (last !== undefined && at >= last.at && at - last.at < countAgainMs) return (await last.reading) + last.added;
    const reading = passed.countDocuments({ agency, account, passedAt: { $gt: new Date(at - hour) } }).exec();
    const counted: Counted = { at, reading, read: false, added: 0 };
    if (counts.size >= accountsCounted) counts.clear();
    counts.set(account, counted);
    try {
      const messages = await reading;
      counted.read = true;
      return messages + counted.added;
    } catch (error) {
      if (counts.get(account) === counted) counts.delete(account);
      throw error;
    }
  }

  const countAdded = (rows: readonly PassedRow[]): void => {
    for (const { account, passedAt } of rows) {
      const counted = account === null ? undefined : counts.get(account);
      if (counted?.read === true && passedAt.getTime() > counted.at - hour) counted.added += 1;
    }
  };

  async function rate(account: string, now: Date, outside: readonly string[]): Promise<Facts['rate']> {
    const since = new Date(now.getTime() - hour);
    const ids = lower(outside).map((address) => contactId(account, address));
    const [messages, recent, known] = await Promise.all([
      messagesOf(account, now),
      ids.length === 0 ? 0 : contacts.countDocuments({ agency, account, firstAt: { $gt: since } }),
      ids.length === 0 ? [] : contacts.find({ _id: { $in: ids } }, { _id: 1 }).lean<{ _id: string }[]>(),
    ]);
    return { messages, newOutside: recent + ids.length - known.length };
  }

  return {
    async lookup(keys, { account, now, outside }) {
      const at = new Date(now);
      const [found, sending] = await Promise.all([
        // Only what goes outside is compared with what passed.
        outside.length === 0 ? [] : candidates(keys),
        account === null ? { messages: 0, newOutside: 0 } : rate(account.toLowerCase(), at, outside),
      ]);
      const known = knownFrom(keys, found);
      const byId = new Map(found.map((candidate) => [candidate.id, candidate]));
      const complete = await Promise.all(
        known.map(async (k) => {
          const candidate = byId.get(k.id);
          return candidate === undefined ? k : entitledTo(k, candidate);
        }),
      );
      return { known: complete, rate: sending };
    },

    async add(messages) {
      if (messages.length === 0) return;
      const rows = messages.map((message) => rowOf(agency, message));
      const fresh = await insertNew(passed, rows);
      countAdded(rows.filter((row) => fresh.has(row._id)));
      const counted = new Map<string, number>();
      for (const row of rows) if (fresh.has(row._id)) for (const anchor of row.anchors) counted.set(anchor, (counted.get(anchor) ?? 0) + 1);
      const firsts = messages.flatMap((m) =>
        (m.account ?? null) === null
          ? []
          : lower(m.outside ?? []).map((address): ContactRow => {
              const account = (m.account ?? '').toLowerCase();
              return { _id: contactId(account, address), agency, account, firstAt: new Date(m.passedAt) };
            }),
      );
      await Promise.all([
        counted.size === 0
          ? null
          : anchors.bulkWrite(
              [...counted].map(([shingle, n]) => ({
                updateOne: { filter: { _id: anchorId(shingle) }, update: { $inc: { n }, $setOnInsert: { agency } }, upsert: true },
              })),
              { ordered: false },
            ),
        firsts.length === 0 ? null : insertNew(contacts, firsts),
      ]);
      common.added(fresh.size);
    },

    async entitle(messageIds, addresses) {
      const ids = [...messageIds];
      await passed.updateMany(
        { agency, $or: [{ _id: { $in: ids } }, { messageId: { $in: ids } }] },
        { $addToSet: { entitled: { $each: lower(addresses) } } },
      );
    },
  };
}
