/** Finding documents: the plan's entries, asked the filter, put in order. */
import type { Buffer } from 'node:buffer';
import { decode, decodeFields } from './bson-decode.ts';
import type { Collection } from './catalogue.ts';
import type { Engine } from './engine.ts';
import { sorted, type KeyField } from './index-keys.ts';
import type { Expression, MatchDetails } from './match-expression.ts';
import { plan } from './planner.ts';
import type { Records } from './records.ts';
import type { Doc, Value } from './values.ts';

export interface Found {
  readonly record: bigint;
  readonly raw: Buffer;
  readonly doc: Doc;
  readonly details: MatchDetails;
}
export interface Query {
  readonly filter: Doc;
  readonly matches: Expression;
  readonly sort?: readonly KeyField[];
  readonly hint?: Value | undefined;
  readonly skip?: number;
  /** 0: no limit. */
  readonly limit?: number;
  /** Fields to decode where not all are wanted: at least those of filter and sort. */
  readonly only?: ReadonlySet<string> | undefined;
}

export class Finder {
  readonly #engine: Engine;
  readonly #records: Records;
  constructor(engine: Engine, records: Records) {
    this.#engine = engine;
    this.#records = records;
  }

  *find(c: Collection, query: Query): Generator<Found> {
    const { skip = 0, limit = 0, sort = [] } = query;
    const chosen = plan(c, query.filter, sort, query.hint);
    const matching = this.#matching(query, chosen.index === undefined ? this.#documents(c) : this.#byIndex(c, chosen));
    const ordered = sort.length > 0 && !chosen.ordered ? sorted([...matching], sort, (f) => f.doc) : matching;
    let passed = 0;
    for (const found of ordered) {
      if (passed++ < skip) continue;
      yield found;
      if (limit > 0 && passed >= skip + limit) return;
    }
  }

  *#documents(c: Collection): Generator<readonly [bigint, Buffer]> {
    for (const range of plan(c, new Map(), []).ranges) {
      for (const { key, value } of this.#engine.scan(range, false)) yield [key.readBigUInt64BE(4), value];
    }
  }

  *#byIndex(c: Collection, { index, ranges, reverse }: ReturnType<typeof plan>): Generator<readonly [bigint, Buffer]> {
    const seen = index !== undefined && index.arrays.size > 0 ? new Set<bigint>() : undefined;
    for (const range of ranges) {
      for (const { value } of this.#engine.scan(range, reverse)) {
        const record = value.readBigUInt64BE(0);
        if (seen?.has(record) === true) continue;
        seen?.add(record);
        const raw = this.#records.raw(c, record);
        if (raw !== undefined) yield [record, raw];
      }
    }
  }

  *#matching({ matches, only }: Query, rows: Iterable<readonly [bigint, Buffer]>): Generator<Found> {
    for (const [record, raw] of rows) {
      const doc = only === undefined ? decode(raw) : decodeFields(raw, only);
      const details: MatchDetails = { offset: undefined };
      if (matches.matches(doc, details)) yield { record, raw, doc, details };
    }
  }
}
