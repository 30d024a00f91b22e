/** Filters: parsed once, then asked of many documents (src/mongo/db/matcher/expression_parser.cpp, 4.4). */
import { isAllowed } from './allow-list.ts';
import { all, any, bad, not, type Expression } from './match-expression.ts';
import { bits, comparison, equality, membership, modulo, regex, types, type Predicate } from './match-value.ts';
import { MongoError } from './mongo-error.ts';
import { arrayAsDoc, parsePath, visitPath, type Path } from './path.ts';
import { Regex, TYPE, UNDEFINED, isArray, isDoc, isNumeric, isTrue, toNumber, typeOf, type Doc, type Value } from './values.ts';

const DBREF = new Set(['$ref', '$id', '$db']);
/** A document whose first field is an operator; references ($ref, $id) are values. */
export function isOperators(v: Value | undefined): v is Doc {
  if (!isDoc(v)) return false;
  const first = v.keys().next().value;
  return first !== undefined && first.startsWith('$') && !DBREF.has(first);
}
const isRegex = (v: Value): v is Regex => v instanceof Regex;

function leaf(path: Path, single: Predicate, expand = true): Expression {
  return {
    single,
    matches: (doc, details) =>
      visitPath(doc, path, expand, (value, offset) => {
        if (!single(value)) return false;
        if (details !== undefined && offset >= 0) details.offset = offset;
        return true;
      }),
  };
}

/** $elemMatch and $size look at an array as a whole; `found` gives the index of the element that matched. */
function arrayLeaf(path: Path, found: (array: readonly Value[]) => number): Expression {
  return {
    single: (value) => isArray(value) && found(value) >= 0,
    matches: (doc, details) =>
      visitPath(doc, path, false, (value, offset) => {
        if (!isArray(value)) return false;
        const index = found(value);
        if (index < 0) return false;
        if (details !== undefined) details.offset = offset >= 0 ? offset : index;
        return true;
      }),
  };
}

function elemMatch(path: Path, argument: Value): Expression {
  if (!isDoc(argument)) throw bad('$elemMatch needs an Object');
  const first = argument.keys().next().value ?? '';
  if (isOperators(argument) && !['$and', '$or', '$nor', '$where'].includes(first)) {
    const parts = operators('', argument);
    return arrayLeaf(path, (array) => array.findIndex((e) => parts.single(e)));
  }
  const filter = parseFilter(argument);
  return arrayLeaf(path, (array) => array.findIndex((e) => (isDoc(e) ? filter.matches(e) : isArray(e) && filter.matches(arrayAsDoc(e)))));
}

function size(path: Path, argument: Value): Expression {
  if (!isNumeric(argument)) throw bad('$size needs a number');
  const wanted = toNumber(argument);
  if (!Number.isInteger(wanted)) throw bad('$size must be a whole number');
  if (wanted < 0) throw bad('$size may not be negative');
  const matches: Predicate = (value) => isArray(value) && value.length === wanted;
  return leaf(path, matches, false);
}

function everyOf(name: string, path: Path, argument: Value): Expression {
  if (!isArray(argument)) throw bad('$all needs an array');
  if (argument.length === 0) return { matches: () => false, single: () => false };
  const inner = (v: Value): boolean => isDoc(v) && v.keys().next().value === '$elemMatch';
  if (argument.some(inner) && !argument.every(inner)) throw bad('$all with an $elemMatch needs only $elemMatch');
  return all(
    argument.map((wanted) => {
      if (isDoc(wanted) && inner(wanted)) return elemMatch(path, wanted.get('$elemMatch') ?? null);
      if (isOperators(wanted)) throw bad('no $ expressions in $all');
      return isRegex(wanted) ? fieldExpression(name, wanted) : leaf(path, equality(wanted));
    }),
  );
}

function negation(name: string, argument: Value): Expression {
  if (isRegex(argument)) return not(fieldExpression(name, argument));
  if (!isDoc(argument)) throw bad('$not needs a regex or a document');
  if (argument.size === 0) throw bad('$not cannot be empty');
  for (const key of argument.keys()) if (!key.startsWith('$')) throw bad(`unknown operator: ${key}`);
  return not(operators(name, argument));
}

function comparable(operator: string, argument: Value): Value {
  if (argument === UNDEFINED) throw bad('cannot compare to undefined');
  if (isRegex(argument) && operator !== '$eq') throw bad(`Can't have RegEx as arg to predicate over field`);
  return argument;
}

function operator(name: string, path: Path, op: string, argument: Value, siblings: Doc): Expression | undefined {
  if (!isAllowed('filter', op)) throw bad(`unknown operator: ${op}`);
  switch (op) {
    case '$eq':
      return leaf(path, equality(comparable(op, argument)));
    case '$ne':
      if (isRegex(argument)) throw bad("Can't have regex as arg to $ne.");
      return not(leaf(path, equality(comparable(op, argument))));
    case '$gt':
    case '$gte':
    case '$lt':
    case '$lte':
      return leaf(path, comparison(op, comparable(op, argument)));
    case '$in':
    case '$nin': {
      if (!isArray(argument)) throw bad(`${op} needs an array`);
      if (argument.some(isOperators)) throw bad(`cannot nest $ under ${op}`);
      if (argument.includes(UNDEFINED)) throw bad('InMatchExpression equality cannot be undefined');
      const member = leaf(path, membership(argument));
      return op === '$in' ? member : not(member);
    }
    case '$exists': {
      const present = leaf(path, (value) => value !== undefined);
      return isTrue(argument) ? present : not(present);
    }
    case '$type':
      return leaf(path, types(argument));
    case '$mod':
      return leaf(path, modulo(argument));
    case '$regex': {
      const options = siblings.get('$options');
      if (options !== undefined && typeof options !== 'string') throw bad('$options has to be a string');
      if (isRegex(argument)) {
        if (options !== undefined && argument.options !== '') throw new MongoError(51075, 'options set in both $regex and $options');
        return leaf(path, regex(argument.pattern, options ?? argument.options));
      }
      if (typeof argument !== 'string') throw bad('$regex has to be a string');
      return leaf(path, regex(argument, options ?? ''));
    }
    case '$options':
      if (!siblings.has('$regex')) throw bad('$options needs a $regex');
      return undefined;
    case '$elemMatch':
      return elemMatch(path, argument);
    case '$size':
      return size(path, argument);
    case '$all':
      return everyOf(name, path, argument);
    case '$not':
      return negation(name, argument);
    case '$bitsAllSet':
    case '$bitsAnySet':
    case '$bitsAllClear':
    case '$bitsAnyClear':
      return leaf(path, bits(op, argument));
    default:
      throw bad(`unknown operator: ${op}`);
  }
}

function operators(name: string, spec: Doc): Expression {
  const path = parsePath(name);
  const parts: Expression[] = [];
  for (const [op, argument] of spec) {
    const part = operator(name, path, op, argument, spec);
    if (part !== undefined) parts.push(part);
  }
  return all(parts);
}

export function fieldExpression(name: string, argument: Value): Expression {
  if (isOperators(argument)) return operators(name, argument);
  const path = parsePath(name);
  if (isRegex(argument)) return leaf(path, regex(argument.pattern, argument.options));
  if (typeOf(argument) === TYPE.undefined) throw bad('cannot compare to undefined');
  return leaf(path, equality(argument));
}

function branches(operator: string, argument: Value): Expression[] {
  if (!isArray(argument) || argument.length === 0) throw bad(`${operator} must be a nonempty array`);
  return argument.map((entry) => {
    if (!isDoc(entry)) throw bad('$or/$and/$nor entries need to be full objects');
    return parseFilter(entry);
  });
}

function parseTop(operator: string, argument: Value): Expression | undefined {
  if (!isAllowed('filter', operator)) throw bad(`unknown top level operator: ${operator}`);
  switch (operator) {
    case '$and':
      return all(branches(operator, argument));
    case '$or':
      return any(branches(operator, argument));
    case '$nor':
      return not(any(branches(operator, argument)));
    case '$comment':
      return undefined;
    default:
      throw bad(`unknown top level operator: ${operator}`);
  }
}

/** @throws MongoError as mongod answers for a filter it doesn't understand */
export function parseFilter(filter: Doc): Expression {
  const parts: Expression[] = [];
  for (const [name, argument] of filter) {
    const part =
      name.startsWith('$') && !['$ref', '$id', '$db'].includes(name) ? parseTop(name, argument) : fieldExpression(name, argument);
    if (part !== undefined) parts.push(part);
  }
  return all(parts);
}
