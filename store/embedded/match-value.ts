/** Tests of one value (`undefined`: the field is absent), as mongod 4.4 makes them. */
import { Buffer } from 'node:buffer';
import { compareValues, keyOf, rankOf } from './keys.ts';
import { bad } from './match-expression.ts';
import { toRegExp } from './regex.ts';
import { Decimal128 } from './decimal.ts';
import { Binary, BsonSymbol, Int32, Regex, TYPE, isArray, isNumeric, toNumber, typeOf, type NumericValue, type Value } from './values.ts';

export type Predicate = (value: Value | undefined) => boolean;

const isNaNValue = (v: Value): boolean => isNumeric(v) && Number.isNaN(toNumber(v));
const isAbsent = (v: Value | undefined): boolean =>
  v === undefined || (v !== null && typeof v === 'object' && 'bsonType' in v && v.bsonType === TYPE.undefined);

export function equality(wanted: Value): Predicate {
  if (wanted === null) return (v) => v === null || isAbsent(v);
  if (typeof wanted === 'string') return (v) => v === wanted || (v instanceof BsonSymbol && v.value === wanted);
  if (typeof wanted === 'boolean') return (v) => v === wanted;
  const rank = rankOf(wanted);
  const key = keyOf(wanted);
  return (v) => v !== undefined && rankOf(v) === rank && keyOf(v).equals(key);
}

/** Only values of the same rank compare; MinKey and MaxKey stand below and above everything; NaN equals only itself. */
export function comparison(op: '$gt' | '$gte' | '$lt' | '$lte', bound: Value): Predicate {
  const orEqual = op === '$gte' || op === '$lte';
  const below = op === '$lt' || op === '$lte';
  if (bound === null) return orEqual ? equality(null) : () => false;
  const rank = rankOf(bound);
  const type = typeOf(bound);
  if (isNaNValue(bound)) return orEqual ? (v) => v !== undefined && isNaNValue(v) : () => false;
  return (v) => {
    if (v === undefined || rankOf(v) !== rank) return type === (below ? TYPE.maxKey : TYPE.minKey);
    if (isNaNValue(v)) return false;
    const order = compareValues(v, bound);
    return order === 0 ? orEqual : order < 0 === below;
  };
}

export function membership(wanted: readonly Value[]): Predicate {
  const patterns = wanted.filter((v) => v instanceof Regex).map((r) => regex(r.pattern, r.options));
  const keys = new Set(wanted.filter((v) => !(v instanceof Regex)).map((v) => keyOf(v).toString('latin1')));
  const orAbsent = wanted.includes(null);
  return (v) => {
    if (v === undefined) return orAbsent;
    return keys.has(keyOf(v).toString('latin1')) || patterns.some((p) => p(v));
  };
}

/** A string that the pattern finds, or the same pattern stored as a value. */
export function regex(pattern: string, options: string): Predicate {
  const expression = toRegExp(pattern, options);
  return (v) => {
    if (typeof v === 'string') return expression.test(v);
    if (v instanceof BsonSymbol) return expression.test(v.value);
    return v instanceof Regex && v.pattern === pattern && v.options === options;
  };
}

const ALIASES: ReadonlyMap<string, number> = new Map(Object.entries(TYPE));
export function types(argument: Value): Predicate {
  const wanted = isArray(argument) ? argument : [argument];
  if (wanted.length === 0) throw bad('$type must match at least one type');
  const codes = new Set<number>();
  for (const t of wanted) {
    if (t === 'number') for (const code of [TYPE.double, TYPE.int, TYPE.long, TYPE.decimal]) codes.add(code);
    else if (typeof t === 'string') {
      const code = ALIASES.get(t);
      if (code === undefined) throw bad(`Unknown type name alias: ${t}`);
      codes.add(code);
    } else if (isNumeric(t)) {
      const code = toNumber(t);
      if (![...ALIASES.values()].includes(code)) throw bad(`Invalid numerical type code: ${code}`);
      codes.add(code);
    } else throw bad('type must be represented as a number or a string');
  }
  return (v) => v !== undefined && codes.has(typeOf(v));
}

/** Toward zero, clamped to int64; NaN is 0: mongod's safeNumberLong. */
function safeLong(v: NumericValue): bigint {
  const clamp = (n: bigint): bigint =>
    n > 0x7fffffffffffffffn ? 0x7fffffffffffffffn : n < -0x8000000000000000n ? -0x8000000000000000n : n;
  if (typeof v === 'bigint') return v;
  if (v instanceof Int32) return BigInt(v.value);
  const d = toNumber(v);
  if (Number.isNaN(d)) return 0n;
  if (!Number.isFinite(d)) return d > 0 ? 0x7fffffffffffffffn : -0x8000000000000000n;
  return clamp(v instanceof Decimal128 ? (v.truncate() ?? 0n) : BigInt(Math.trunc(d)));
}

export function modulo(argument: Value): Predicate {
  if (!isArray(argument)) throw bad('malformed mod, needs to be an array');
  if (argument.length < 2) throw bad('malformed mod, not enough elements');
  if (argument.length > 2) throw bad('malformed mod, too many elements');
  const [divisor, wanted] = argument;
  if (!isNumeric(divisor)) throw bad('malformed mod, divisor not a number');
  if (!isNumeric(wanted)) throw bad('malformed mod, remainder not a number');
  const by = safeLong(divisor);
  const rest = safeLong(wanted);
  if (by === 0n) throw bad('divisor cannot be 0');
  return (v) => isNumeric(v) && safeLong(v) % by === rest;
}

export function bits(op: '$bitsAllSet' | '$bitsAnySet' | '$bitsAllClear' | '$bitsAnyClear', argument: Value): Predicate {
  let mask: bigint;
  if (isNumeric(argument)) {
    if (!Number.isInteger(toNumber(argument)) || toNumber(argument) < 0) throw bad('bit mask must be a nonnegative integer');
    mask = safeLong(argument);
  } else if (isArray(argument)) {
    mask = 0n;
    for (const position of argument) {
      if (!isNumeric(position) || !Number.isInteger(toNumber(position)) || toNumber(position) < 0)
        throw bad('bit positions must be integers >= 0');
      mask |= 1n << safeLong(position);
    }
  } else if (argument instanceof Binary) mask = littleEndian(argument.bytes);
  else throw bad(`${op} takes an Array, a number, or a BinData`);
  return (v) => {
    let value: bigint;
    if (v instanceof Binary) value = littleEndian(v.bytes);
    else if (isNumeric(v) && Number.isInteger(toNumber(v)) && Math.abs(toNumber(v)) < 2 ** 63) value = safeLong(v);
    else return false;
    const set = value & mask;
    if (op === '$bitsAllSet') return set === mask;
    if (op === '$bitsAnySet') return set !== 0n;
    return op === '$bitsAllClear' ? set === 0n : set !== mask;
  };
}
function littleEndian(bytes: Uint8Array): bigint {
  const hex = Buffer.from(bytes).reverse().toString('hex');
  return hex === '' ? 0n : BigInt(`0x${hex}`);
}
