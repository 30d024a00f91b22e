/**
 * Order-preserving bytes: `Buffer.compare(key(a), key(b))` is the order in which mongod 4.4 puts a and b. Index entries are made of
 * them and every comparison of values goes through them, so an index can't disagree with a scan.
 */
import { Buffer } from 'node:buffer';
import { Decimal128 } from './decimal.ts';
import {
  Binary,
  BsonSymbol,
  Code,
  CodeWithScope,
  DateTime,
  DbPointer,
  Int32,
  ObjectId,
  Regex,
  TYPE,
  Timestamp,
  typeOf,
  type NumericValue,
  type TypeCode,
  type Value,
} from './values.ts';

/** mongod's canonical order of types: values of different rank never compare as equal. */
const RANK: Readonly<Record<TypeCode, number>> = {
  [TYPE.minKey]: 10,
  [TYPE.undefined]: 15,
  [TYPE.null]: 20,
  [TYPE.int]: 30,
  [TYPE.long]: 30,
  [TYPE.double]: 30,
  [TYPE.decimal]: 30,
  [TYPE.string]: 60,
  [TYPE.symbol]: 60,
  [TYPE.object]: 70,
  [TYPE.array]: 80,
  [TYPE.binData]: 90,
  [TYPE.objectId]: 100,
  [TYPE.bool]: 110,
  [TYPE.date]: 120,
  [TYPE.timestamp]: 130,
  [TYPE.regex]: 140,
  [TYPE.dbPointer]: 150,
  [TYPE.javascript]: 160,
  [TYPE.javascriptWithScope]: 170,
  [TYPE.maxKey]: 240,
};
export const rankOf = (v: Value): number => RANK[typeOf(v)];

let out = Buffer.allocUnsafe(1 << 16);
let at = 0;
function room(n: number): number {
  if (at + n > out.length) {
    const larger = Buffer.allocUnsafe(Math.max(out.length * 2, at + n));
    out.copy(larger, 0, 0, at);
    out = larger;
  }
  const start = at;
  at += n;
  return start;
}
function byte(v: number): void {
  const start = room(1);
  out[start] = v;
}

/** UTF-8, zero bytes escaped as 00 FF, ended by 00 00. */
function text(s: string): void {
  const length = Buffer.byteLength(s);
  const start = room(length);
  out.write(s, start, 'utf8');
  if (out.subarray(start, at).includes(0)) {
    const plain = Buffer.from(out.subarray(start, at));
    at = start;
    for (const b of plain) {
      byte(b);
      if (b === 0) byte(0xff);
    }
  }
  byte(0);
  byte(0);
}

const bits = new DataView(new ArrayBuffer(8));
function nextTowardZero(d: number): number {
  if (d === 0) return d;
  if (!Number.isFinite(d)) return d > 0 ? Number.MAX_VALUE : -Number.MAX_VALUE;
  bits.setFloat64(0, d);
  bits.setBigUint64(0, bits.getBigUint64(0) - 1n);
  return bits.getFloat64(0);
}

/** |a| against |b| for a finite double a and a finite decimal b, exactly: negative, zero or positive. */
function compareMagnitude(a: number, b: Decimal128): number {
  bits.setFloat64(0, Math.abs(a));
  const raw = bits.getBigUint64(0);
  const biased = Number(raw >> 52n);
  let left = (raw & 0xfffffffffffffn) | (biased === 0 ? 0n : 1n << 52n);
  let right = b.coefficient;
  const power = Math.max(biased, 1) - 1075;
  if (power > 0) left <<= BigInt(power);
  else right <<= BigInt(-power);
  if (b.exponent > 0) right *= 10n ** BigInt(b.exponent);
  else left *= 10n ** BigInt(-b.exponent);
  return left > right ? 1 : left < right ? -1 : 0;
}

function double(d: number): void {
  const start = room(8);
  if (Number.isNaN(d)) {
    out.fill(0, start, start + 8);
    return;
  }
  bits.setFloat64(0, d);
  const negative = bits.getUint8(0) >= 0x80;
  for (let i = 0; i < 8; i++) {
    const b = bits.getUint8(i);
    out[start + i] = negative ? ~b : i === 0 ? b | 0x80 : b;
  }
}

/** What is left between the double toward zero and the exact value: its decimal digits, in an order-preserving form. */
function remainder(negative: boolean, coefficient: bigint, exponent: number): void {
  const start = at;
  const shown = coefficient.toString();
  const scale = shown.length + exponent + 20_000;
  byte(scale >> 8);
  byte(scale & 0xff);
  for (const c of shown.replace(/0+$/, '')) byte(c.charCodeAt(0));
  byte(0);
  if (negative) for (let i = start; i < at; i++) out[i] = ~(out[i] ?? 0);
}

function numeric(v: NumericValue): void {
  if (typeof v === 'number' || v instanceof Int32) {
    const d = typeof v === 'number' ? v : v.value;
    double(d === 0 ? 0 : d);
    byte(0x80);
    return;
  }
  if (typeof v === 'bigint') {
    let d = Number(v);
    const exact = BigInt(d);
    const magnitude = v < 0n ? -v : v;
    if ((exact < 0n ? -exact : exact) > magnitude) d = nextTowardZero(d);
    double(d);
    if (exact === v) byte(0x80);
    else {
      byte(v < 0n ? 0x7f : 0x81);
      remainder(v < 0n, magnitude, 0);
    }
    return;
  }
  if (v.kind !== 'finite') {
    double(v.kind === 'nan' ? NaN : v.negative ? -Infinity : Infinity);
    byte(0x80);
    return;
  }
  if (v.coefficient === 0n) {
    double(0);
    byte(0x80);
    return;
  }
  let d = v.toNumber();
  if (!Number.isFinite(d) || compareMagnitude(d, v) > 0) d = nextTowardZero(d);
  if (d === 0) d = v.negative ? -0 : 0;
  double(d);
  if (d !== 0 && compareMagnitude(d, v) === 0) byte(0x80);
  else {
    byte(v.negative ? 0x7f : 0x81);
    remainder(v.negative, v.coefficient, v.exponent);
  }
}

function int64(v: bigint): void {
  const start = room(8);
  out.writeBigUInt64BE(BigInt.asUintN(64, v) ^ 0x8000000000000000n, start);
}
function bytes(v: Uint8Array): void {
  const start = room(v.length);
  out.set(v, start);
}

function put(v: Value): void {
  byte(rankOf(v));
  if (typeof v === 'string') return text(v);
  if (typeof v === 'number' || typeof v === 'bigint') return numeric(v);
  if (typeof v === 'boolean') return byte(v ? 1 : 0);
  if (v === null) return;
  if (v instanceof Map) {
    for (const [name, field] of v) {
      byte(rankOf(field));
      text(name);
      put(field);
    }
    return byte(0);
  }
  if (Array.isArray(v)) {
    for (const element of v) put(element);
    return byte(0);
  }
  if (v instanceof Int32 || v instanceof Decimal128) return numeric(v);
  if (v instanceof ObjectId) return bytes(v.bytes);
  if (v instanceof DateTime) return int64(v.ms);
  if (v instanceof Binary) {
    const start = room(5);
    out.writeUInt32BE(v.bytes.length, start);
    out[start + 4] = v.subtype;
    return bytes(v.bytes);
  }
  if (v instanceof Timestamp) {
    const start = room(8);
    out.writeBigUInt64BE(v.value, start);
    return;
  }
  if (v instanceof Regex) {
    text(v.pattern);
    return text(v.options);
  }
  if (v instanceof BsonSymbol) return text(v.value);
  if (v instanceof Code) return text(v.code);
  if (v instanceof CodeWithScope) {
    text(v.code);
    return put(v.scope);
  }
  if (v instanceof DbPointer) {
    text(v.namespace);
    bytes(v.id);
  }
}

/** The key of a value; an absent value has that of null. */
export function keyOf(v: Value | undefined): Buffer {
  at = 0;
  put(v ?? null);
  return Buffer.from(out.subarray(0, at));
}

export function compareValues(a: Value, b: Value): number {
  if (typeof a === 'number' && typeof b === 'number' && a === a && b === b) return a < b ? -1 : a > b ? 1 : 0;
  const byRank = rankOf(a) - rankOf(b);
  if (byRank !== 0) return byRank;
  if (a instanceof Int32 && b instanceof Int32) return a.value - b.value;
  return Buffer.compare(keyOf(a), keyOf(b));
}
export function equalValues(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (typeof a === 'string' && typeof b === 'string') return false;
  return rankOf(a) === rankOf(b) && compareValues(a, b) === 0;
}

/** The first key behind every key that starts with `prefix`. */
export function after(prefix: Uint8Array): Buffer {
  const end = Buffer.from(prefix);
  for (let i = end.length - 1; i >= 0; i--) {
    const b = end[i] ?? 0;
    if (b !== 0xff) {
      end[i] = b + 1;
      return end.subarray(0, i + 1);
    }
  }
  return Buffer.alloc(64, 0xff);
}
/** The same key in descending order. */
export function inverted(key: Buffer): Buffer {
  const turned = Buffer.allocUnsafe(key.length);
  for (let i = 0; i < key.length; i++) turned[i] = ~(key[i] ?? 0);
  return turned;
}
