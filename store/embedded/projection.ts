/** Projections of find, findAndModify and $project (src/mongo/db/query/projection_parser.cpp, 4.4). */
import { checkFieldPath, parseExpression, type Evaluate } from './expression.ts';
import { parseFilter, isOperators } from './match.ts';
import type { Expression, MatchDetails } from './match-expression.ts';
import { MongoError } from './mongo-error.ts';
import { isAllowed } from './allow-list.ts';
import { parsePath } from './path.ts';
import { isArray, isDoc, isNumeric, isTrue, toNumber, type Doc, type Value } from './values.ts';

type Slice = { readonly skip: number | undefined; readonly limit: number };
type Leaf =
  | { readonly kind: 'keep' }
  | { readonly kind: 'computed'; readonly evaluate: Evaluate }
  | { readonly kind: 'slice'; readonly slice: Slice }
  | { readonly kind: 'element'; readonly filter: Expression }
  | { readonly kind: 'positional' };
type Node = Map<string, Node | Leaf>;
const isNode = (v: Node | Leaf | undefined): v is Node => v instanceof Map;

export interface Projection {
  /** @param details what the filter matched, for a positional projection */
  readonly apply: (doc: Doc, details: MatchDetails) => Doc;
  readonly positional: boolean;
}

export type ProjectionUse = 'find' | 'stage';

const startsWithOperator = (spec: Doc): boolean => isOperators(spec);

class Parser {
  readonly tree: Node = new Map();
  readonly #use: ProjectionUse;
  readonly #filter: Doc;
  including: boolean | undefined;
  id: boolean | undefined;
  positional = false;

  constructor(use: ProjectionUse, filter: Doc) {
    this.#use = use;
    this.#filter = filter;
  }

  #add(dotted: string, leaf: Leaf): void {
    const path = parsePath(dotted);
    let at = this.tree;
    for (const part of path.slice(0, -1)) {
      const next = at.get(part);
      if (next === undefined) {
        const made: Node = new Map();
        at.set(part, made);
        at = made;
      } else if (isNode(next)) at = next;
      else throw new MongoError(31249, `Path collision at ${dotted} remaining portion ${path.at(-1)}`);
    }
    const last = path.at(-1) ?? '';
    if (at.has(last)) throw new MongoError(31250, `Path collision at ${dotted}`);
    at.set(last, leaf);
  }

  #decide(including: boolean, dotted: string): void {
    if (this.including !== undefined && this.including !== including) {
      if (including) throw new MongoError(31253, `Cannot do inclusion on field ${dotted} in exclusion projection`);
      throw new MongoError(31254, `Cannot do exclusion on field ${dotted} in inclusion projection`);
    }
    this.including = including;
  }

  field(dotted: string, spec: Value): void {
    if (this.#use === 'find' && dotted.endsWith('.$')) return this.#positional(dotted.slice(0, -2));
    checkFieldPath(dotted);
    if (typeof spec === 'boolean' || isNumeric(spec)) {
      const wanted = isTrue(spec);
      if (dotted === '_id') {
        this.id = wanted;
        return;
      }
      this.#decide(wanted, dotted);
      this.#add(dotted, { kind: 'keep' });
    } else if (isDoc(spec) && !startsWithOperator(spec)) {
      if (spec.size === 0) throw new MongoError(51270, `An empty sub-projection is not a valid value. Found empty object at path`);
      for (const [name, v] of spec) this.field(`${dotted}.${name}`, v);
    } else if (this.#use === 'find' && isDoc(spec) && this.#find(dotted, spec)) return;
    else {
      this.#decide(true, dotted);
      this.#add(dotted, { kind: 'computed', evaluate: parseExpression(spec) });
    }
  }

  #find(dotted: string, spec: Doc): boolean {
    const [[operator, argument] = ['', null]] = spec;
    if (!isAllowed('projection', operator)) return false;
    if (operator === '$slice') this.#add(dotted, { kind: 'slice', slice: parseSlice(argument) });
    else {
      if (!isDoc(argument)) throw new MongoError(31274, `elemMatch: Invalid argument, object required`);
      if (dotted.includes('.')) throw new MongoError(31275, 'Cannot use $elemMatch projection on a nested field.');
      this.including ??= true;
      this.#add(dotted, { kind: 'element', filter: parseFilter(new Map([['', new Map([['$elemMatch', argument]])]])) });
    }
    return true;
  }

  #positional(dotted: string): void {
    checkFieldPath(dotted);
    if (this.positional) throw new MongoError(31276, 'Cannot specify more than one positional projection per query.');
    const root = parsePath(dotted)[0];
    const mentioned = (f: Doc): boolean =>
      [...f].some(([k, v]) => (k.startsWith('$') ? isArray(v) && v.some((x) => isDoc(x) && mentioned(x)) : parsePath(k)[0] === root));
    if (!mentioned(this.#filter))
      throw new MongoError(
        51246,
        `Positional projection '${dotted}.$' contains the positional operator but the query doesn't match on '${dotted}'`,
      );
    this.#decide(true, dotted);
    this.positional = true;
    this.#add(dotted, { kind: 'positional' });
  }
}

function parseSlice(argument: Value): Slice {
  if (isNumeric(argument)) return { skip: undefined, limit: Math.trunc(toNumber(argument)) };
  if (!isArray(argument)) throw new MongoError(28667, 'Invalid $slice syntax. The given syntax did not match the find() syntax.');
  const [skip, limit] = argument;
  if (argument.length !== 2 || !isNumeric(skip) || !isNumeric(limit))
    throw new MongoError(28724, 'First argument to $slice must be an array');
  if (toNumber(limit) <= 0) throw new MongoError(28729, 'Third argument to $slice must be positive');
  return { skip: Math.trunc(toNumber(skip)), limit: Math.trunc(toNumber(limit)) };
}
function sliced(array: readonly Value[], { skip, limit }: Slice): Value[] {
  if (skip === undefined) return limit < 0 ? array.slice(limit) : array.slice(0, limit);
  const start = skip < 0 ? Math.max(0, array.length + skip) : skip;
  return array.slice(start, start + limit);
}

function special(leaf: Leaf, value: Value, details: MatchDetails): Value | undefined {
  if (leaf.kind === 'slice') return isArray(value) ? sliced(value, leaf.slice) : value;
  if (leaf.kind === 'positional') {
    if (!isArray(value)) return value;
    if (details.offset === undefined || details.offset >= value.length)
      throw new MongoError(51246, 'Executor error during find command: positional operator element mismatch');
    return [value[details.offset] ?? null];
  }
  return value;
}

function include(value: Value, node: Node, details: MatchDetails): Value | undefined {
  if (isArray(value)) return value.map((v) => include(v, node, details)).filter((v) => v !== undefined);
  if (!isDoc(value)) return undefined;
  const out: Doc = new Map();
  for (const [name, field] of value) {
    const child = node.get(name);
    if (child === undefined || (!isNode(child) && (child.kind === 'computed' || child.kind === 'element'))) continue;
    const kept = isNode(child) ? include(field, child, details) : special(child, field, details);
    if (kept !== undefined) out.set(name, kept);
  }
  return out;
}
function exclude(value: Value, node: Node, details: MatchDetails): Value {
  if (isArray(value)) return value.map((v) => exclude(v, node, details));
  if (!isDoc(value)) return value;
  const out: Doc = new Map();
  for (const [name, field] of value) {
    const child = node.get(name);
    if (child === undefined) out.set(name, field);
    else if (isNode(child)) out.set(name, exclude(field, child, details));
    else if (child.kind === 'slice') out.set(name, special(child, field, details) ?? null);
  }
  return out;
}

/** Computed fields come behind the others, in the order of the projection. */
function compute(root: Doc, out: Doc, node: Node): void {
  for (const [name, child] of node) {
    if (isNode(child)) {
      const inner = out.get(name);
      if (isDoc(inner)) compute(root, inner, child);
      else if (isArray(inner)) for (const element of inner) if (isDoc(element)) compute(root, element, child);
      if (inner === undefined && computes(child)) {
        const made: Doc = new Map();
        compute(root, made, child);
        out.set(name, made);
      }
    } else if (child.kind === 'computed') {
      const value = child.evaluate(root);
      if (value !== undefined) out.set(name, value);
    } else if (child.kind === 'element') {
      const array = root.get(name);
      if (!isArray(array)) continue;
      const details: MatchDetails = { offset: undefined };
      if (child.filter.matches(new Map([['', array]]), details)) out.set(name, [array[details.offset ?? 0] ?? null]);
    }
  }
}
const computes = (node: Node): boolean => [...node.values()].some((c) => (isNode(c) ? computes(c) : c.kind === 'computed'));

/** @returns undefined for an empty projection: the document as it is */
export function parseProjection(spec: Doc, filter: Doc, use: ProjectionUse): Projection | undefined {
  if (spec.size === 0) {
    if (use === 'stage') throw new MongoError(51272, '$project specification must have at least one field');
    return undefined;
  }
  const parser = new Parser(use, filter);
  for (const [name, v] of spec) parser.field(name, v);
  const { tree, positional } = parser;
  const including = parser.including ?? (parser.id === true && tree.size === 0);
  const keepId = parser.id ?? (including || !tree.has('_id'));
  return {
    positional,
    apply: (doc, details) => {
      const id = doc.get('_id');
      const rest = new Map(doc);
      const ownId = tree.has('_id');
      if (!ownId && (!keepId || including)) rest.delete('_id');
      let out = including ? include(rest, tree, details) : exclude(rest, tree, details);
      if (!isDoc(out)) out = new Map();
      if (including && keepId && !ownId && id !== undefined) out = new Map<string, Value>([['_id', id], ...out]);
      compute(doc, out, tree);
      return out;
    },
  };
}
