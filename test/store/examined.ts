/** How many documents of a large collection the store looks at for what the product asks. */
import { randomBytes } from 'node:crypto';
import { decode } from '../../store/embedded/bson-decode.ts';
import { encode } from '../../store/embedded/bson-encode.ts';
import { Catalogue, wholeRange } from '../../store/embedded/catalogue.ts';
import { Engine, type Entry, type Range } from '../../store/embedded/engine.ts';
import { parseFilter } from '../../store/embedded/match.ts';
import { Finder } from '../../store/embedded/query.ts';
import { Records } from '../../store/embedded/records.ts';
import { parseSort } from '../../store/embedded/sort.ts';
import { DateTime, Int32, ObjectId, isArray, isDoc, isNumeric, toNumber, type Doc, type Value } from '../../store/embedded/values.ts';
import type { Asked } from './recorder.ts';

/** Counts entries read in order: documents of a scan, or of an index. */
class CountingEngine extends Engine {
  examined = 0;
  override *scan(range: Range, reverse: boolean): Generator<Entry> {
    for (const entry of super.scan(range, reverse)) {
      this.examined++;
      yield entry;
    }
  }
}

/** One filter that the product sent. */
export interface Wanted {
  readonly command: string;
  readonly collection: string;
  readonly filter: Doc;
  readonly sort: Doc;
  readonly limit: number;
}

/** The filters of a command: its own, those of its statements, a pipeline's first $match. */
export function wantedBy({ body, sequences }: Asked): readonly Wanted[] {
  const [[command, collection] = ['', '']] = body;
  if (typeof collection !== 'string') return [];
  const whole = (filter: Value | undefined, limit: number, sort?: Value): Wanted[] =>
    isDoc(filter) ? [{ command, collection, filter, sort: isDoc(sort) ? sort : new Map(), limit }] : [];
  const limit = body.get('limit');
  const pipeline = body.get('pipeline');
  const [first] = isArray(pipeline) ? pipeline : [];
  const statements = ['updates', 'deletes'].flatMap((name) => (sequences.get(name) ?? []).map((raw) => decode(raw)));
  return [
    ...whole(body.get('filter'), isNumeric(limit ?? null) ? toNumber(limit as Int32) : 0, body.get('sort')),
    ...whole(body.get('query'), 1, body.get('sort')),
    ...(isDoc(first) ? whole(first.get('$match'), 0) : []),
    ...statements.flatMap((s) => whole(s.get('q'), 0)),
  ];
}

const nameOfShape = (v: Value): string => {
  if (isDoc(v))
    return `{${[...v].map(([name, inner]) => (isDoc(inner) || isArray(inner) ? `${name}: ${nameOfShape(inner)}` : name)).join(', ')}}`;
  return isArray(v) ? `[${v.filter(isDoc).map(nameOfShape).join(', ')}]` : '';
};
/** The same for filters that differ in values only. */
export const shapeOf = ({ command, collection, filter, sort }: Wanted): string =>
  `${command} ${collection} ${nameOfShape(filter)}${sort.size === 0 ? '' : ` by ${[...sort.keys()].join(', ')}`}`;

/** Fields with few values: a large collection has many documents with each. */
const kept = new Set(['agency', 'book', 'series', 'state', 'kind', 'via', 'rule', 'year', 'sent', 'how', 'date', 'slot', 'type']);

/** Another document like this one: names, keys and times of its own. */
function another(v: Value, n: number, field: string): Value {
  if (kept.has(field)) return v;
  if (typeof v === 'string') return `${v}~${n}`;
  if (v instanceof ObjectId) return new ObjectId(randomBytes(12));
  if (v instanceof DateTime) return new DateTime(v.ms - BigInt(n) * 60_000n);
  if (field === 'number') return new Int32(10_000 + n);
  if (isArray(v)) return v.map((element) => another(element, n, field));
  return isDoc(v) ? new Map([...v].map(([name, inner]) => [name, another(inner, n, name)])) : v;
}

export class LargeStore {
  readonly #engine: CountingEngine;
  readonly #catalogue: Catalogue;
  readonly #records: Records;
  readonly #finder: Finder;

  constructor(file: string) {
    this.#engine = new CountingEngine(file, (cause) => {
      throw cause;
    });
    this.#catalogue = new Catalogue(this.#engine);
    this.#records = new Records(this.#engine, this.#catalogue);
    this.#finder = new Finder(this.#engine, this.#records);
  }

  /** Fills every collection up with documents like its own. */
  async grow(documents: number): Promise<void> {
    for (const c of this.#catalogue.all()) {
      const rows = [...this.#engine.scan(wholeRange(c.id), false)].map(({ value }) => decode(value));
      if (rows.length === 0) continue;
      await this.#engine.write(() => {
        for (let n = rows.length; n < documents; n++) {
          // Sound: the remainder is an index of the rows, and a document stays one.
          const made = another(rows[n % rows.length] as Doc, n, '') as Doc;
          this.#records.insert(c, made, encode(made));
        }
      });
    }
  }

  /** @returns how many documents were read for how many found; null where the collection was never made */
  ask({ collection, filter, sort, limit }: Wanted): { readonly examined: number; readonly found: number } | null {
    const c = this.#catalogue.get('vanthu', collection);
    if (c === undefined) return null;
    this.#engine.examined = 0;
    let found = 0;
    for (const _ of this.#finder.find(c, { filter, matches: parseFilter(filter), sort: parseSort(sort), limit })) found++;
    return { examined: this.#engine.examined, found };
  }

  close(): Promise<void> {
    return this.#engine.close();
  }
}
