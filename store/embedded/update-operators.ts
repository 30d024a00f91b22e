/** What each update operator does to the value at its path (src/mongo/db/update/, 4.4). */
import { isAllowed } from './allow-list.ts';
import { equalValues, compareValues } from './keys.ts';
import { keyField, sorted, type KeyField } from './index-keys.ts';
import { isOperators, parseFilter, fieldExpression } from './match.ts';
import { MongoError } from './mongo-error.ts';
import { add, isInteger, multiply, toBigInt } from './number-arithmetic.ts';
import {
  DateTime,
  Int32,
  Regex,
  Timestamp,
  clone,
  isArray,
  isDoc,
  isNumeric,
  toNumber,
  typeName,
  type Doc,
  type NumericValue,
  type Value,
} from './values.ts';

/** New value for the old one (`undefined`: the field is absent, before or after). */
export type Change = (old: Value | undefined, now: bigint) => Value | undefined;
export interface Operator {
  /** Whether a missing path is created; operators that only take away leave it. */
  readonly creates: boolean;
  /** Reads the operator's argument. @throws MongoError before any document is touched */
  readonly parse: (argument: Value, path: string) => Change;
}

const bad = (message: string): MongoError => new MongoError('BadValue', message);
const mismatch = (message: string): MongoError => new MongoError('TypeMismatch', message);

function arithmetic(
  name: string,
  compute: (a: NumericValue, b: NumericValue) => NumericValue | undefined,
  absent: (b: NumericValue) => Value,
): Operator {
  return {
    creates: true,
    parse: (argument, path) => {
      if (!isNumeric(argument)) throw mismatch(`Cannot ${name} with non-numeric argument: {${path}: ${typeName(argument)}}`);
      return (old) => {
        if (old === undefined) return absent(argument);
        if (!isNumeric(old)) throw mismatch(`Cannot apply $${name} to a value of non-numeric type: field '${path}' is ${typeName(old)}`);
        const result = compute(old, argument);
        if (result === undefined) throw bad(`Failed to apply $${name} operations to current value`);
        return result;
      };
    },
  };
}

function zeroLike(v: NumericValue): Value {
  return multiply(v, new Int32(0)) ?? 0n;
}

const extreme = (wins: (order: number) => boolean): Operator => ({
  creates: true,
  parse: (argument) => (old) => (old === undefined || wins(compareValues(argument, old)) ? clone(argument) : old),
});

const setting: Operator = { creates: true, parse: (argument) => () => clone(argument) };

function wholeNumber(v: Value, what: string): number {
  if (!isNumeric(v) || !Number.isInteger(toNumber(v)))
    throw bad(`The value for ${what} must be an integer value but was given type: ${typeName(v)}`);
  return toNumber(v);
}

function pushOrder(argument: Value): (array: Value[]) => Value[] {
  if (isNumeric(argument)) {
    const direction = toNumber(argument);
    if (direction !== 1 && direction !== -1) throw bad('The $sort element value must be either 1 or -1');
    return (array) => array.toSorted((a, b) => compareValues(a, b) * direction);
  }
  if (!isDoc(argument)) throw bad('The $sort is invalid: use 1/-1 to sort the whole element, or {field:1/-1} to sort embedded fields');
  if (argument.size === 0) throw bad('The $sort pattern is empty when it should be a set of fields.');
  const fields: KeyField[] = [...argument].map(([name, v]) => {
    const direction = isNumeric(v) ? toNumber(v) : 0;
    if (direction !== 1 && direction !== -1) throw bad('The $sort element value must be either 1 or -1');
    if (name === '' || name.split('.').includes('')) throw bad('The $sort field is a dotted field but has an empty part');
    return keyField(name, direction);
  });
  return (array) => sorted(array, fields, (v) => (isDoc(v) ? v : new Map()));
}

const push: Operator = {
  creates: true,
  parse: (argument, path) => {
    let added: readonly Value[] = [argument];
    let position: number | undefined;
    let slice: number | undefined;
    let order: ((array: Value[]) => Value[]) | undefined;
    if (isDoc(argument) && argument.has('$each')) {
      const each = argument.get('$each');
      if (!isArray(each)) throw bad('The argument to $each in $push must be an array');
      added = each;
      for (const [name, v] of argument) {
        if (!isAllowed('update modifier', name)) throw bad(`Unrecognized clause in $push: ${name}`);
        if (name === '$position') position = wholeNumber(v, '$position');
        else if (name === '$slice') slice = wholeNumber(v, '$slice');
        else if (name === '$sort') order = pushOrder(v);
      }
    }
    return (old) => {
      if (old !== undefined && !isArray(old)) throw bad(`The field '${path}' must be an array but is of type ${typeName(old)}`);
      let array = [...(old ?? [])];
      const at =
        position === undefined ? array.length : position < 0 ? Math.max(0, array.length + position) : Math.min(position, array.length);
      array.splice(at, 0, ...added.map(clone));
      if (order !== undefined) array = order(array);
      if (slice !== undefined) array = slice >= 0 ? array.slice(0, slice) : array.slice(slice);
      return array;
    };
  },
};

const addToSet: Operator = {
  creates: true,
  parse: (argument, path) => {
    let added: readonly Value[] = [argument];
    if (isDoc(argument) && argument.keys().next().value === '$each') {
      const each = argument.get('$each');
      if (!isArray(each)) throw mismatch('The argument to $each in $addToSet must be an array');
      if (argument.size > 1) throw bad('Found unexpected fields after $each in $addToSet');
      added = each;
    }
    return (old) => {
      if (old !== undefined && !isArray(old))
        throw bad(`Cannot apply $addToSet to non-array field. Field named '${path}' has type ${typeName(old)}`);
      const array = [...(old ?? [])];
      for (const v of added) if (!array.some((x) => equalValues(x, v))) array.push(clone(v));
      return array;
    };
  },
};

/** Removes elements; a missing field stays missing. */
function culling(test: (argument: Value) => (element: Value) => boolean): Operator {
  return {
    creates: false,
    parse: (argument) => {
      const unwanted = test(argument);
      return (old) => {
        if (old === undefined) return undefined;
        if (!isArray(old)) throw bad('Cannot apply $pull to a non-array value');
        return old.filter((element) => !unwanted(element));
      };
    },
  };
}
const pull = culling((argument) => {
  if (isOperators(argument) || argument instanceof Regex) return fieldExpression('', argument).single;
  if (!isDoc(argument)) return (element) => equalValues(element, argument);
  const filter = parseFilter(argument);
  return (element) => isDoc(element) && filter.matches(element);
});
const pullAll = culling((argument) => {
  if (!isArray(argument)) throw bad(`$pullAll requires an array argument but was given a ${typeName(argument)}`);
  return (element) => argument.some((v) => equalValues(v, element));
});

const pop: Operator = {
  creates: false,
  parse: (argument, path) => {
    const side = isNumeric(argument) ? toNumber(argument) : 0;
    if (side !== 1 && side !== -1) throw new MongoError('FailedToParse', `$pop expects 1 or -1 in: ${path}`);
    return (old) => {
      if (old === undefined) return undefined;
      if (!isArray(old)) throw mismatch(`Path '${path}' contains an element of non-array type '${typeName(old)}'`);
      return side === 1 ? old.slice(0, -1) : old.slice(1);
    };
  },
};

type BitOperation = (a: bigint, b: bigint) => bigint;
const BIT: ReadonlyMap<string, BitOperation> = new Map<string, BitOperation>([
  ['and', (a, b) => a & b],
  ['or', (a, b) => a | b],
  ['xor', (a, b) => a ^ b],
]);
const bit: Operator = {
  creates: true,
  parse: (argument, path) => {
    if (!isDoc(argument)) throw bad(`The $bit modifier is not compatible with a ${typeName(argument)}`);
    if (argument.size === 0) throw bad('You must pass in at least one bitwise operation. The format is: {$bit: {field: {and/or/xor: #}}');
    const steps = [...argument].map(([name, v]) => {
      const operation = BIT.get(name);
      if (operation === undefined) throw bad(`The $bit modifier only supports 'and', 'or', and 'xor', not '${name}'`);
      if (!isNumeric(v) || !isInteger(v)) throw bad(`The $bit modifier field must be an Integer(32/64 bit): ${path}`);
      return { operation, operand: v };
    });
    return (old) => {
      let value: Value = old === undefined ? new Int32(0) : old;
      for (const { operation, operand } of steps) {
        if (!isNumeric(value) || !isInteger(value))
          throw bad(`Cannot apply $bit to a value of non-integral type: ${path} is ${typeName(value)}`);
        const result: bigint = BigInt.asIntN(64, operation(toBigInt(value), toBigInt(operand)));
        value = value instanceof Int32 && operand instanceof Int32 ? new Int32(Number(BigInt.asIntN(32, result))) : result;
      }
      return value;
    };
  },
};

function dateKind(argument: Value): 'date' | 'timestamp' {
  if (typeof argument === 'boolean') return 'date';
  if (!isDoc(argument))
    throw bad(`${typeName(argument)} is not valid type for $currentDate. Please use a boolean ('true') or a $type expression`);
  for (const name of argument.keys()) if (name !== '$type') throw bad(`Unrecognized $currentDate option: ${name}`);
  const kind = argument.get('$type');
  if (kind === 'date' || kind === 'timestamp') return kind;
  throw bad("The '$type' string field is required to be 'date' or 'timestamp'");
}
const currentDate: Operator = {
  creates: true,
  parse: (argument) => {
    const kind = dateKind(argument);
    return (_old, now) => (kind === 'date' ? new DateTime(now) : new Timestamp(((now / 1000n) << 32n) | 1n));
  },
};

/** $rename is not here: it has two paths. */
export const OPERATORS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ['$set', setting],
  ['$setOnInsert', setting],
  ['$unset', { creates: false, parse: () => () => undefined }],
  ['$inc', arithmetic('inc', add, (v) => v)],
  ['$mul', arithmetic('mul', multiply, zeroLike)],
  ['$min', extreme((order) => order < 0)],
  ['$max', extreme((order) => order > 0)],
  ['$push', push],
  ['$addToSet', addToSet],
  ['$pull', pull],
  ['$pullAll', pullAll],
  ['$pop', pop],
  ['$bit', bit],
  ['$currentDate', currentDate],
]);

export type ArrayFilters = ReadonlyMap<string, (element: Value) => boolean>;

/** Filters named in `$[name]`: each document has one top-level field, the name. */
export function parseArrayFilters(filters: readonly Value[]): ArrayFilters {
  const named = new Map<string, (element: Value) => boolean>();
  for (const filter of filters) {
    if (!isDoc(filter)) throw mismatch('Array filters must be documents');
    const names = new Set(topLevelNames(filter));
    const [name] = names;
    if (name === undefined || names.size !== 1)
      throw new MongoError('FailedToParse', 'Error parsing array filter: expected a single top-level field name');
    if (!/^[a-z][a-zA-Z0-9]*$/.test(name)) throw bad(`Error parsing array filter: the top-level field name must be alphanumeric: ${name}`);
    if (named.has(name)) throw new MongoError('FailedToParse', `Found multiple array filters with the same top-level field name ${name}`);
    const expression = parseFilter(filter);
    named.set(name, (element) => expression.matches(new Map([[name, element]])));
  }
  return named;
}
function topLevelNames(filter: Doc): string[] {
  return [...filter].flatMap(([key, v]) => {
    if (key.startsWith('$') && isArray(v)) return v.flatMap((x) => (isDoc(x) ? topLevelNames(x) : []));
    return [key.split('.')[0] ?? ''];
  });
}
