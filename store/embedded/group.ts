/** $group and its accumulators. */
import { isAllowed } from './allow-list.ts';
import { parseExpression, type Evaluate } from './expression.ts';
import { compareValues, keyOf } from './keys.ts';
import { Decimal128 } from './decimal.ts';
import { MongoError } from './mongo-error.ts';
import { add, toDecimal } from './number-arithmetic.ts';
import { Int32, UNDEFINED, isDoc, isNumeric, toNumber, type Doc, type NumericValue, type Value } from './values.ts';

interface Accumulator {
  add(v: Value | undefined): void;
  result(): Value;
}

/** Doubles are summed with compensation, as mongod's DoubleDoubleSummation. */
class Sum implements Accumulator {
  #exact: NumericValue = new Int32(0);
  #double: number | undefined;
  #lost = 0;
  count = 0;

  add(v: Value | undefined): void {
    if (!isNumeric(v)) return;
    this.count++;
    if (typeof v === 'number' && !(this.#exact instanceof Decimal128)) this.#addDouble(v);
    else this.#exact = add(this.#exact, v) ?? toNumber(this.#exact) + toNumber(v);
  }
  #addDouble(v: number): void {
    const sum = (this.#double ?? 0) + v;
    const before = this.#double ?? 0;
    if (Number.isFinite(sum)) this.#lost += Math.abs(before) >= Math.abs(v) ? before - sum + v : v - sum + before;
    this.#double = sum;
  }
  total(): NumericValue {
    if (this.#double === undefined) return this.#exact;
    const double = this.#double + this.#lost;
    if (this.#exact instanceof Decimal128) return this.#exact.add(toDecimal(double));
    return Number.isFinite(this.#double) ? toNumber(this.#exact) + double : toNumber(this.#exact) + this.#double;
  }
  result(): Value {
    return this.total();
  }
}

class Average extends Sum {
  override result(): Value {
    if (this.count === 0) return null;
    const total = this.total();
    return total instanceof Decimal128 ? total.divide(BigInt(this.count)) : toNumber(total) / this.count;
  }
}

class Extreme implements Accumulator {
  readonly #sign: number;
  #best: Value | undefined;
  constructor(sign: number) {
    this.#sign = sign;
  }
  add(v: Value | undefined): void {
    if (v === undefined || v === null || v === UNDEFINED) return;
    if (this.#best === undefined || compareValues(v, this.#best) * this.#sign < 0) this.#best = v;
  }
  result(): Value {
    return this.#best ?? null;
  }
}

class Edge implements Accumulator {
  readonly #first: boolean;
  #seen = false;
  #value: Value | undefined;
  constructor(first: boolean) {
    this.#first = first;
  }
  add(v: Value | undefined): void {
    if (this.#first && this.#seen) return;
    this.#seen = true;
    this.#value = v;
  }
  result(): Value {
    return this.#value ?? null;
  }
}

class Gather implements Accumulator {
  readonly #values = new Map<string, Value>();
  readonly #unique: boolean;
  constructor(unique: boolean) {
    this.#unique = unique;
  }
  add(v: Value | undefined): void {
    if (v === undefined) return;
    const key = this.#unique ? keyOf(v).toString('latin1') : String(this.#values.size);
    if (!this.#values.has(key)) this.#values.set(key, v);
  }
  result(): Value {
    return [...this.#values.values()];
  }
}

const ACCUMULATORS: ReadonlyMap<string, () => Accumulator> = new Map<string, () => Accumulator>([
  ['$sum', () => new Sum()],
  ['$avg', () => new Average()],
  ['$min', () => new Extreme(1)],
  ['$max', () => new Extreme(-1)],
  ['$first', () => new Edge(true)],
  ['$last', () => new Edge(false)],
  ['$push', () => new Gather(false)],
  ['$addToSet', () => new Gather(true)],
]);

interface GroupField {
  readonly name: string;
  readonly make: () => Accumulator;
  readonly evaluate: Evaluate;
}

function groupField(name: string, spec: Value): GroupField {
  if (name.includes('.')) throw new MongoError(40235, `The field name '${name}' cannot contain '.'`);
  if (name.startsWith('$')) throw new MongoError(40236, `The field name '${name}' cannot be an operator name`);
  if (!isDoc(spec)) throw new MongoError(40234, `The field '${name}' must be an accumulator object`);
  if (spec.size !== 1) throw new MongoError(40238, `The field '${name}' must specify one accumulator`);
  const [[operator, argument] = ['', null]] = spec;
  const make = ACCUMULATORS.get(operator);
  if (make === undefined || !isAllowed('accumulator', operator)) throw new MongoError(15952, `unknown group operator '${operator}'`);
  return { name, make, evaluate: parseExpression(argument) };
}

/** A document of expressions keeps the fields that are absent, as null. */
function groupId(id: Value): Evaluate {
  if (!isDoc(id) || id.size === 0 || id.keys().next().value?.startsWith('$') === true) return parseExpression(id);
  const parts = [...id].map(([name, v]) => ({ name, evaluate: parseExpression(v) }));
  return (doc) => new Map(parts.map(({ name, evaluate }) => [name, evaluate(doc) ?? null]));
}

/** @returns groups in the order in which they first appear */
export function groupStage(argument: Value): (docs: Iterable<Doc>) => Iterable<Doc> {
  if (!isDoc(argument)) throw new MongoError(15947, "a group's fields must be specified in an object");
  const id = argument.get('_id');
  if (id === undefined) throw new MongoError(15955, 'a group specification must include an _id');
  const evaluateId = groupId(id);
  const fields = [...argument].filter(([name]) => name !== '_id').map(([name, v]) => groupField(name, v));
  return function* groups(docs) {
    const found = new Map<string, { readonly id: Value; readonly states: Accumulator[] }>();
    for (const doc of docs) {
      const value = evaluateId(doc) ?? null;
      const key = keyOf(value).toString('latin1');
      let group = found.get(key);
      if (group === undefined) {
        group = { id: value, states: fields.map((f) => f.make()) };
        found.set(key, group);
      }
      fields.forEach((f, i) => group?.states[i]?.add(f.evaluate(doc)));
    }
    for (const group of found.values()) {
      const out: Doc = new Map([['_id', group.id]]);
      fields.forEach((f, i) => out.set(f.name, group.states[i]?.result() ?? null));
      yield out;
    }
  };
}
