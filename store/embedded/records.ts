/** Documents and their index entries: every change is checked whole before anything of it is written. */
import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { decode } from './bson-decode.ts';
import { prefixed, wholeRange, type Catalogue, type Collection, type Index } from './catalogue.ts';
import type { Engine } from './engine.ts';
import { indexEntries } from './index-keys.ts';
import { MongoError } from './mongo-error.ts';
import { isNumeric, toNumber, typeName, type Doc, type Value } from './values.ts';

/** LMDB keys end at 1,978 bytes; longer entries keep their beginning and a hash, so they are unique but not in order. */
const MAX_ENTRY = 1900;
export const ENTRY_HEAD = 1800;

export interface Stored {
  readonly record: bigint;
  readonly raw: Buffer;
}
interface Prepared {
  readonly key: Buffer;
  readonly values: readonly (Value | undefined)[];
}

export function recordBytes(record: bigint): Buffer {
  const bytes = Buffer.allocUnsafe(8);
  bytes.writeBigUInt64BE(record);
  return bytes;
}
const text = (key: Buffer): string => key.toString('latin1');

function duplicate(c: Collection, index: Index, values: readonly (Value | undefined)[]): MongoError {
  const keyValue: Doc = new Map(index.fields.map((f, i) => [f.name, values[i] ?? null]));
  const shown = [...keyValue].map(([name, v]) => `${name}: ${show(v)}`).join(', ');
  return new MongoError(
    'DuplicateKey',
    `E11000 duplicate key error collection: ${c.db}.${c.name} index: ${index.name} dup key: { ${shown} }`,
    new Map<string, Value>([
      ['keyPattern', index.spec.get('key') ?? null],
      ['keyValue', keyValue],
    ]),
  );
}
function show(v: Value): string {
  if (typeof v === 'string') return JSON.stringify(v);
  if (isNumeric(v)) return String(toNumber(v));
  if (v === null || typeof v === 'boolean') return String(v);
  return typeof v === 'object' && 'bytes' in v ? `${typeName(v)}('${Buffer.from(v.bytes).toString('hex')}')` : typeName(v);
}

export class Records {
  readonly #engine: Engine;
  readonly #catalogue: Catalogue;
  constructor(engine: Engine, catalogue: Catalogue) {
    this.#engine = engine;
    this.#catalogue = catalogue;
  }

  raw(c: Collection, record: bigint): Buffer | undefined {
    return this.#engine.get(prefixed(c.id, recordBytes(record)));
  }

  #entries(c: Collection, index: Index, doc: Doc, record: bigint): Prepared[] {
    if (index.partial?.filter.matches(doc) === false) return [];
    const { entries, arrays } = indexEntries(doc, index.fields);
    const kept = index.sparse ? entries.filter((e) => e.values.some((v) => v !== undefined)) : entries;
    const long = kept.some((e) => e.key.length > MAX_ENTRY);
    if (arrays.some((name) => !index.arrays.has(name)) || (long && !index.shortened)) {
      for (const name of arrays) index.arrays.add(name);
      index.shortened ||= long;
      if (c.indexes.get(index.name) === index) this.#catalogue.save(c);
    }
    return kept.map(({ key, values }) => {
      const entry = key.length > MAX_ENTRY ? Buffer.concat([key.subarray(0, ENTRY_HEAD), createHash('sha256').update(key).digest()]) : key;
      return { key: index.unique ? prefixed(index.id, entry) : prefixed(index.id, entry, recordBytes(record)), values };
    });
  }

  /** Inside `Engine.write` only, as all below. @throws MongoError DuplicateKey */
  insert(c: Collection, doc: Doc, raw: Buffer): void {
    this.#change(c, c.nextRecord, undefined, doc, raw);
    c.nextRecord++;
  }

  replace(c: Collection, stored: Stored, doc: Doc, raw: Buffer): void {
    this.#change(c, stored.record, decode(stored.raw), doc, raw);
  }

  remove(c: Collection, stored: Stored): void {
    this.#change(c, stored.record, decode(stored.raw), undefined, undefined);
  }

  #change(c: Collection, record: bigint, before: Doc | undefined, now: Doc | undefined, raw: Buffer | undefined): void {
    const gone: Buffer[] = [];
    const added: Buffer[] = [];
    const id = recordBytes(record);
    for (const index of c.indexes.values()) {
      const old = before === undefined ? [] : this.#entries(c, index, before, record);
      const wanted = now === undefined ? [] : this.#entries(c, index, now, record);
      const had = new Set(old.map((e) => text(e.key)));
      const has = new Set(wanted.map((e) => text(e.key)));
      for (const { key, values } of wanted) {
        if (had.has(text(key))) continue;
        if (index.unique) {
          const holder = this.#engine.get(key);
          if (holder !== undefined && !holder.equals(id)) throw duplicate(c, index, values);
        }
        added.push(key);
      }
      for (const { key } of old) if (!has.has(text(key))) gone.push(key);
    }
    for (const key of gone) this.#engine.remove(key);
    const at = prefixed(c.id, id);
    if (raw === undefined) this.#engine.remove(at);
    else this.#engine.put(at, raw);
    for (const key of added) this.#engine.put(key, id);
  }

  /** Fills a new index from the documents there are, then adds it to the collection. */
  build(c: Collection, index: Index): void {
    const seen = new Map<string, Buffer>();
    const entries: { readonly key: Buffer; readonly id: Buffer }[] = [];
    for (const { key, value } of this.#engine.scan(wholeRange(c.id), false)) {
      const record = key.readBigUInt64BE(4);
      const id = recordBytes(record);
      for (const entry of this.#entries(c, index, decode(value), record)) {
        const known = seen.get(text(entry.key));
        if (index.unique && known !== undefined && !known.equals(id)) throw duplicate(c, index, entry.values);
        seen.set(text(entry.key), id);
        entries.push({ key: entry.key, id });
      }
    }
    for (const { key, id } of entries) this.#engine.put(key, id);
    c.indexes.set(index.name, index);
    this.#catalogue.save(c);
  }
}
