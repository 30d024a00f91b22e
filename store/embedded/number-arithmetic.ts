/** Arithmetic that keeps BSON's number types: int32 grows into int64, a double or a Decimal128 wins (mongod's SafeNum). */
import { Decimal128 } from './decimal.ts';
import { Int32, toNumber, type NumericValue } from './values.ts';

const MIN32 = -0x80000000n;
const MAX32 = 0x7fffffffn;
const MIN64 = -0x8000000000000000n;
const MAX64 = 0x7fffffffffffffffn;

export const isInteger = (v: NumericValue): v is bigint | Int32 => typeof v === 'bigint' || v instanceof Int32;
export const toBigInt = (v: bigint | Int32): bigint => (typeof v === 'bigint' ? v : BigInt(v.value));
export function toDecimal(v: NumericValue): Decimal128 {
  if (v instanceof Decimal128) return v;
  return typeof v === 'number' ? Decimal128.fromDouble(v) : Decimal128.fromBigInt(toBigInt(v));
}

interface Operation {
  readonly integers: (a: bigint, b: bigint) => bigint;
  readonly doubles: (a: number, b: number) => number;
  readonly decimals: (a: Decimal128, b: Decimal128) => Decimal128;
}
const ADD: Operation = { integers: (a, b) => a + b, doubles: (a, b) => a + b, decimals: (a, b) => a.add(b) };
const MULTIPLY: Operation = { integers: (a, b) => a * b, doubles: (a, b) => a * b, decimals: (a, b) => a.multiply(b) };

/** @returns undefined when int64 overflows */
function apply(a: NumericValue, b: NumericValue, op: Operation): NumericValue | undefined {
  if (a instanceof Decimal128 || b instanceof Decimal128) return op.decimals(toDecimal(a), toDecimal(b));
  if (!isInteger(a) || !isInteger(b)) return op.doubles(toNumber(a), toNumber(b));
  const result = op.integers(toBigInt(a), toBigInt(b));
  if (a instanceof Int32 && b instanceof Int32 && result >= MIN32 && result <= MAX32) return new Int32(Number(result));
  return result >= MIN64 && result <= MAX64 ? result : undefined;
}
export const add = (a: NumericValue, b: NumericValue): NumericValue | undefined => apply(a, b, ADD);
export const multiply = (a: NumericValue, b: NumericValue): NumericValue | undefined => apply(a, b, MULTIPLY);
