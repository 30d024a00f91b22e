/** Reads the fields of a command with the errors mongod gives for wrong ones. */
import { COMMANDS, COMMON_FIELDS } from './allow-list.ts';
import { MongoError, type MongoErrorName } from './mongo-error.ts';
import { isArray, isDoc, isNumeric, isTrue, toNumber, typeName, type Doc, type Value } from './values.ts';

export class Fields {
  readonly #body: Doc;
  readonly #mismatch: MongoErrorName;

  /** @param mismatch find answers FailedToParse where others answer TypeMismatch */
  constructor(body: Doc, mismatch: MongoErrorName = 'TypeMismatch') {
    this.#body = body;
    this.#mismatch = mismatch;
  }

  /** @throws MongoError for a field that is not on the allow-list */
  only(allowed: readonly string[], code: MongoErrorName | number): this {
    for (const name of this.#body.keys())
      if (!allowed.includes(name)) throw new MongoError(code, `BSON field '${name}' is an unknown field.`);
    return this;
  }

  #wrong(name: string, expected: string, v: Value): MongoError {
    return new MongoError(this.#mismatch, `BSON field '${name}' is the wrong type '${typeName(v)}', expected type '${expected}'`);
  }

  has(name: string): boolean {
    return this.#body.has(name);
  }
  value(name: string): Value | undefined {
    return this.#body.get(name);
  }
  doc(name: string): Doc | undefined {
    const v = this.#body.get(name);
    if (v === undefined || v === null || isDoc(v)) return v ?? undefined;
    throw this.#wrong(name, 'object', v);
  }
  array(name: string): Value[] | undefined {
    const v = this.#body.get(name);
    if (v === undefined || isArray(v)) return v;
    throw this.#wrong(name, 'array', v);
  }
  string(name: string): string | undefined {
    const v = this.#body.get(name);
    if (v === undefined || typeof v === 'string') return v;
    throw this.#wrong(name, 'string', v);
  }
  bool(name: string): boolean {
    const v = this.#body.get(name);
    if (v === undefined || typeof v === 'boolean' || isNumeric(v) || v === null) return isTrue(v);
    throw this.#wrong(name, 'bool', v);
  }
  /** An integer; a fraction is cut off. */
  integer(name: string): number | undefined {
    const v = this.#body.get(name);
    if (v === undefined || v === null) return undefined;
    if (isNumeric(v)) return Math.trunc(toNumber(v));
    throw this.#wrong(name, 'long', v);
  }
  /** @throws MongoError 40414 when it is absent */
  required<T>(name: string, v: T | undefined): T {
    if (v === undefined) throw new MongoError(40414, `BSON field '${name}' is missing but a required field`);
    return v;
  }
}

const ALLOWED_FIELDS = new Map(
  Object.entries(COMMANDS).map(([command, { fields }]) => [command, [...Object.keys(fields), ...Object.keys(COMMON_FIELDS), command]]),
);

/** The fields of a command, all of them on the allow-list. */
export function commandFields(command: string, body: Doc): Fields {
  const parsed = command === 'find' || command === 'count' || command === 'aggregate' ? 'FailedToParse' : 40415;
  return new Fields(body, command === 'find' ? 'FailedToParse' : 'TypeMismatch').only(ALLOWED_FIELDS.get(command) ?? [], parsed);
}
