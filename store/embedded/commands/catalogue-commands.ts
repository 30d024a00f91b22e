/** Commands about databases, collections and indexes. */
import { isAllowed } from '../allow-list.ts';
import { encode } from '../bson-encode.ts';
import { checkNamespace, indexFromSpec, type Collection, type Index } from '../catalogue.ts';
import { collectionName, type Command } from '../command.ts';
import { checkFieldPath } from '../expression.ts';
import { keyOf } from '../keys.ts';
import { parseFilter } from '../match.ts';
import { MongoError } from '../mongo-error.ts';
import { count, doc, int, isDoc, isNumeric, isTrue, toNumber, type Doc, type Value } from '../values.ts';

const missing = (db: string, name: string): MongoError => new MongoError('NamespaceNotFound', `ns does not exist: ${db}.${name}`);

export const create: Command = async (request, { engine, catalogue }) => {
  const name = collectionName(request, true);
  await engine.write(() => {
    if (catalogue.get(request.db, name) !== undefined)
      throw new MongoError('NamespaceExists', `Collection ${request.db}.${name} already exists.`);
    catalogue.ensure(request.db, name);
  });
  return doc();
};

export const drop: Command = async (request, { engine, catalogue, cursors }) => {
  const name = collectionName(request, false);
  const indexes = await engine.write(() => {
    const c = catalogue.get(request.db, name);
    if (c === undefined) throw new MongoError('NamespaceNotFound', 'ns not found');
    catalogue.drop(c);
    return c.indexes.size;
  });
  cursors.killNamespace(`${request.db}.${name}`);
  return doc(['nIndexesWas', int(indexes)], ['ns', `${request.db}.${name}`]);
};

export const dropDatabase: Command = async ({ db }, { engine, catalogue, cursors }) => {
  const dropped = await engine.write(() => {
    const all = catalogue.all().filter((c) => c.db === db);
    for (const c of all) catalogue.drop(c);
    return all;
  });
  for (const c of dropped) cursors.killNamespace(`${c.db}.${c.name}`);
  return dropped.length === 0 ? doc() : doc(['dropped', db]);
};

export const collMod: Command = (request, { catalogue }) => {
  const name = collectionName(request, false);
  if (catalogue.get(request.db, name) === undefined) throw missing(request.db, name);
  return doc();
};

export const listCollections: Command = ({ db, fields }, { catalogue, cursors }) => {
  const filter = parseFilter(fields.doc('filter') ?? new Map());
  const nameOnly = fields.bool('nameOnly');
  const rows = catalogue
    .all()
    .filter((c) => c.db === db)
    .map((c) => described(c, nameOnly))
    .filter((d) => filter.matches(d))
    .map(encode);
  return cursors.first(`${db}.$cmd.listCollections`, rows.values(), batchSize(fields.doc('cursor')), false);
};
function described(c: Collection, nameOnly: boolean): Doc {
  const short = doc(['name', c.name], ['type', 'collection']);
  if (nameOnly) return short;
  const info = doc(['readOnly', false], ['uuid', c.uuid]);
  return new Map<string, Value>([...short, ['options', doc()], ['info', info], ['idIndex', c.indexes.get('_id_')?.spec ?? doc()]]);
}
function batchSize(cursor: Doc | undefined): number | undefined {
  const v = cursor?.get('batchSize');
  return isNumeric(v) ? Math.trunc(toNumber(v)) : undefined;
}

export const listIndexes: Command = (request, { catalogue, cursors }) => {
  const name = collectionName(request, false);
  const c = catalogue.get(request.db, name);
  if (c === undefined) throw missing(request.db, name);
  const rows = [...c.indexes.values()].map((i) => encode(i.spec));
  return cursors.first(`${request.db}.${name}`, rows.values(), batchSize(request.fields.doc('cursor')), false);
};

const unusable = (message: string): MongoError => new MongoError('CannotCreateIndex', message);

/** @throws MongoError for a specification mongod refuses, or a kind of index that this store doesn't have */
function checkedSpec(spec: Value): Doc {
  if (!isDoc(spec)) throw new MongoError('TypeMismatch', "The elements of the 'indexes' array must be objects");
  for (const option of spec.keys()) {
    if (!isAllowed('index option', option))
      throw new MongoError('InvalidIndexSpecificationOption', `The field '${option}' is not valid for an index specification.`);
  }
  const key = spec.get('key');
  const name = spec.get('name');
  if (key === undefined) throw new MongoError('FailedToParse', "The 'key' field is a required property of an index specification");
  if (name === undefined) throw new MongoError('FailedToParse', "The 'name' field is a required property of an index specification");
  if (!isDoc(key) || typeof name !== 'string') throw new MongoError('TypeMismatch', 'wrong type in an index specification');
  if (key.size === 0) throw unusable('Index keys cannot be an empty object');
  for (const [field, v] of key) {
    if (!isNumeric(v)) throw unusable(`Unknown index plugin '${typeof v === 'string' ? v : ''}'`);
    if (toNumber(v) === 0 || Number.isNaN(toNumber(v))) throw unusable('Values in v:2 index key pattern cannot be 0.');
    if (field.includes('$')) throw unusable(`Index key contains an illegal field name: ${field}`);
    checkFieldPath(field);
  }
  const partial = spec.get('partialFilterExpression');
  if (partial !== undefined) {
    if (!isDoc(partial)) throw new MongoError('TypeMismatch', 'partialFilterExpression must be an object');
    if (spec.get('sparse') !== undefined && isTrue(spec.get('sparse')))
      throw unusable('cannot mix "partialFilterExpression" and "sparse" options');
    parseFilter(partial);
  }
  const rest = [...spec].filter(([option]) => option !== 'key' && option !== 'name');
  return new Map<string, Value>([['v', int(2)], ['key', key], ['name', name], ...rest]);
}

const same = (a: Value | undefined, b: Value | undefined): boolean => keyOf(a).equals(keyOf(b));
function sameOptions(a: Doc, b: Doc): boolean {
  const flags = ['unique', 'sparse'].every((o) => isTrue(a.get(o)) === isTrue(b.get(o)));
  return flags && ['expireAfterSeconds', 'partialFilterExpression'].every((o) => same(a.get(o), b.get(o)));
}

/** @returns whether the index is there already. @throws MongoError when another stands in its way */
function exists(c: Collection, spec: Doc): boolean {
  const name = spec.get('name');
  for (const index of c.indexes.values()) {
    const sameKey = same(index.spec.get('key'), spec.get('key'));
    if (index.name === '_id_' && sameKey) return true;
    if (index.name === name && sameKey && sameOptions(index.spec, spec)) return true;
    if (index.name === name && sameKey)
      throw new MongoError('IndexOptionsConflict', `Index with name: ${index.name} already exists with different options`);
    if (index.name === name)
      throw new MongoError('IndexKeySpecsConflict', `Index must have unique name: ${index.name} already exists with another key`);
    if (sameKey) throw new MongoError('IndexOptionsConflict', `Index already exists with a different name: ${index.name}`);
  }
  return false;
}

export const createIndexes: Command = async (request, { engine, catalogue, records }) => {
  const { db, fields } = request;
  const name = collectionName(request, false);
  const specs = fields.required('indexes', fields.array('indexes'));
  if (specs.length === 0) throw new MongoError('BadValue', 'Must specify at least one index to create');
  const checked = specs.map(checkedSpec);
  checkNamespace(db, name, true);
  return engine.write(() => {
    const existing = catalogue.get(db, name);
    const c = existing ?? catalogue.ensure(db, name);
    const before = c.indexes.size;
    const built: Index[] = [];
    try {
      for (const spec of checked) {
        if (exists(c, spec)) continue;
        const index = indexFromSpec(catalogue.newId(), spec);
        records.build(c, index);
        built.push(index);
      }
    } catch (e) {
      // All or none, as mongod builds them.
      for (const index of built) catalogue.dropIndex(c, index);
      throw e;
    }
    const sizes = [
      ['numIndexesBefore', count(before)],
      ['numIndexesAfter', count(c.indexes.size)],
    ] as const;
    if (built.length === 0 && existing !== undefined) return doc(...sizes, ['note', 'all indexes already exist']);
    return doc(...sizes, ['createdCollectionAutomatically', existing === undefined]);
  });
};

export const dropIndexes: Command = async (request, { engine, catalogue }) => {
  const { db, fields } = request;
  const name = collectionName(request, false);
  const wanted = fields.required('index', fields.value('index'));
  return engine.write(() => {
    const c = catalogue.get(db, name);
    if (c === undefined) throw new MongoError('NamespaceNotFound', `ns not found ${db}.${name}`);
    const was = ['nIndexesWas', int(c.indexes.size)] as const;
    if (wanted === '*') {
      for (const index of c.indexes.values()) if (index.name !== '_id_') catalogue.dropIndex(c, index);
      return doc(was, ['msg', 'non-_id indexes dropped for collection']);
    }
    const list = (Array.isArray(wanted) ? wanted : [wanted]).map((w) => {
      const index = typeof w === 'string' ? c.indexes.get(w) : [...c.indexes.values()].find((i) => same(i.spec.get('key'), w));
      if (index === undefined) throw new MongoError('IndexNotFound', 'index not found with that name or key');
      if (index.name === '_id_') throw new MongoError('InvalidOptions', 'cannot drop _id index');
      return index;
    });
    for (const index of list) catalogue.dropIndex(c, index);
    return doc(was);
  });
};
