/** Finding and changing the place an update path names, creating what is missing on the way. */
import { MongoError } from './mongo-error.ts';
import { isIndex, type Path } from './path.ts';
import type { ArrayFilters } from './update-operators.ts';
import { isArray, isDoc, typeName, type Doc, type Value } from './values.ts';

/** As many nulls as mongod appends to reach a far index. */
const MAX_PADDING = 1_500_000;

const bad = (message: string): MongoError => new MongoError('BadValue', message);
const notViable = (part: string, inside: Value): MongoError =>
  new MongoError('PathNotViable', `Cannot create field '${part}' in element of type ${typeName(inside)}`);

export const isPositional = (part: string): boolean => part === '$' || (part.startsWith('$[') && part.endsWith(']'));

function child(parent: Value, part: string): Value | undefined {
  if (isDoc(parent)) return parent.get(part);
  return isArray(parent) && isIndex(part) ? parent[Number(part)] : undefined;
}
function put(parent: Doc | Value[], part: string, value: Value): void {
  if (isDoc(parent)) parent.set(part, value);
  else {
    const index = Number(part);
    if (index - parent.length > MAX_PADDING) throw bad(`can't backfill more than ${MAX_PADDING} elements`);
    while (parent.length < index) parent.push(null);
    parent[index] = value;
  }
}

/** Follows an existing path: `found` undefined when something on the way is absent, `viable` false when it can't be created either. */
export function lookUp(doc: Doc, path: Path): { readonly value: Value | undefined; readonly viable: boolean; readonly inArray: boolean } {
  let at: Value = doc;
  let inArray = false;
  for (const part of path) {
    if (!isDoc(at) && !(isArray(at) && isIndex(part))) return { value: undefined, viable: false, inArray };
    inArray = isArray(at);
    const next = child(at, part);
    if (next === undefined) return { value: undefined, viable: true, inArray };
    at = next;
  }
  return { value: at, viable: true, inArray };
}

/**
 * Replaces the value at `path` by what `change` makes of it.
 * @param creates false: leave the document alone where the path doesn't lead anywhere
 */
export function changeAt(doc: Doc, path: Path, creates: boolean, change: (old: Value | undefined) => Value | undefined): void {
  let parent: Doc | Value[] = doc;
  for (let i = 0; i < path.length - 1; i++) {
    const part = path[i] ?? '';
    if (isArray(parent) && !isIndex(part)) {
      if (!creates) return;
      throw notViable(part, parent);
    }
    const next: Value | undefined = child(parent, part);
    if (next === undefined) {
      if (!creates) return;
      // What the change makes comes first: it may refuse, and then nothing is created.
      const value = change(undefined);
      if (value === undefined) return;
      put(parent, part, nested(path, i + 1, value));
      return;
    }
    if (!isDoc(next) && !isArray(next)) {
      if (!creates) return;
      throw notViable(path[i + 1] ?? '', next);
    }
    parent = next;
  }
  const last = path.at(-1) ?? '';
  if (isArray(parent) && !isIndex(last)) {
    if (!creates) return;
    throw notViable(last, parent);
  }
  const old = child(parent, last);
  const value = change(old);
  if (value !== undefined) put(parent, last, value);
  else if (isDoc(parent)) parent.delete(last);
  else if (old !== undefined) parent[Number(last)] = null;
}

function nested(path: Path, from: number, value: Value): Value {
  let made = value;
  for (let i = path.length - 1; i >= from; i--) made = new Map([[path[i] ?? '', made]]);
  return made;
}

/** Turns `$`, `$[]` and `$[name]` into the indexes they stand for in this document. */
export function concretePaths(doc: Doc, path: Path, matched: number | undefined, filters: ArrayFilters): Path[] {
  const i = path.findIndex(isPositional);
  if (i < 0) return [path];
  const head = path.slice(0, i);
  const rest = path.slice(i + 1);
  const part = path[i] ?? '';
  if (part === '$') {
    if (matched === undefined) throw bad('The positional operator did not find the match needed from the query.');
    return concretePaths(doc, [...head, String(matched), ...rest], matched, filters);
  }
  const array = lookUp(doc, head).value;
  if (array === undefined) throw bad(`The path '${head.join('.')}' must exist in the document in order to apply array updates.`);
  if (!isArray(array)) throw bad(`Cannot apply array updates to non-array element ${head.join('.')}`);
  const filter = filters.get(part.slice(2, -1));
  return array.flatMap((element, k) =>
    filter === undefined || filter(element) ? concretePaths(doc, [...head, String(k), ...rest], matched, filters) : [],
  );
}
