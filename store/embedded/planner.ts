/** Chooses an index for a filter and a sort. The filter is always asked again, so bounds may be too wide but never too narrow. */
import { Buffer } from 'node:buffer';
import { prefixed, wholeRange, type Collection, type Index } from './catalogue.ts';
import type { Range } from './engine.ts';
import type { KeyField } from './index-keys.ts';
import { after, inverted, keyOf, rankOf } from './keys.ts';
import { fieldExpression, isOperators } from './match.ts';
import { MongoError } from './mongo-error.ts';
import { ENTRY_HEAD } from './records.ts';
import { Regex, TYPE, UNDEFINED, isArray, isDoc, isNumeric, toNumber, typeOf, type Doc, type Value } from './values.ts';

export interface Plan {
  /** undefined: the documents themselves, in the order in which they were inserted */
  readonly index: Index | undefined;
  readonly ranges: readonly Range[];
  readonly reverse: boolean;
  /** The documents come out in the wanted order. */
  readonly ordered: boolean;
}

const MAX_POINTS = 500;

type Conditions = ReadonlyMap<string, readonly (readonly [operator: string, argument: Value])[]>;

/** What every matching document must fulfil, by field. */
function conditions(filter: Doc): Conditions {
  const found = new Map<string, (readonly [string, Value])[]>();
  const walk = (f: Doc): void => {
    for (const [name, v] of f) {
      if (name === '$and' && isArray(v)) for (const branch of v) if (isDoc(branch)) walk(branch);
      if (name.startsWith('$')) continue;
      const list = found.get(name) ?? [];
      if (isOperators(v)) list.push(...v);
      else if (!(v instanceof Regex)) list.push(['$eq', v]);
      found.set(name, list);
    }
  };
  walk(filter);
  return found;
}

interface Bounds {
  /** Exact keys, or else a range within one type. */
  readonly points: readonly Buffer[] | undefined;
  readonly low: Buffer | undefined;
  readonly high: Buffer | undefined;
  readonly rank: number;
  readonly null: boolean;
}

const NULL_KEYS = [keyOf(UNDEFINED), keyOf(null)];
const isPlain = (v: Value): boolean => !isArray(v) && !(v instanceof Regex);

function pointsOf(values: readonly Value[]): Bounds | undefined {
  if (!values.every(isPlain) || values.length === 0 || values.length > MAX_POINTS) return undefined;
  const keys = values.flatMap((v) => (v === null ? NULL_KEYS : [keyOf(v)]));
  const unique = [...new Map(keys.map((k) => [k.toString('latin1'), k])).values()].sort((a, b) => Buffer.compare(a, b));
  return { points: unique, low: undefined, high: undefined, rank: 0, null: values.includes(null) };
}

function bounds(list: Conditions extends ReadonlyMap<string, infer L> ? L : never, multikey: boolean): Bounds | undefined {
  for (const [operator, argument] of list) {
    const values = operator === '$eq' ? [argument] : operator === '$in' && isArray(argument) ? argument : undefined;
    const points = values === undefined ? undefined : pointsOf(values);
    if (points !== undefined) return points;
  }
  let low: Buffer | undefined;
  let high: Buffer | undefined;
  let rank = 0;
  for (const [operator, argument] of list) {
    const below = operator === '$lt' || operator === '$lte';
    if (!below && operator !== '$gt' && operator !== '$gte') continue;
    if (argument === null || !isPlain(argument) || [TYPE.minKey, TYPE.maxKey].some((t) => t === typeOf(argument))) continue;
    if (isNumeric(argument) && Number.isNaN(toNumber(argument))) continue;
    if (rank !== 0 && (multikey || rankOf(argument) !== rank)) continue;
    rank = rankOf(argument);
    const key = keyOf(argument);
    if (below && (high === undefined || Buffer.compare(key, high) < 0)) high = key;
    if (!below && (low === undefined || Buffer.compare(key, low) > 0)) low = key;
  }
  return rank === 0 ? undefined : { points: undefined, low, high, rank, null: false };
}

/** Every document that fulfils the conditions is in the partial index. */
function implies(list: Conditions, partial: Doc): boolean {
  return [...partial].every(([name, spec]) => {
    if (name.startsWith('$')) return false;
    const own = list.get(name) ?? [];
    const value = own.find(([op, v]) => op === '$eq' && v !== null && isPlain(v))?.[1];
    if (value === undefined) return false;
    return impliedBy(value, spec);
  });
}
function impliedBy(value: Value, spec: Value): boolean {
  if (!isOperators(spec)) return keyOf(spec).equals(keyOf(value));
  return fieldExpression('', spec).single(value);
}

interface Candidate extends Plan {
  readonly score: number;
}

function boundKey(base: number, parts: readonly Uint8Array[]): Buffer {
  return prefixed(base, Buffer.concat(parts).subarray(0, ENTRY_HEAD));
}

function candidate(index: Index, list: Conditions, sort: readonly KeyField[], hinted: boolean): Candidate | undefined {
  if (index.partial !== undefined && !implies(list, index.partial.spec) && !hinted) return undefined;
  let prefixes: Buffer[] = [Buffer.alloc(0)];
  let range: readonly [Buffer, Buffer] | undefined;
  let score = 0;
  let nulls = false;
  const fixed = new Set<string>();
  const roots = new Set<string>();
  const multikey = index.arrays.size > 0;
  for (const field of index.fields) {
    // Two bounds below one array must hold for one element each, not for the same: only the first can be used.
    const root = field.path[0] ?? '';
    if (multikey && roots.has(root)) break;
    const b = bounds(list.get(field.name) ?? [], multikey);
    if (b === undefined) break;
    roots.add(root);
    const turned = field.direction === -1;
    if (b.points !== undefined) {
      const { points } = b;
      if (prefixes.length * points.length > MAX_POINTS) break;
      nulls ||= b.null;
      if (points.length === 1) fixed.add(field.name);
      const ordered = turned ? points.map(inverted).toReversed() : points;
      prefixes = prefixes.flatMap((p) => ordered.map((k) => Buffer.concat([p, k])));
      score += points.length === 1 ? 10 : 8;
      continue;
    }
    const low = b.low ?? Buffer.from([b.rank]);
    const high = b.high ?? Buffer.from([b.rank]);
    range = turned ? [inverted(high), inverted(low)] : [low, high];
    score += b.low !== undefined && b.high !== undefined ? 6 : 5;
    break;
  }
  if (index.sparse && (nulls || score === 0) && !hinted) return undefined;
  // Below one value of an array's field a document stands once, where the other fields put it.
  const once = index.fields.every((f) => fixed.has(f.name) || !index.arrays.has(f.name));
  const direction = prefixes.length === 1 && once && !index.shortened ? sortDirection(index, fixed, sort) : 0;
  if (score === 0 && direction === 0 && !hinted) return undefined;
  if (index.unique && fixed.size === index.fields.length) score += 20;
  const ranges = prefixes.map((p): Range => {
    const low = range === undefined ? [p] : [p, range[0]];
    const high = range === undefined ? [p] : [p, range[1]];
    return { start: boundKey(index.id, low), end: after(boundKey(index.id, high)) };
  });
  const reverse = direction === -1;
  return {
    index,
    ranges: reverse ? ranges.toReversed() : ranges,
    reverse,
    ordered: direction !== 0,
    score: score + (direction === 0 ? 0 : 3),
  };
}

/** 1 or -1 when the index, read forward or backward, has the wanted order. */
function sortDirection(index: Index, fixed: ReadonlySet<string>, sort: readonly KeyField[]): 1 | 0 | -1 {
  if (sort.length === 0) return 0;
  const wanted = sort.filter((f) => !fixed.has(f.name));
  const has = index.fields.filter((f) => !fixed.has(f.name));
  if (wanted.some((f, i) => has[i]?.name !== f.name)) return 0;
  const turns = wanted.map((f, i) => f.direction * (has[i]?.direction ?? 1));
  if (turns.every((t) => t === 1)) return 1;
  return turns.every((t) => t === -1) ? -1 : 0;
}

function hintedIndex(c: Collection, hint: Value): Index {
  for (const index of c.indexes.values()) {
    const key = index.spec.get('key');
    if (hint === index.name || (isDoc(hint) && isDoc(key) && keyOf(hint).equals(keyOf(key)))) return index;
  }
  throw new MongoError(
    'BadValue',
    'error processing query: planner returned error :: caused by :: hint provided does not correspond to an existing index',
  );
}

/** @throws MongoError BadValue for a hint that names no index */
export function plan(c: Collection, filter: Doc, sort: readonly KeyField[], hint?: Value): Plan {
  const list = conditions(filter);
  const all: Plan = { index: undefined, ranges: [wholeRange(c.id)], reverse: false, ordered: false };
  if (hint !== undefined && !(isDoc(hint) && hint.has('$natural'))) return candidate(hintedIndex(c, hint), list, sort, true) ?? all;
  let best: Candidate | undefined;
  for (const index of c.indexes.values()) {
    const found = candidate(index, list, sort, false);
    if (found !== undefined && (best === undefined || found.score > best.score)) best = found;
  }
  return best ?? all;
}
