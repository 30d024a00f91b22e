/** The document an upsert starts from: what the filter says a field equals. */
import { isOperators } from './match.ts';
import { MongoError } from './mongo-error.ts';
import { parsePath, type Path } from './path.ts';
import { changeAt } from './update-path.ts';
import { Regex, clone, isArray, isDoc, type Doc, type Value } from './values.ts';

function single(v: Value | undefined): Value | undefined {
  return isArray(v) && v.length === 1 && !(v[0] instanceof Regex) ? v[0] : undefined;
}

function equalTo(condition: Value): Value | undefined {
  if (condition instanceof Regex) return undefined;
  if (!isOperators(condition)) return condition;
  if (condition.has('$eq')) return condition.get('$eq');
  if (condition.has('$in')) return single(condition.get('$in'));
  const every = single(condition.get('$all'));
  return isOperators(every) ? undefined : every;
}

function equalities(filter: Doc): [string, Value][] {
  const found: [string, Value][] = [];
  for (const [name, condition] of filter) {
    if (name === '$and' || (name === '$or' && isArray(condition) && condition.length === 1)) {
      for (const branch of isArray(condition) ? condition : []) if (isDoc(branch)) found.push(...equalities(branch));
    } else if (!name.startsWith('$')) {
      const value = equalTo(condition);
      if (value !== undefined) found.push([name, value]);
    }
  }
  return found;
}

/** @param onlyId for replacements: nothing but `_id` comes from the filter */
export function upsertBase(filter: Doc, onlyId: boolean): Doc {
  const doc: Doc = new Map();
  const seen: Path[] = [];
  for (const [name, value] of equalities(filter)) {
    if (onlyId && name !== '_id') continue;
    const path = parsePath(name);
    const clash = seen.some((other) => path.every((p, i) => i >= other.length || p === other[i]));
    if (clash) throw new MongoError('NotSingleValueField', `cannot infer query fields to set, path '${name}' is matched twice`);
    seen.push(path);
    changeAt(doc, path, true, () => clone(value));
  }
  return doc;
}
