/** The entries a document has in an index, also used as sort keys (src/mongo/db/index/btree_key_generator.cpp, 4.4). */
import { Buffer } from 'node:buffer';
import { inverted, keyOf } from './keys.ts';
import { MongoError } from './mongo-error.ts';
import { isIndex, parsePath, type Path } from './path.ts';
import { UNDEFINED, isArray, isDoc, type Doc, type Value } from './values.ts';

export interface KeyField {
  readonly name: string;
  readonly path: Path;
  readonly direction: 1 | -1;
}
export const keyField = (name: string, direction: 1 | -1): KeyField => ({ name, path: parsePath(name), direction });

export interface IndexEntry {
  readonly key: Buffer;
  readonly values: readonly (Value | undefined)[];
}
export interface IndexEntries {
  readonly entries: readonly IndexEntry[];
  /** Fields on whose paths the document has an array. */
  readonly arrays: readonly string[];
}

/** How far one field's path has been followed; `settled`: an array reached it whole, don't expand again. */
interface Step {
  readonly value: Value | undefined;
  readonly path: Path;
  readonly at: number;
  readonly settled: boolean;
}

function follow(step: Step): Step {
  let { value, at } = step;
  while (at < step.path.length && !isArray(value)) {
    value = isDoc(value) ? value.get(step.path[at] ?? '') : undefined;
    at = value === undefined ? step.path.length : at + 1;
  }
  return { ...step, value, at };
}

/** @throws MongoError CannotIndexParallelArrays when two fields of the index hold different arrays */
export function indexEntries(doc: Doc, fields: readonly KeyField[]): IndexEntries {
  const entries = new Map<string, IndexEntry>();
  const arrays = new Set<string>();
  const expand = (unfinished: readonly Step[]): void => {
    const steps = unfinished.map(follow);
    const pending = (s: Step): boolean => isArray(s.value) && !s.settled;
    const array = steps.find(pending)?.value;
    if (!isArray(array)) {
      const parts = steps.map((s, i) => (fields[i]?.direction === -1 ? inverted(keyOf(s.value)) : keyOf(s.value)));
      const key = Buffer.concat(parts);
      entries.set(key.toString('latin1'), { key, values: steps.map((s) => s.value) });
      return;
    }
    if (steps.some((s) => pending(s) && s.value !== array)) {
      const names = steps.filter(pending).map((s) => `[${s.path.join('.')}]`);
      throw new MongoError('CannotIndexParallelArrays', `cannot index parallel arrays ${names.toReversed().join(' ')}`);
    }
    const here = (s: Step): boolean => pending(s) && s.value === array;
    for (const [i, s] of steps.entries()) if (here(s)) arrays.add(fields[i]?.name ?? '');
    const done = (s: Step): boolean => s.at >= s.path.length;
    if (steps.every((s) => !here(s) || (!done(s) && isIndex(s.path[s.at] ?? '')))) {
      expand(steps.map((s) => (here(s) ? { ...s, value: array[Number(s.path[s.at])], at: s.at + 1 } : s)));
      return;
    }
    if (array.length === 0) {
      expand(steps.map((s) => (here(s) ? { ...s, value: done(s) ? UNDEFINED : undefined, at: s.path.length, settled: true } : s)));
      return;
    }
    for (const element of array) {
      expand(
        steps.map((s) => {
          if (!here(s)) return s;
          if (done(s)) return { ...s, value: element, settled: true };
          return isDoc(element) ? { ...s, value: element } : { ...s, value: undefined, at: s.path.length };
        }),
      );
    }
  };
  expand(fields.map((f) => ({ value: doc, path: f.path, at: 0, settled: false })));
  return { entries: [...entries.values()], arrays: [...arrays] };
}

/** The smallest key a document has in the order of `fields`: what a sort compares. */
export function sortKey(doc: Doc, fields: readonly KeyField[]): Buffer {
  let best: Buffer | undefined;
  try {
    for (const { key } of indexEntries(doc, fields).entries) if (best === undefined || Buffer.compare(key, best) < 0) best = key;
  } catch (e) {
    if (e instanceof MongoError) throw new MongoError('BadValue', 'cannot sort with keys that are parallel arrays');
    throw e;
  }
  return best ?? Buffer.alloc(0);
}

export function sorted<T>(items: readonly T[], fields: readonly KeyField[], docOf: (item: T) => Doc): T[] {
  return items
    .map((item) => ({ item, key: sortKey(docOf(item), fields) }))
    .sort((a, b) => Buffer.compare(a.key, b.key))
    .map((x) => x.item);
}
