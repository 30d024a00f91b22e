/** Which fields of a document a filter and a sort look at: the others need not be decoded. */
import type { KeyField } from './index-keys.ts';
import { isArray, isDoc, type Doc } from './values.ts';

const branches = new Set(['$and', '$or', '$nor']);
const rootOf = (path: string): string => path.split('.', 1)[0] ?? path;

/** Names of top-level fields; undefined where that can't be said ($expr and the like). */
export function neededFields(filter: Doc, sort: readonly KeyField[] = []): ReadonlySet<string> | undefined {
  const names = new Set(sort.map((field) => rootOf(field.name)));
  const walk = (f: Doc): boolean =>
    [...f].every(([name, v]) => {
      if (!name.startsWith('$')) {
        names.add(rootOf(name));
        return true;
      }
      return branches.has(name) && isArray(v) && v.every((branch) => isDoc(branch) && walk(branch));
    });
  return walk(filter) ? names : undefined;
}
