import { expect, test } from '@jest/globals';
import { BSON } from 'bson';
import * as fc from 'fast-check';
import { decode } from '../../store/embedded/bson-decode.ts';
import { encode } from '../../store/embedded/bson-encode.ts';
import { compareValues } from '../../store/embedded/keys.ts';
import { MongoError } from '../../store/embedded/mongo-error.ts';
import { Int32, type Value } from '../../store/embedded/values.ts';
import { Decimal128 } from '../../store/embedded/decimal.ts';

const { Binary, Decimal128: DriverDecimal, Double, Long, MaxKey, MinKey, ObjectId, Timestamp, BSONRegExp, Code } = BSON;
const leaf = fc.oneof(
  fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }).map((n) => new BSON.Int32(n)),
  fc.double().map((n) => new Double(n)),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((n) => Long.fromBigInt(n)),
  fc
    .tuple(fc.bigInt({ min: -(10n ** 34n) + 1n, max: 10n ** 34n - 1n }), fc.integer({ min: -6176, max: 6111 }))
    .map(([c, e]) => DriverDecimal.fromString(`${c}E${e}`)),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom(null, true, false, new MinKey(), new MaxKey(), new Date(0), new Date(-1), new BSONRegExp('^a', 'i'), new Code('x')),
  fc.uint8Array({ maxLength: 40 }).map((b) => new Binary(b, 0)),
  fc.uint8Array({ minLength: 12, maxLength: 12 }).map((b) => new ObjectId(b)),
  fc.nat().map((t) => new Timestamp({ t, i: 1 })),
);
const { document } = fc.letrec((tie) => ({
  any: fc.oneof({ depthSize: 'small' }, leaf, tie('document'), fc.array(tie('any'), { maxLength: 4 })),
  document: fc.dictionary(
    fc.string().filter((s) => !s.includes('\0') && s !== '__proto__'),
    tie('any'),
    { maxKeys: 5, noNullPrototype: true },
  ),
}));

test('bytes survive: what the driver writes is read and written back the same', () => {
  fc.assert(
    fc.property(document, (d) => {
      if (typeof d !== 'object' || d === null) return;
      const bytes = Buffer.from(BSON.serialize(d));
      expect(encode(decode(bytes)).equals(bytes)).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test('broken bytes are refused, never read past their end', () => {
  const bytes = Buffer.from(BSON.serialize({ a: 'text', b: [1, { c: new Binary(Buffer.from('abc')) }], d: new Date(0) }));
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.nat(255), fc.nat(bytes.length), (at, byte, length) => {
      const broken = Buffer.from(bytes.subarray(0, length));
      if (at < length) broken[at] = byte;
      try {
        decode(broken);
      } catch (e) {
        expect(e).toBeInstanceOf(MongoError);
      }
    }),
    { numRuns: 2000 },
  );
});

/** Exactly, as a fraction: numerator and power of ten. */
function exact(v: Value): readonly [bigint, number] {
  if (v instanceof Decimal128) return [v.signed, v.exponent];
  if (typeof v === 'bigint') return [v, 0];
  const n = v instanceof Int32 ? v.value : Number(v);
  let scaled = n;
  let power = 0;
  let numerator = 1n;
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    numerator *= 5n;
    power--;
  }
  return [BigInt(scaled) * numerator, power];
}
test('numbers of all types are in the order of their exact values', () => {
  const near = fc.oneof(
    fc.integer({ min: -5, max: 5 }).map((n) => new Int32(n)),
    fc.bigInt({ min: 2n ** 53n - 3n, max: 2n ** 53n + 3n }),
    fc.bigInt({ min: -(2n ** 53n) - 3n, max: -(2n ** 53n) + 3n }),
    fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((d) => (Math.abs(d) < 1e-6 ? 0 : d)),
    fc.constantFrom(0.1, 2 ** 53, -(2 ** 53), 0.5),
    fc
      .tuple(fc.bigInt({ min: -(2n ** 54n), max: 2n ** 54n }), fc.integer({ min: -20, max: 2 }))
      .map(([c, e]) => new Decimal128('finite', c < 0n, c < 0n ? -c : c, e)),
    fc.constantFrom(new Decimal128('finite', false, 1n, -1), new Decimal128('finite', false, 9007199254740993n, 0)),
  );
  fc.assert(
    fc.property(near, near, (a, b) => {
      const [x, p] = exact(a);
      const [y, q] = exact(b);
      const least = Math.min(p, q);
      const difference = x * 10n ** BigInt(p - least) - y * 10n ** BigInt(q - least);
      expect(Math.sign(compareValues(a, b))).toBe(difference > 0n ? 1 : difference < 0n ? -1 : 0);
    }),
    { numRuns: 2000 },
  );
});
