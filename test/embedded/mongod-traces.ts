/** Conversations recorded with a real mongod 4.4.6 (test/data/mongod-traces), and how to hold them with another server. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { BSON, MongoServerError, type Db, type Document, type MongoClient } from 'mongodb';

const RAW = { promoteValues: false, promoteLongs: false, promoteBuffers: false, bsonRegExp: true } as const;
const unpack = (base64: string): Document =>
  BSON.deserialize(Buffer.from(base64, 'base64'), { promoteValues: false, promoteBuffers: false, bsonRegExp: true });
export const text = (v: unknown): string => BSON.EJSON.stringify(v, { relaxed: false });

export interface TraceOp {
  readonly cmd: Document;
  /** Reduced as `comparable` reduces. */
  readonly reply: Document;
  /** The order of the result is free. */
  readonly unordered?: boolean;
  /** Only these fields of the reply are compared. */
  readonly keep?: readonly string[];
  /** Names the cursor of the reply, for a later getMore. */
  readonly cursor?: string;
  readonly getMore?: string;
  readonly db?: string;
}
export interface TraceCase {
  readonly name: string;
  readonly ops: readonly TraceOp[];
  /** The documents of collection `c` in the end. */
  readonly final: readonly Document[] | undefined;
}
type StoredOp = Omit<TraceOp, 'cmd' | 'reply'> & { readonly cmd: string; readonly reply: string };

export function readTraces(file: string): TraceCase[] {
  const lines = gunzipSync(readFileSync(new URL(`../data/mongod-traces/${file}`, import.meta.url)))
    .toString()
    .trim()
    .split('\n');
  return lines.map((line) => {
    const stored: { name: string; ops: StoredOp[]; final?: string } = JSON.parse(line);
    return {
      name: stored.name,
      ops: stored.ops.map((op) => ({ ...op, cmd: unpack(op.cmd), reply: unpack(op.reply) })),
      final: stored.final === undefined ? undefined : unpack(stored.final)['docs'],
    };
  });
}

/** Clocks, message texts and the like: two servers need not agree on them. */
const NOISE = ['$clusterTime', 'operationTime', 'electionId', 'opTime', 'ns', 'errmsg', 'topologyVersion', 'localTime', 'connectionId'];
const sortedFields = (o: Document): Document => Object.fromEntries(Object.entries(o).toSorted(([a], [b]) => (a < b ? -1 : 1)));
const byText = (a: unknown, b: unknown): number => (text(a) < text(b) ? -1 : 1);

function comparableBatch(cursor: Document, unordered: boolean): Document {
  const rows: Document[] = cursor['firstBatch'] ?? cursor['nextBatch'];
  const batch = rows.map((d) => (d['info']?.uuid === undefined ? d : { ...d, info: { readOnly: false } }));
  return { open: String(cursor['id']) !== '0', batch: unordered ? batch.toSorted(byText) : batch };
}

/** What two servers must agree on: cursor ids only as open or not, generated ids not at all, unordered results sorted. */
export function comparable(reply: Document, { unordered = false, keep }: Pick<TraceOp, 'unordered' | 'keep'>): Document {
  let r: Document = Object.fromEntries(Object.entries(reply).filter(([k]) => !NOISE.includes(k)));
  if (keep !== undefined) r = Object.fromEntries(keep.filter((k) => k in r).map((k) => [k, r[k]]));
  if ('ok' in r) r['ok'] = Number(r['ok']) ? 1 : 0;
  for (const k of ['n', 'nModified']) if (k in r) r[k] = Number(r[k]);
  if (r['cursor'] !== undefined) r['cursor'] = comparableBatch(r['cursor'], unordered);
  if (Array.isArray(r['values']) && unordered) r['values'] = r['values'].toSorted(byText);
  if (Array.isArray(r['writeErrors'])) {
    r['writeErrors'] = r['writeErrors'].map(({ index, code, keyPattern, keyValue }: Document) => ({
      index: Number(index),
      code: Number(code),
      ...(keyPattern && { keyPattern }),
      ...(keyValue && { keyValue }),
    }));
  }
  if (Array.isArray(r['upserted'])) {
    const generated = (id: unknown): boolean => id instanceof BSON.ObjectId && !/^0{16}/.test(id.toHexString());
    r['upserted'] = r['upserted'].map((u: Document) => ({ index: Number(u['index']), _id: generated(u['_id']) ? 'generated' : u['_id'] }));
  }
  const last: Document | undefined = r['lastErrorObject'];
  if (last !== undefined) r['lastErrorObject'] = sortedFields({ ...last, n: Number(last['n']) });
  if (!r['ok'] && 'code' in r) {
    r = {
      ok: 0,
      code: Number(r['code']),
      codeName: r['codeName'],
      ...(r['keyPattern'] && { keyPattern: r['keyPattern'], keyValue: r['keyValue'] }),
    };
  }
  return sortedFields(r);
}

async function send(db: Db, cmd: Document): Promise<Document> {
  try {
    return await db.command(cmd, RAW);
  } catch (e) {
    if (!(e instanceof MongoServerError)) throw e;
    return { ...e.errorResponse, ok: 0, code: e.code, codeName: e.codeName ?? e.errorResponse['codeName'] };
  }
}

/** Holds one conversation on a database of that name, emptied before; gives what is comparable of every reply, and the documents in the end. */
export async function converse(
  client: MongoClient,
  name: string,
  { ops }: TraceCase,
): Promise<{ readonly replies: readonly string[]; readonly final: string }> {
  const db = client.db(name);
  await db.dropDatabase();
  const cursors = new Map<string, unknown>();
  const replies: string[] = [];
  for (const op of ops) {
    const cmd = op.getMore === undefined ? op.cmd : { getMore: cursors.get(op.getMore) ?? BSON.Long.ONE, ...op.cmd };
    const reply = await send(op.db === undefined ? db : client.db(op.db), cmd);
    if (op.cursor !== undefined) cursors.set(op.cursor, reply['cursor']?.id);
    if (reply['dropped'] === name) reply['dropped'] = 'trace';
    replies.push(text(comparable(reply, op)));
  }
  const all = await send(db, { find: 'c', filter: {}, sort: { _id: 1 }, batchSize: 1000 });
  return { replies, final: text(all['cursor']?.firstBatch ?? []) };
}
