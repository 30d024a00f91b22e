/** Field paths ("a.b.0") through documents and arrays, as mongod's matcher walks them (src/mongo/db/matcher/path.cpp, 4.4). */
import { isArray, isDoc, type Doc, type Value } from './values.ts';

export type Path = readonly string[];
export const parsePath = (dotted: string): Path => dotted.split('.');
export const isIndex = (part: string): boolean => /^\d+$/.test(part);

/** Called with each value a path reaches (`undefined`: absent) and its index in the outermost array passed (-1: none). True stops. */
export type Visit = (value: Value | undefined, offset: number) => boolean;

/** @param expand whether an array at the end of the path is offered element by element before it is offered whole */
export function visitPath(doc: Doc, path: Path, expand: boolean, visit: Visit): boolean {
  return inDocument(doc, path, 0, expand, visit);
}

function inDocument(start: Doc, path: Path, from: number, expand: boolean, visit: Visit): boolean {
  let at = start;
  for (let i = from; ; i++) {
    const value = at.get(path[i] ?? '');
    const last = i === path.length - 1;
    if (isArray(value)) {
      if (!last) return inArray(value, path, i + 1, expand, visit);
      if (expand) for (let k = 0; k < value.length; k++) if (visit(value[k], k)) return true;
      return visit(value, -1);
    }
    if (last) return visit(value, -1);
    if (!isDoc(value)) return visit(undefined, -1);
    at = value;
  }
}

function inArray(array: readonly Value[], path: Path, i: number, expand: boolean, visit: Visit): boolean {
  const part = path[i] ?? '';
  const last = i === path.length - 1;
  for (let k = 0; k < array.length; k++) {
    const element = array[k];
    const outermost: Visit = (value) => visit(value, k);
    if (isDoc(element) && inDocument(element, path, i, expand, outermost)) return true;
    if (part !== String(k)) continue;
    if (last) {
      if (visit(element, k)) return true;
    } else if (isDoc(element)) {
      if (inDocument(element, path, i + 1, expand, outermost)) return true;
    } else if (isArray(element) && inArray(element, path, i + 1, expand, outermost)) return true;
  }
  return false;
}

/** An array seen as the document it is in BSON: fields "0", "1" … */
export const arrayAsDoc = (array: readonly Value[]): Doc => new Map(array.map((v, i) => [String(i), v]));
