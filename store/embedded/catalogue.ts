/** Which collections and indexes there are; kept in memory, and on disk beside the data. */
import { Buffer } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import { decode } from './bson-decode.ts';
import { encode } from './bson-encode.ts';
import type { Engine, Range } from './engine.ts';
import { keyField, type KeyField } from './index-keys.ts';
import { after } from './keys.ts';
import { parseFilter } from './match.ts';
import type { Expression } from './match-expression.ts';
import { MongoError } from './mongo-error.ts';
import { Binary, int, isArray, isDoc, isNumeric, isTrue, toNumber, type Doc, type Value } from './values.ts';

export interface Index {
  readonly id: number;
  readonly name: string;
  /** As listIndexes shows it. */
  readonly spec: Doc;
  readonly fields: readonly KeyField[];
  readonly unique: boolean;
  readonly sparse: boolean;
  readonly partial: { readonly spec: Doc; readonly filter: Expression } | undefined;
  /** Fields on whose paths some document has an array, so that it may have several entries: bounds there can't be intersected. */
  readonly arrays: Set<string>;
  /** Some entry was shortened: equal beginnings are not in order. */
  shortened: boolean;
}
export interface Collection {
  readonly id: number;
  readonly db: string;
  readonly name: string;
  readonly uuid: Binary;
  readonly indexes: Map<string, Index>;
  nextRecord: bigint;
}

const COLLECTIONS = Buffer.from([0, 0, 0, 1]);
const LAST_ID = Buffer.from([0, 0, 0, 0, 1]);

export function prefixed(id: number, ...parts: readonly Uint8Array[]): Buffer {
  const head = Buffer.allocUnsafe(4);
  head.writeUInt32BE(id);
  return Buffer.concat([head, ...parts]);
}
export function wholeRange(id: number): Range {
  const start = prefixed(id);
  return { start, end: after(start) };
}

export function indexFromSpec(id: number, spec: Doc): Index {
  const key = spec.get('key');
  const partial = spec.get('partialFilterExpression');
  const name = spec.get('name');
  return {
    id,
    name: typeof name === 'string' ? name : '',
    spec,
    fields: isDoc(key) ? [...key].map(([field, v]) => keyField(field, isNumeric(v) && toNumber(v) < 0 ? -1 : 1)) : [],
    unique: name === '_id_' || isTrue(spec.get('unique')),
    sparse: isTrue(spec.get('sparse')),
    partial: isDoc(partial) ? { spec: partial, filter: parseFilter(partial) } : undefined,
    arrays: new Set(),
    shortened: false,
  };
}

export const ID_INDEX: Doc = new Map<string, Value>([
  ['v', int(2)],
  ['key', new Map([['_id', int(1)]])],
  ['name', '_id_'],
]);

export class Catalogue {
  readonly #engine: Engine;
  readonly #collections = new Map<string, Collection>();
  #lastId: number;

  constructor(engine: Engine) {
    this.#engine = engine;
    this.#lastId = engine.get(LAST_ID)?.readUInt32BE() ?? 15;
    for (const { key, value } of engine.scan({ start: COLLECTIONS, end: after(COLLECTIONS) }, false)) {
      this.#collections.set(key.toString('utf8', 4), this.#read(decode(value)));
    }
  }

  #read(stored: Doc): Collection {
    const id = numberOf(stored.get('id'));
    const uuid = stored.get('uuid');
    const indexes = new Map<string, Index>();
    const list = stored.get('indexes');
    for (const entry of isArray(list) ? list : []) {
      const spec = isDoc(entry) ? entry.get('spec') : undefined;
      if (!isDoc(entry) || !isDoc(spec)) continue;
      const index = indexFromSpec(numberOf(entry.get('id')), spec);
      const arrays = entry.get('arrays');
      for (const name of isArray(arrays) ? arrays : []) index.arrays.add(textOf(name));
      index.shortened = isTrue(entry.get('shortened'));
      indexes.set(index.name, index);
    }
    const last = this.#engine.scan(wholeRange(id), true).next();
    return {
      id,
      db: textOf(stored.get('db')),
      name: textOf(stored.get('name')),
      uuid: uuid instanceof Binary ? uuid : newUuid(),
      indexes,
      nextRecord: last.done === true ? 1n : last.value.key.readBigUInt64BE(4) + 1n,
    };
  }

  get(db: string, name: string): Collection | undefined {
    return this.#collections.get(`${db}.${name}`);
  }

  all(): Collection[] {
    return [...this.#collections.values()];
  }

  /** Inside `Engine.write` only, as all below. */
  newId(): number {
    this.#lastId++;
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(this.#lastId);
    this.#engine.put(LAST_ID, bytes);
    return this.#lastId;
  }

  ensure(db: string, name: string): Collection {
    const existing = this.get(db, name);
    if (existing !== undefined) return existing;
    const made: Collection = { id: this.newId(), db, name, uuid: newUuid(), indexes: new Map(), nextRecord: 1n };
    made.indexes.set('_id_', indexFromSpec(this.newId(), ID_INDEX));
    this.#collections.set(`${db}.${name}`, made);
    this.save(made);
    return made;
  }

  save(c: Collection): void {
    const indexes = [...c.indexes.values()].map(
      (i): Doc =>
        new Map<string, Value>([
          ['id', int(i.id)],
          ['spec', i.spec],
          ['arrays', [...i.arrays]],
          ['shortened', i.shortened],
        ]),
    );
    const stored: Doc = new Map<string, Value>([
      ['id', int(c.id)],
      ['db', c.db],
      ['name', c.name],
      ['uuid', c.uuid],
      ['indexes', indexes],
    ]);
    this.#engine.put(catalogueKey(c), encode(stored));
  }

  drop(c: Collection): void {
    for (const id of [c.id, ...[...c.indexes.values()].map((i) => i.id)]) this.clear(id);
    this.#engine.remove(catalogueKey(c));
    this.#collections.delete(`${c.db}.${c.name}`);
  }

  dropIndex(c: Collection, index: Index): void {
    this.clear(index.id);
    c.indexes.delete(index.name);
    this.save(c);
  }

  clear(id: number): void {
    const keys = [...this.#engine.scan(wholeRange(id), false)].map((e) => e.key);
    for (const key of keys) this.#engine.remove(key);
  }
}

const catalogueKey = (c: Collection): Buffer => Buffer.concat([COLLECTIONS, Buffer.from(`${c.db}.${c.name}`)]);
const textOf = (v: Value | undefined): string => (typeof v === 'string' ? v : '');
const numberOf = (v: Value | undefined): number => (isNumeric(v) ? toNumber(v) : 0);
const newUuid = (): Binary => new Binary(4, Buffer.from(randomUUID().replaceAll('-', ''), 'hex'));

/** @throws MongoError InvalidNamespace */
export function checkNamespace(db: string, name: string, writing: boolean): void {
  const valid =
    name !== '' && !name.startsWith('.') && !name.includes('\0') && !(writing && (name.includes('$') || name.startsWith('system.')));
  if (!valid || db === '' || /[\s/\\."$\0]/.test(db))
    throw new MongoError('InvalidNamespace', `Invalid namespace specified '${db}.${name}'`);
}
