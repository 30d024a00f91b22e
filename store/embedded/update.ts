/** Updates: replacement, operators, or a pipeline of $set, $unset and the like. */
import { isAllowed } from './allow-list.ts';
import { runUpdatePipeline } from './update-pipeline.ts';
import { encode } from './bson-encode.ts';
import { Buffer } from 'node:buffer';
import { equalValues } from './keys.ts';
import { MongoError } from './mongo-error.ts';
import { parsePath, type Path } from './path.ts';
import { changeAt, concretePaths, isPositional, lookUp } from './update-path.ts';
import { OPERATORS, parseArrayFilters, type ArrayFilters, type Change } from './update-operators.ts';
import { isArray, isDoc, typeName, type Doc, type Value } from './values.ts';

export interface UpdateContext {
  /** Milliseconds since 1970, for $currentDate. */
  readonly now: bigint;
  /** Index of the array element that the filter matched. */
  readonly matched: number | undefined;
  readonly inserting: boolean;
  /** Set by operators that count as a modification even if the document stays the same. */
  readonly outcome: { modified: boolean };
}
export interface Update {
  readonly kind: 'replacement' | 'operators' | 'pipeline';
  /** Works on `doc`, which must be the caller's own copy. @throws MongoError */
  readonly apply: (doc: Doc, context: UpdateContext) => Doc;
}

const failed = (message: string): MongoError => new MongoError('FailedToParse', message);
const bad = (message: string): MongoError => new MongoError('BadValue', message);

interface Leaf {
  readonly path: Path;
  readonly dotted: string;
  readonly onlyInserting: boolean;
  readonly run: (doc: Doc, path: Path, context: UpdateContext) => void;
}

function checkPath(dotted: string): Path {
  const path = parsePath(dotted);
  if (path.includes(''))
    throw new MongoError('EmptyFieldName', `The update path '${dotted}' contains an empty field name, which is not allowed.`);
  if (isPositional(path[0] ?? '')) throw bad(`Cannot have positional (i.e. '$') element in the first position in path '${dotted}'`);
  if (path.filter((p) => p === '$').length > 1) throw bad(`Too many positional (i.e. '$') elements found in path '${dotted}'`);
  return path;
}

const related = (a: Path, b: Path): boolean => a.slice(0, b.length).every((p, i) => p === b[i]);
function refuseConflict(a: Path, b: Path): void {
  if (related(a, b))
    throw new MongoError('ConflictingUpdateOperators', `Updating the path '${a.join('.')}' would create a conflict at '${b.join('.')}'`);
}

/** Fields that are stored must not look like operators; references may. */
function refuseDollar(v: Value, where: string): void {
  if (isArray(v)) for (const element of v) refuseDollar(element, where);
  else if (isDoc(v)) {
    for (const [name, inner] of v) {
      if (name.startsWith('$') && !['$ref', '$id', '$db'].includes(name)) {
        throw new MongoError('DollarPrefixedFieldName', `The dollar ($) prefixed field '${name}' in '${where}' is not valid for storage.`);
      }
      refuseDollar(inner, `${where}.${name}`);
    }
  }
}

function leafOf(operator: string, dotted: string, argument: Value): Leaf {
  const definition = OPERATORS.get(operator);
  const path = checkPath(dotted);
  if (definition === undefined) return renaming(dotted, path, argument);
  const change: Change = definition.parse(argument, dotted);
  const each = isDoc(argument) ? argument.get('$each') : undefined;
  const pushes = operator === '$push' && !(isArray(each) && each.length === 0);
  return {
    path,
    dotted,
    onlyInserting: operator === '$setOnInsert',
    run: (doc, place, { now, outcome }) => {
      if (pushes) outcome.modified = true;
      changeAt(doc, place, definition.creates, (old) => {
        const value = change(old, now);
        if (value !== undefined && value !== old) {
          const named = place.find((p) => p.startsWith('$'));
          if (named !== undefined) refuseDollar(new Map([[named, null]]), dotted);
          refuseDollar(value, dotted);
        }
        return value;
      });
    },
  };
}

function renaming(dotted: string, from: Path, argument: Value): Leaf {
  if (typeof argument !== 'string') throw bad(`The 'to' field for $rename must be a string: ${dotted}`);
  const to = checkPath(argument);
  if (from.some(isPositional)) throw bad(`The source field for $rename may not be dynamic: ${dotted}`);
  if (to.some(isPositional)) throw bad(`The destination field for $rename may not be dynamic: ${argument}`);
  if (related(from, to) || related(to, from))
    throw bad(`The source and target field for $rename must not be on the same path: ${dotted}: "${argument}"`);
  return {
    path: to,
    dotted: argument,
    onlyInserting: false,
    run: (doc) => {
      const source = lookUp(doc, from);
      if (!source.viable) throw new MongoError('PathNotViable', `cannot use the path '${dotted}' to traverse the document`);
      const { value } = source;
      if (value === undefined) return;
      if (passesArray(doc, from)) throw bad(`The source field cannot be an array element, '${dotted}'`);
      if (passesArray(doc, to)) throw bad(`The destination field cannot be an array element, '${argument}'`);
      changeAt(doc, to, true, () => value);
      changeAt(doc, from, false, () => undefined);
    },
  };
}
function passesArray(doc: Doc, path: Path): boolean {
  return path.some((_, i) => i > 0 && isArray(lookUp(doc, path.slice(0, i)).value));
}

function parseOperators(update: Doc, filters: ArrayFilters): Update {
  const leaves: Leaf[] = [];
  const taken: Path[] = [];
  const used = new Set<string>();
  for (const [operator, fields] of update) {
    if (!isAllowed('update', operator))
      throw failed(`Unknown modifier: ${operator}. Expected a valid update modifier or pipeline-style update specified as an array`);
    if (!isDoc(fields)) throw failed(`Modifiers operate on fields but we found type ${typeName(fields)} instead.`);
    if (fields.size === 0) throw failed(`'${operator}' is empty. You must specify a field like so: {${operator}: {<field>: ...}}`);
    for (const [dotted, argument] of fields) {
      const leaf = leafOf(operator, dotted, argument);
      for (const path of operator === '$rename' ? [leaf.path, parsePath(dotted)] : [leaf.path]) {
        for (const other of taken) {
          refuseConflict(path, other);
          refuseConflict(other, path);
        }
        taken.push(path);
        for (const part of path) {
          if (!part.startsWith('$[') || part === '$[]') continue;
          const name = part.slice(2, -1);
          if (!filters.has(name)) throw bad(`No array filter found for identifier '${name}' in path '${dotted}'`);
          used.add(name);
        }
      }
      leaves.push(leaf);
    }
  }
  for (const name of filters.keys())
    if (!used.has(name)) throw failed(`The array filter for identifier '${name}' was not used in the update`);
  // 4.4 works through the paths in lexicographic order, whatever the order of the operators: new fields appear in it.
  leaves.sort((a, b) => Buffer.compare(Buffer.from(a.dotted), Buffer.from(b.dotted)));
  return { kind: 'operators', apply: (doc, context) => applyOperators(doc, leaves, filters, context) };
}

function applyOperators(doc: Doc, leaves: readonly Leaf[], filters: ArrayFilters, context: UpdateContext): Doc {
  const id = doc.get('_id');
  const idBytes = id === undefined ? undefined : encode(new Map([['_id', id]]));
  const done: Path[] = [];
  for (const leaf of leaves) {
    if (leaf.onlyInserting && !context.inserting) continue;
    for (const path of concretePaths(doc, leaf.path, context.matched, filters)) {
      if (leaf.path.includes('$')) {
        for (const other of done) {
          refuseConflict(path, other);
          refuseConflict(other, path);
        }
      }
      done.push(path);
      leaf.run(doc, path, context);
    }
  }
  const newId = doc.get('_id');
  if (idBytes !== undefined && (newId === undefined || !encode(new Map([['_id', newId]])).equals(idBytes))) throw idChanged();
  return doc;
}
function idChanged(): MongoError {
  return new MongoError('ImmutableField', "Performing an update on the path '_id' would modify the immutable field '_id'");
}

/** The document with `_id` in front, as mongod stores it. */
export function idFirst(doc: Doc, id: Value | undefined = doc.get('_id')): Doc {
  if (id === undefined || (doc.keys().next().value === '_id' && doc.get('_id') === id)) return doc;
  return new Map<string, Value>([['_id', id], ...[...doc].filter(([name]) => name !== '_id')]);
}

function replacement(update: Doc): Update {
  return {
    kind: 'replacement',
    apply: (doc) => {
      refuseDollar(update, '');
      const id = doc.get('_id');
      const given = update.get('_id');
      if (id !== undefined && given !== undefined && !equalValues(id, given)) {
        throw new MongoError('ImmutableField', "After applying the update, the (immutable) field '_id' was found to have been altered");
      }
      return idFirst(new Map(update), given ?? id);
    },
  };
}

function pipeline(stages: readonly Value[]): Update {
  const run = runUpdatePipeline(stages);
  return {
    kind: 'pipeline',
    apply: (doc) => {
      const id = doc.get('_id');
      const result = run(doc);
      const newId = result.get('_id');
      if (id !== undefined && newId !== undefined && !equalValues(id, newId)) throw idChanged();
      refuseDollar(result, '');
      return idFirst(result, newId ?? id);
    },
  };
}

/** @throws MongoError for an update that mongod refuses whatever the document */
export function parseUpdate(update: Value, arrayFilters: Value | undefined, multi: boolean): Update {
  if (arrayFilters !== undefined && !isArray(arrayFilters)) throw new MongoError('TypeMismatch', 'arrayFilters must be an array');
  if (isArray(update)) {
    if (arrayFilters !== undefined) throw failed('arrayFilters may not be specified for pipeline-style updates');
    return pipeline(update);
  }
  if (!isDoc(update)) throw failed('Update argument must be either an object or an array');
  const filters = parseArrayFilters(arrayFilters ?? []);
  if (update.keys().next().value?.startsWith('$') === true) return parseOperators(update, filters);
  if (multi) throw failed('multi update is not supported for replacement-style update');
  if (filters.size > 0) throw failed('arrayFilters may not be specified for replacement-style updates');
  return replacement(update);
}
