/** Commands that read documents. */
import type { Buffer } from 'node:buffer';
import { encode } from '../bson-encode.ts';
import { collectionName, type Command, type Request, type Store } from '../command.ts';
import { Fields } from '../fields.ts';
import { compareValues, keyOf } from '../keys.ts';
import { parseFilter } from '../match.ts';
import { MongoError } from '../mongo-error.ts';
import { neededFields } from '../needed-fields.ts';
import { parsePath, type Path } from '../path.ts';
import { parsePipeline, stageLimit, stageSkip, stageSort, type ParsedStage } from '../pipeline.ts';
import { parseProjection } from '../projection.ts';
import type { Found, Query } from '../query.ts';
import { parseSort } from '../sort.ts';
import { wholeRange } from '../catalogue.ts';
import { count as counted, doc, int, isArray, isDoc, isNumeric, toNumber, type Doc, type Value } from '../values.ts';

const notNegative = (what: string, n: number | undefined): number => {
  if (n !== undefined && n < 0) throw new MongoError('BadValue', `${what} value must be non-negative, but received: ${n}`);
  return n ?? 0;
};

export const find: Command = (request, { catalogue, finder, cursors }) => {
  const { db, fields } = request;
  const name = collectionName(request, false);
  const filter = fields.doc('filter') ?? new Map();
  const sort = parseSort(fields.doc('sort') ?? new Map());
  const matches = parseFilter(filter);
  const projection = parseProjection(fields.doc('projection') ?? new Map(), filter, 'find');
  const limit = notNegative('Limit', fields.integer('limit'));
  const batch = fields.integer('batchSize');
  const query: Query = { filter, matches, sort, hint: fields.value('hint'), skip: notNegative('Skip', fields.integer('skip')), limit };
  // Without a projection the stored bytes themselves are the answer.
  const only = projection === undefined ? neededFields(filter, sort) : undefined;
  const c = catalogue.get(db, name);
  const found = c === undefined ? [].values() : finder.find(c, { ...query, only });
  const rows = mapped(found, (f) => (projection === undefined ? f.raw : encode(projection.apply(f.doc, f.details))));
  // A limit that the first batch reaches ends the cursor.
  const single = fields.bool('singleBatch') || (limit > 0 && limit <= (batch ?? 101));
  return cursors.first(`${db}.${name}`, rows, batch === undefined ? undefined : notNegative('BatchSize', batch), single);
};

function* mapped(found: Iterable<Found>, map: (f: Found) => Buffer): Generator<Buffer> {
  for (const f of found) yield map(f);
}

export const getMore: Command = ({ db, body, fields }, { cursors }) => {
  const id = body.get('getMore');
  if (typeof id !== 'bigint') throw new MongoError('TypeMismatch', "Field 'getMore' must be of type long");
  return cursors.more(id, `${db}.${fields.required('collection', fields.string('collection'))}`, fields.integer('batchSize') || undefined);
};

export const killCursors: Command = ({ fields }, { cursors }) => {
  const ids = fields.required('cursors', fields.array('cursors'));
  const killed = ids.filter((id) => typeof id === 'bigint' && cursors.kill(id));
  return doc(
    ['cursorsKilled', killed],
    ['cursorsNotFound', ids.filter((id) => !killed.includes(id))],
    ['cursorsAlive', []],
    ['cursorsUnknown', []],
  );
};

export const count: Command = (request, { engine, catalogue, finder }) => {
  const { db, fields } = request;
  const name = collectionName(request, false);
  const filter = fields.doc('query') ?? new Map();
  const matches = parseFilter(filter);
  const skip = notNegative('Skip', fields.integer('skip'));
  const limit = Math.abs(fields.integer('limit') ?? 0);
  const c = catalogue.get(db, name);
  if (c === undefined) return doc(['n', int(0)]);
  if (filter.size > 0) {
    let n = 0;
    for (const _ of finder.find(c, { filter, matches, hint: fields.value('hint'), skip, limit, only: neededFields(filter) })) n++;
    return doc(['n', counted(n)]);
  }
  const all = Math.max(0, engine.count(wholeRange(c.id)) - skip);
  return doc(['n', counted(limit > 0 ? Math.min(all, limit) : all)]);
};

/** The values at a path, arrays on the way and at its end opened. */
function collect(v: Value | undefined, path: Path, at: number, into: Map<string, Value>): void {
  if (v === undefined) return;
  if (at === path.length) {
    for (const x of isArray(v) ? v : [v]) {
      const key = keyOf(x).toString('latin1');
      if (!into.has(key)) into.set(key, x);
    }
    return;
  }
  const part = path[at] ?? '';
  if (isDoc(v)) collect(v.get(part), path, at + 1, into);
  else if (isArray(v)) {
    if (/^\d+$/.test(part) && v[Number(part)] !== undefined) collect(v[Number(part)], path, at + 1, into);
    for (const element of v) if (isDoc(element)) collect(element, path, at, into);
  }
}

export const distinct: Command = (request, { catalogue, finder }) => {
  const { db, fields } = request;
  const name = collectionName(request, false);
  const key = fields.required('key', fields.string('key'));
  const filter = fields.doc('query') ?? new Map();
  const matches = parseFilter(filter);
  const values = new Map<string, Value>();
  const c = catalogue.get(db, name);
  if (c !== undefined) for (const { doc: d } of finder.find(c, { filter, matches })) collect(d, parsePath(key), 0, values);
  return doc(['values', [...values.values()].sort(compareValues)]);
};

/** The leading $match, $sort, $skip and $limit of a pipeline, answered by the finder so that indexes serve them. */
function leading(stages: readonly ParsedStage[]): { readonly query: Query; readonly rest: readonly ParsedStage[] } {
  let query: Query = { filter: new Map(), matches: parseFilter(new Map()) };
  let i = 0;
  const at = (name: string): Value | undefined => {
    const stage = stages[i];
    if (stage?.name !== name) return undefined;
    i++;
    return stage.argument;
  };
  const filter = at('$match');
  if (isDoc(filter)) query = { ...query, filter, matches: parseFilter(filter) };
  const sort = at('$sort');
  if (sort !== undefined) query = { ...query, sort: stageSort(sort) };
  const skip = at('$skip');
  if (skip !== undefined) query = { ...query, skip: stageSkip(skip) };
  const limit = at('$limit');
  if (limit !== undefined) query = { ...query, limit: stageLimit(limit) };
  const rest = stages.slice(i);
  const plain = rest.length === 0 || (rest.length === 1 && rest[0] !== undefined && countsOnly(rest[0]));
  return { query: plain ? { ...query, only: neededFields(query.filter, query.sort) } : query, rest };
}

/** `{$group: {_id: 1, n: {$sum: 1}}}`, the driver's countDocuments: it looks at no field. */
function countsOnly({ name, argument }: ParsedStage): boolean {
  if (name !== '$group' || !isDoc(argument)) return false;
  return [...argument.values()].every((v) => isNumeric(v) || (isDoc(v) && v.size === 1 && isNumeric(v.get('$sum') ?? null)));
}

function* documents(found: Iterable<Found>): Generator<Doc> {
  for (const f of found) yield f.doc;
}

export const aggregate: Command = (request: Request, { catalogue, finder, cursors }: Store) => {
  const { db, body, fields } = request;
  if (body.get('aggregate') !== undefined && isNumeric(body.get('aggregate') ?? null)) {
    throw new MongoError('InvalidNamespace', '{aggregate: 1} is not valid for this pipeline; it needs a collection');
  }
  const name = collectionName(request, false);
  const stages = parsePipeline(fields.required('pipeline', fields.array('pipeline')));
  const cursor = fields.doc('cursor');
  if (cursor === undefined)
    throw new MongoError('FailedToParse', "The 'cursor' option is required, except for aggregate with the explain argument");
  const batch = new Fields(cursor).only(['batchSize'], 'FailedToParse').value('batchSize');
  const { query, rest } = leading(stages);
  const c = catalogue.get(db, name);
  const found = c === undefined ? [].values() : finder.find(c, { ...query, hint: fields.value('hint') });
  const rows: Iterable<Buffer> =
    rest.length === 0 ? mapped(found, (f) => f.raw) : encoded(rest.reduce<Iterable<Doc>>((docs, s) => s.run(docs), documents(found)));
  return cursors.first(`${db}.${name}`, rows[Symbol.iterator](), isNumeric(batch) ? Math.trunc(toNumber(batch)) : undefined, false);
};
function* encoded(docs: Iterable<Doc>): Generator<Buffer> {
  for (const d of docs) yield encode(d);
}
