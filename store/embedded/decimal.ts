/**
 * IEEE 754-2008 decimal128 as BSON stores it (binary integer decimal encoding), with the arithmetic that updates and sums need.
 * Value = sign · coefficient · 10^exponent; at most 34 digits, rounded half to even.
 */
const BIAS = 6176;
const MAX_EXPONENT = 6111;
const MAX_COEFFICIENT = 10n ** 34n - 1n;
const digits = (n: bigint): number => (n === 0n ? 1 : n.toString().length);

export type DecimalKind = 'finite' | 'infinite' | 'nan';

export class Decimal128 {
  /** `TYPE.decimal`, which can't be imported: values.ts knows this class. */
  readonly bsonType = 19;
  readonly kind: DecimalKind;
  readonly negative: boolean;
  readonly coefficient: bigint;
  readonly exponent: number;

  constructor(kind: DecimalKind, negative: boolean, coefficient = 0n, exponent = 0) {
    this.kind = kind;
    this.negative = negative;
    this.coefficient = coefficient;
    this.exponent = exponent;
  }

  static fromBytes(bytes: Uint8Array): Decimal128 {
    const view = new DataView(bytes.buffer, bytes.byteOffset, 16);
    const high = view.getBigUint64(8, true);
    const negative = high >> 63n === 1n;
    const combination = Number((high >> 58n) & 0x1fn);
    if (combination === 31) return new Decimal128('nan', negative);
    if (combination === 30) return new Decimal128('infinite', negative);
    if (combination >> 3 === 3) return new Decimal128('finite', negative, 0n, Number((high >> 47n) & 0x3fffn) - BIAS);
    const coefficient = ((high & 0x1ffffffffffffn) << 64n) | view.getBigUint64(0, true);
    const exponent = Number((high >> 49n) & 0x3fffn) - BIAS;
    // Non-canonical coefficients are read as zero (IEEE 754-2008, 3.5.2).
    return new Decimal128('finite', negative, coefficient > MAX_COEFFICIENT ? 0n : coefficient, exponent);
  }

  toBytes(): Uint8Array {
    const bytes = new Uint8Array(16);
    const view = new DataView(bytes.buffer);
    const sign = this.negative ? 1n << 63n : 0n;
    if (this.kind === 'nan') view.setBigUint64(8, sign | (31n << 58n), true);
    else if (this.kind === 'infinite') view.setBigUint64(8, sign | (30n << 58n), true);
    else {
      view.setBigUint64(0, BigInt.asUintN(64, this.coefficient), true);
      view.setBigUint64(8, sign | (BigInt(this.exponent + BIAS) << 49n) | (this.coefficient >> 64n), true);
    }
    return bytes;
  }

  static fromBigInt(n: bigint): Decimal128 {
    return Decimal128.rounded(n < 0n, n < 0n ? -n : n, 0);
  }

  /** As mongod converts a double for mixed arithmetic: 15 significant digits. */
  static fromDouble(n: number): Decimal128 {
    if (Number.isNaN(n)) return new Decimal128('nan', false);
    const negative = n < 0 || Object.is(n, -0);
    if (!Number.isFinite(n)) return new Decimal128('infinite', negative);
    if (n === 0) return new Decimal128('finite', negative, 0n, 0);
    const [mantissa = '0', exponent = '0'] = Math.abs(n).toExponential(14).split('e');
    let coefficient = BigInt(mantissa.replace('.', ''));
    let scale = Number(exponent) - 14;
    while (coefficient % 10n === 0n) {
      coefficient /= 10n;
      scale++;
    }
    if (scale > 0) {
      coefficient *= 10n ** BigInt(scale);
      scale = 0;
    }
    return Decimal128.rounded(negative, coefficient, scale);
  }

  static rounded(negative: boolean, coefficient: bigint, exponent: number): Decimal128 {
    let c = coefficient;
    let e = exponent;
    const over = Math.max(digits(c) - 34, -BIAS - e);
    if (over > 0) {
      const unit = 10n ** BigInt(over);
      const rest = c % unit;
      c /= unit;
      e += over;
      const half = unit / 2n;
      if (rest > half || (rest === half && (c & 1n) === 1n)) c += 1n;
      if (c > MAX_COEFFICIENT) {
        c /= 10n;
        e++;
      }
    }
    while (e > MAX_EXPONENT && c !== 0n && digits(c) < 34) {
      c *= 10n;
      e--;
    }
    if (e > MAX_EXPONENT) return c === 0n ? new Decimal128('finite', negative, 0n, MAX_EXPONENT) : new Decimal128('infinite', negative);
    return new Decimal128('finite', negative, c, e);
  }

  get signed(): bigint {
    return this.negative ? -this.coefficient : this.coefficient;
  }

  add(other: Decimal128): Decimal128 {
    if (this.kind === 'nan' || other.kind === 'nan') return new Decimal128('nan', false);
    if (this.kind === 'infinite')
      return other.kind === 'infinite' && other.negative !== this.negative ? new Decimal128('nan', false) : this;
    if (other.kind === 'infinite') return other;
    // Far apart, the smaller one only rounds: bringing both to one exponent would build a number of thousands of digits.
    const exponent = Math.min(this.exponent, other.exponent);
    const a = this.signed * 10n ** BigInt(this.exponent - exponent);
    const b = other.signed * 10n ** BigInt(other.exponent - exponent);
    const sum = a + b;
    const negative = sum === 0n ? this.negative && other.negative : sum < 0n;
    return Decimal128.rounded(negative, sum < 0n ? -sum : sum, exponent);
  }

  multiply(other: Decimal128): Decimal128 {
    const negative = this.negative !== other.negative;
    if (this.kind === 'nan' || other.kind === 'nan') return new Decimal128('nan', false);
    if (this.kind === 'infinite' || other.kind === 'infinite') {
      const zero = (d: Decimal128): boolean => d.kind === 'finite' && d.coefficient === 0n;
      return zero(this) || zero(other) ? new Decimal128('nan', false) : new Decimal128('infinite', negative);
    }
    const exponent = Math.max(this.exponent + other.exponent, -BIAS);
    return Decimal128.rounded(negative, this.coefficient * other.coefficient, exponent);
  }

  /** Rounded to 34 digits, with the trailing zeros of an exact quotient removed. */
  divide(divisor: bigint): Decimal128 {
    if (this.kind !== 'finite') return this;
    const scale = 40;
    let quotient = (this.coefficient * 10n ** BigInt(scale)) / divisor;
    let exponent = this.exponent - scale;
    while (quotient !== 0n && exponent < this.exponent && quotient % 10n === 0n) {
      quotient /= 10n;
      exponent++;
    }
    return Decimal128.rounded(this.negative, quotient, quotient === 0n ? this.exponent : exponent);
  }

  equals(other: Decimal128): boolean {
    return (
      this.kind === other.kind &&
      this.negative === other.negative &&
      this.coefficient === other.coefficient &&
      this.exponent === other.exponent
    );
  }

  toString(): string {
    if (this.kind === 'nan') return 'NaN';
    if (this.kind === 'infinite') return this.negative ? '-Infinity' : 'Infinity';
    return `${this.negative ? '-' : ''}${this.coefficient}E${this.exponent}`;
  }

  toNumber(): number {
    return Number(this.toString());
  }

  /** The integer part, toward zero; undefined for NaN and infinities. */
  truncate(): bigint | undefined {
    if (this.kind !== 'finite') return undefined;
    const { signed, exponent } = this;
    return exponent >= 0 ? signed * 10n ** BigInt(exponent) : signed / 10n ** BigInt(-exponent);
  }
}
