/** The nodes a parsed filter is made of. */
import { MongoError } from './mongo-error.ts';
import type { Doc, Value } from './values.ts';

/** Which array element the filter matched: what `$` in an update or projection stands for. */
export interface MatchDetails {
  offset: number | undefined;
}

/** One node of a filter. `single` asks about a value alone, as inside $elemMatch. */
export interface Expression {
  readonly matches: (doc: Doc, details?: MatchDetails) => boolean;
  readonly single: (value: Value | undefined) => boolean;
}

export const bad = (message: string): MongoError => new MongoError('BadValue', message);

export function all(parts: readonly Expression[]): Expression {
  if (parts.length === 1 && parts[0] !== undefined) return parts[0];
  return {
    matches: (doc, details) => parts.every((p) => p.matches(doc, details)),
    single: (value) => parts.every((p) => p.single(value)),
  };
}
export function any(parts: readonly Expression[]): Expression {
  return {
    matches: (doc, details) => parts.some((p) => p.matches(doc, details)),
    single: (value) => parts.some((p) => p.single(value)),
  };
}
export function not(part: Expression): Expression {
  return { matches: (doc) => !part.matches(doc), single: (value) => !part.single(value) };
}
