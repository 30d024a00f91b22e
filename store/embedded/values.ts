/**
 * BSON values as this store holds them: every BSON type is a different thing in memory, so that int32, int64, double and
 * Decimal128 survive a round trip. A double is a JS number, an int64 a bigint; a document is a Map, which (unlike an object)
 * keeps fields such as "9" and "__proto__" where they were.
 */
import type { Decimal128 } from './decimal.ts';

export type Doc = Map<string, Value>;
export type Value =
  | null
  | boolean
  | string
  | number
  | bigint
  | Int32
  | Decimal128
  | Doc
  | Value[]
  | Binary
  | ObjectId
  | DateTime
  | Regex
  | Timestamp
  | Code
  | CodeWithScope
  | BsonSymbol
  | DbPointer
  | Marker;

/** BSON type codes (bsonspec.org). */
export const TYPE = {
  double: 1,
  string: 2,
  object: 3,
  array: 4,
  binData: 5,
  undefined: 6,
  objectId: 7,
  bool: 8,
  date: 9,
  null: 10,
  regex: 11,
  dbPointer: 12,
  javascript: 13,
  symbol: 14,
  javascriptWithScope: 15,
  int: 16,
  timestamp: 17,
  long: 18,
  decimal: 19,
  minKey: -1,
  maxKey: 127,
} as const;
export type TypeCode = (typeof TYPE)[keyof typeof TYPE];

export class Int32 {
  readonly bsonType = TYPE.int;
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}
export class Binary {
  readonly bsonType = TYPE.binData;
  readonly subtype: number;
  readonly bytes: Uint8Array;
  constructor(subtype: number, bytes: Uint8Array) {
    this.subtype = subtype;
    this.bytes = bytes;
  }
}
export class ObjectId {
  readonly bsonType = TYPE.objectId;
  readonly bytes: Uint8Array;
  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }
}
/** Milliseconds since 1970 as BSON has them: any int64, also what a JS Date can't hold. */
export class DateTime {
  readonly bsonType = TYPE.date;
  readonly ms: bigint;
  constructor(ms: bigint) {
    this.ms = ms;
  }
}
export class Regex {
  readonly bsonType = TYPE.regex;
  readonly pattern: string;
  readonly options: string;
  constructor(pattern: string, options: string) {
    this.pattern = pattern;
    this.options = options;
  }
}
export class Timestamp {
  readonly bsonType = TYPE.timestamp;
  readonly value: bigint;
  constructor(value: bigint) {
    this.value = value;
  }
}
export class Code {
  readonly bsonType = TYPE.javascript;
  readonly code: string;
  constructor(code: string) {
    this.code = code;
  }
}
export class CodeWithScope {
  readonly bsonType = TYPE.javascriptWithScope;
  readonly code: string;
  readonly scope: Doc;
  constructor(code: string, scope: Doc) {
    this.code = code;
    this.scope = scope;
  }
}
export class BsonSymbol {
  readonly bsonType = TYPE.symbol;
  readonly value: string;
  constructor(value: string) {
    this.value = value;
  }
}
export class DbPointer {
  readonly bsonType = TYPE.dbPointer;
  readonly namespace: string;
  readonly id: Uint8Array;
  constructor(namespace: string, id: Uint8Array) {
    this.namespace = namespace;
    this.id = id;
  }
}
/** The types that have exactly one value. */
export class Marker {
  readonly bsonType: typeof TYPE.minKey | typeof TYPE.maxKey | typeof TYPE.undefined;
  constructor(bsonType: typeof TYPE.minKey | typeof TYPE.maxKey | typeof TYPE.undefined) {
    this.bsonType = bsonType;
  }
}
export const MIN_KEY = new Marker(TYPE.minKey);
export const MAX_KEY = new Marker(TYPE.maxKey);
/** BSON's deprecated type 6; a field that is absent is JS `undefined`. */
export const UNDEFINED = new Marker(TYPE.undefined);

export function typeOf(v: Value): TypeCode {
  if (typeof v === 'number') return TYPE.double;
  if (typeof v === 'string') return TYPE.string;
  if (typeof v === 'boolean') return TYPE.bool;
  if (typeof v === 'bigint') return TYPE.long;
  if (v === null) return TYPE.null;
  if (v instanceof Map) return TYPE.object;
  return Array.isArray(v) ? TYPE.array : v.bsonType;
}

/** The name that `$type` and error texts use. */
export function typeName(v: Value): string {
  const code = typeOf(v);
  return Object.entries(TYPE).find(([, c]) => c === code)?.[0] ?? 'unknown';
}

export const isDoc = (v: Value | undefined): v is Doc => v instanceof Map;
export const isArray = (v: Value | undefined): v is Value[] => Array.isArray(v);

export type NumericValue = number | bigint | Int32 | Decimal128;
export function isNumeric(v: Value | undefined): v is NumericValue {
  if (v === undefined || v === null) return false;
  if (typeof v === 'number' || typeof v === 'bigint') return true;
  return typeof v === 'object' && 'bsonType' in v && (v.bsonType === TYPE.int || v.bsonType === TYPE.decimal);
}

/** The nearest double; for sizes, limits and flags, never for stored arithmetic. */
export function toNumber(v: NumericValue): number {
  if (typeof v === 'number') return v;
  if (typeof v === 'bigint') return Number(v);
  return v instanceof Int32 ? v.value : v.toNumber();
}

/** Truth as mongod's `trueValue`: false, null, undefined, missing and every zero are false. */
export function isTrue(v: Value | undefined): boolean {
  if (v === undefined || v === null || v === false || v === UNDEFINED) return false;
  return isNumeric(v) ? toNumber(v) !== 0 : true;
}

export const int = (n: number): Int32 => new Int32(n);

/** A document from pairs, for replies. */
export function doc(...fields: readonly (readonly [string, Value])[]): Doc {
  return new Map(fields);
}
/** Counts in replies are int32 as mongod's. */
export function count(n: number): Value {
  return n <= 0x7fffffff ? new Int32(n) : BigInt(n);
}
export function clone(v: Value): Value {
  if (Array.isArray(v)) return v.map(clone);
  if (v instanceof Map) return new Map([...v].map(([k, x]) => [k, clone(x)]));
  return v;
}
