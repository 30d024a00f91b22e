/** Commands that change documents. Each command is one piece of work for the engine; its statements fail one by one. */
import { Buffer } from 'node:buffer';
import { STATEMENTS } from '../allow-list.ts';
import { decode } from '../bson-decode.ts';
import { encode } from '../bson-encode.ts';
import type { Collection } from '../catalogue.ts';
import { collectionName, type Command, type Request, type Store } from '../command.ts';
import { Fields } from '../fields.ts';
import { parseFilter } from '../match.ts';
import { MongoError } from '../mongo-error.ts';
import { newObjectId } from '../object-id.ts';
import { parseProjection } from '../projection.ts';
import type { Found } from '../query.ts';
import { parseSort } from '../sort.ts';
import { idFirst, parseUpdate, type Update } from '../update.ts';
import { upsertBase } from '../upsert.ts';
import { Regex, Timestamp, UNDEFINED, count, doc, int, isArray, isDoc, type Doc, type Value } from '../values.ts';

const UPDATE_FIELDS = Object.keys(STATEMENTS.update);
const DELETE_FIELDS = Object.keys(STATEMENTS.delete);

const MAX_DOCUMENT = 16 * 2 ** 20;
const bad = (message: string): MongoError => new MongoError('BadValue', message);

function checkId(id: Value): void {
  if (isArray(id) || id instanceof Regex || id === UNDEFINED) throw bad("The '_id' value cannot be of that type");
  const dollar = isDoc(id) ? [...id.keys()].find((k) => k.startsWith('$')) : undefined;
  if (dollar !== undefined)
    throw new MongoError('DollarPrefixedFieldName', `_id fields may not contain '$'-prefixed fields: ${dollar} is not valid for storage.`);
}

/** The document as mongod stores it: `_id` first, made if absent; empty timestamps at the top filled in. */
function prepared(raw: Buffer, now: number): { readonly doc: Doc; readonly raw: Buffer } {
  if (raw.length > MAX_DOCUMENT) throw bad(`object to insert too large. size in bytes: ${raw.length}, max size: ${MAX_DOCUMENT}`);
  const given = decode(raw);
  for (const name of given.keys()) if (name.startsWith('$')) throw bad(`Document can't have $ prefixed field names: ${name}`);
  const id = given.get('_id') ?? (given.has('_id') ? null : newObjectId(now));
  checkId(id);
  let whole = idFirst(given, id);
  const empty = [...whole].filter(([name, v]) => name !== '_id' && v instanceof Timestamp && v.value === 0n);
  if (empty.length > 0) {
    whole = new Map(whole);
    for (const [name] of empty) whole.set(name, new Timestamp((BigInt(Math.floor(now / 1000)) << 32n) | 1n));
  }
  return whole === given ? { doc: given, raw } : { doc: whole, raw: encode(whole) };
}

interface Tally {
  n: number;
  modified: number;
  readonly upserted: Doc[];
}

function statements(request: Request, field: string): readonly Buffer[] {
  const sent = request.sequences.get(field);
  const listed =
    sent ??
    request.fields.required(field, request.fields.array(field)).map((v) => {
      if (!isDoc(v)) throw new MongoError('TypeMismatch', `BSON field '${request.name}.${field}' holds a value that is not an object`);
      return encode(v);
    });
  if (listed.length === 0 || listed.length > 100_000)
    throw new MongoError('InvalidLength', `Write batch sizes must be between 1 and 100000. Got ${listed.length} operations.`);
  return listed;
}

/** Runs the statements in order; the first failure ends an ordered command, others are collected. */
async function runAll<T>(
  request: Request,
  { engine }: Store,
  list: readonly T[],
  one: (statement: T, index: number, tally: Tally) => void,
): Promise<Doc> {
  const ordered = !request.fields.has('ordered') || request.fields.bool('ordered');
  const errors: Doc[] = [];
  const tally: Tally = { n: 0, modified: 0, upserted: [] };
  await engine.write(() => {
    for (const [index, statement] of list.entries()) {
      try {
        one(statement, index, tally);
      } catch (e) {
        if (!(e instanceof MongoError)) throw e;
        errors.push(new Map<string, Value>([['index', int(index)], ['code', int(e.code)], ...(e.extra ?? []), ['errmsg', e.message]]));
        if (ordered) break;
      }
    }
  });
  return doc(
    ['n', count(tally.n)],
    ...(request.name === 'update' ? ([['nModified', count(tally.modified)]] as const) : []),
    ...(tally.upserted.length > 0 ? ([['upserted', tally.upserted]] as const) : []),
    ...(errors.length > 0 ? ([['writeErrors', errors]] as const) : []),
  );
}

export const insert: Command = async (request, store) => {
  const name = collectionName(request, true);
  const list = statements(request, 'documents');
  return runAll(request, store, list, (raw, _index, tally) => {
    const { doc: whole, raw: bytes } = prepared(raw, request.now);
    store.records.insert(store.catalogue.ensure(request.db, name), whole, bytes);
    tally.n++;
  });
};

function change(store: Store, c: Collection, found: Found, update: Update, now: number): { readonly doc: Doc; readonly modified: boolean } {
  const outcome = { modified: false };
  const changed = update.apply(decode(found.raw), { now: BigInt(now), matched: found.details.offset, inserting: false, outcome });
  const raw = encode(changed);
  if (raw.length > MAX_DOCUMENT) throw new MongoError(17419, `Resulting document after update is larger than ${MAX_DOCUMENT}`);
  if (raw.equals(found.raw)) return { doc: changed, modified: outcome.modified };
  store.records.replace(c, found, changed, raw);
  return { doc: changed, modified: true };
}

function upsert(store: Store, c: Collection, filter: Doc, update: Update, now: number): Doc {
  const base = upsertBase(filter, update.kind === 'replacement');
  const made = update.apply(base, { now: BigInt(now), matched: undefined, inserting: true, outcome: { modified: false } });
  const id = made.get('_id') ?? (made.has('_id') ? null : newObjectId(now));
  checkId(id);
  const whole = idFirst(made, id);
  const raw = encode(whole);
  if (raw.length > MAX_DOCUMENT) throw new MongoError(17420, `Document to upsert is larger than ${MAX_DOCUMENT}`);
  store.records.insert(c, whole, raw);
  return whole;
}

export const update: Command = async (request, store) => {
  const { db, now } = request;
  const name = collectionName(request, true);
  const list = statements(request, 'updates').map((raw) => new Fields(decode(raw)).only(UPDATE_FIELDS, 40415));
  for (const s of list) {
    s.required('q', s.doc('q'));
    s.required('u', s.value('u'));
  }
  return runAll(request, store, list, (s, index, tally) => {
    const filter = s.doc('q') ?? new Map();
    const multi = s.bool('multi');
    const parsed = parseUpdate(s.value('u') ?? null, s.value('arrayFilters'), multi);
    const matches = parseFilter(filter);
    const c = s.bool('upsert') ? store.catalogue.ensure(db, name) : store.catalogue.get(db, name);
    if (c === undefined) return;
    const found = [...store.finder.find(c, { filter, matches, hint: s.value('hint'), limit: multi ? 0 : 1 })];
    // Counted only when all went well: of a statement that fails half way mongod reports nothing, though its changes stay.
    const modified = found.map((f) => change(store, c, f, parsed, now).modified);
    tally.n += found.length;
    tally.modified += modified.filter(Boolean).length;
    if (found.length > 0 || !s.bool('upsert')) return;
    const made = upsert(store, c, filter, parsed, now);
    tally.upserted.push(doc(['index', int(index)], ['_id', made.get('_id') ?? null]));
    tally.n++;
  });
};

const remove: Command = async (request, store) => {
  const { db } = request;
  const name = collectionName(request, true);
  const list = statements(request, 'deletes').map((raw) => new Fields(decode(raw)).only(DELETE_FIELDS, 40415));
  for (const s of list) {
    s.required('q', s.doc('q'));
    const limit = s.required('limit', s.integer('limit'));
    if (limit !== 0 && limit !== 1) throw new MongoError('FailedToParse', `The limit field in delete objects must be 0 or 1. Got ${limit}`);
  }
  return runAll(request, store, list, (s, _index, tally) => {
    const filter = s.doc('q') ?? new Map();
    const matches = parseFilter(filter);
    const c = store.catalogue.get(db, name);
    if (c === undefined) return;
    // All are found before the first is removed: what is removed must not move what is still to be read.
    const found = [...store.finder.find(c, { filter, matches, hint: s.value('hint'), limit: s.integer('limit') ?? 0 })];
    for (const f of found) {
      store.records.remove(c, f);
      tally.n++;
    }
  });
};
export { remove as delete };

const failed = (message: string): MongoError => new MongoError('FailedToParse', message);

export const findAndModify: Command = async (request, store) => {
  const { db, fields, now } = request;
  const name = collectionName(request, true);
  const [removes, returnsNew, upserts] = [fields.bool('remove'), fields.bool('new'), fields.bool('upsert')];
  if (!removes && !fields.has('update')) throw failed('Either an update or remove=true must be specified');
  if (removes && fields.has('update')) throw failed('Cannot specify both an update and remove=true');
  if (removes && upserts) throw failed('Cannot specify both upsert=true and remove=true');
  if (removes && returnsNew) throw failed("Cannot specify both new=true and remove=true; 'remove' always returns the deleted document");
  const filter = fields.doc('query') ?? new Map();
  const sort = parseSort(fields.doc('sort') ?? new Map());
  const matches = parseFilter(filter);
  const projection = parseProjection(fields.doc('fields') ?? new Map(), filter, 'find');
  const parsed = removes ? undefined : parseUpdate(fields.value('update') ?? null, fields.value('arrayFilters'), false);
  const shown = (d: Doc, found: Found | undefined): Doc => projection?.apply(d, found?.details ?? { offset: undefined }) ?? d;

  return store.engine.write(() => {
    const c = upserts ? store.catalogue.ensure(db, name) : store.catalogue.get(db, name);
    const found =
      c === undefined ? undefined : store.finder.find(c, { filter, matches, sort, hint: fields.value('hint'), limit: 1 }).next().value;
    if (c !== undefined && found !== undefined) {
      if (parsed === undefined) {
        store.records.remove(c, found);
        return outcome([['n', int(1)]], shown(found.doc, found));
      }
      const { doc: changed } = change(store, c, found, parsed, now);
      return outcome(
        [
          ['n', int(1)],
          ['updatedExisting', true],
        ],
        shown(returnsNew ? changed : found.doc, found),
      );
    }
    if (parsed === undefined) return outcome([['n', int(0)]], null);
    if (c === undefined || !upserts)
      return outcome(
        [
          ['n', int(0)],
          ['updatedExisting', false],
        ],
        null,
      );
    const made = upsert(store, c, filter, parsed, now);
    const id = made.get('_id') ?? null;
    return outcome(
      [
        ['n', int(1)],
        ['updatedExisting', false],
        ['upserted', id],
      ],
      returnsNew ? shown(made, undefined) : null,
    );
  });
};
function outcome(last: readonly (readonly [string, Value])[], value: Value): Doc {
  return doc(['lastErrorObject', doc(...last)], ['value', value]);
}
