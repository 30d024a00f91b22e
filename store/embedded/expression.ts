/** Aggregation expressions: field paths, constants, documents and arrays of them, and the operators on the allow-list. */
import { isAllowed } from './allow-list.ts';
import { MongoError } from './mongo-error.ts';
import { parsePath, type Path } from './path.ts';
import { UNDEFINED, isArray, isDoc, type Doc, type Value } from './values.ts';

/** The value for a document; `undefined`: absent. */
export type Evaluate = (doc: Doc) => Value | undefined;

/** "a.b" through arrays gives the array of what the elements have. */
export function readPath(value: Value | undefined, path: Path, from = 0): Value | undefined {
  if (from === path.length) return value;
  if (isDoc(value)) return readPath(value.get(path[from] ?? ''), path, from + 1);
  if (!isArray(value)) return undefined;
  return value.map((element) => readPath(element, path, from)).filter((v) => v !== undefined);
}

function variable(text: string): Evaluate {
  const [name = '', ...path] = text.split('.');
  if (name === 'ROOT' || name === 'CURRENT') return (doc) => readPath(doc, path);
  throw new MongoError(17276, `Use of undefined variable: ${name}`);
}

export function checkFieldPath(dotted: string): Path {
  const path = parsePath(dotted);
  if (dotted === '') throw new MongoError(40352, 'FieldPath cannot be constructed with empty string');
  if (dotted.endsWith('.')) throw new MongoError(40353, 'FieldPath must not end with a "."');
  for (const part of path) {
    if (part === '') throw new MongoError(15998, 'FieldPath field names may not be empty strings.');
    if (part.startsWith('$')) throw new MongoError(16410, 'FieldPath field names may not start with "$".');
  }
  return path;
}

function operatorExpression(operator: string, argument: Value): Evaluate {
  if (!isAllowed('expression', operator)) throw new MongoError('InvalidPipelineOperator', `Unrecognized expression '${operator}'`);
  const parts = (isArray(argument) ? argument : [argument]).map(parseExpression);
  if (operator === '$ifNull') {
    if (parts.length !== 2) throw new MongoError(16020, `Expression $ifNull takes exactly 2 arguments. ${parts.length} were passed in.`);
    return (doc) => {
      const value = parts[0]?.(doc);
      return value === undefined || value === null || value === UNDEFINED ? parts[1]?.(doc) : value;
    };
  }
  throw new MongoError('InvalidPipelineOperator', `Unrecognized expression '${operator}'`);
}

/** @throws MongoError for an operator that is not on the allow-list */
export function parseExpression(spec: Value): Evaluate {
  if (typeof spec === 'string' && spec.startsWith('$$')) return variable(spec.slice(2));
  if (typeof spec === 'string' && spec.startsWith('$')) {
    const path = checkFieldPath(spec.slice(1));
    return (doc) => readPath(doc, path);
  }
  if (isArray(spec)) {
    const parts = spec.map(parseExpression);
    return (doc) => parts.map((p) => p(doc) ?? null);
  }
  if (!isDoc(spec)) return () => spec;
  const first = spec.keys().next().value;
  if (first?.startsWith('$') === true) {
    if (spec.size > 1)
      throw new MongoError(15983, 'an expression specification must contain exactly one field, the name of the expression.');
    return operatorExpression(first, spec.get(first) ?? null);
  }
  const fields = [...spec].map(([name, v]) => ({ name, evaluate: parseExpression(v) }));
  return (doc) => {
    const out: Doc = new Map();
    for (const { name, evaluate } of fields) {
      const value = evaluate(doc);
      if (value !== undefined) out.set(name, value);
    }
    return out;
  };
}
