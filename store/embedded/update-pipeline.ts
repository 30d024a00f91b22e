/** Updates given as a pipeline: only stages that make one document of one. */
import { isAllowed } from './allow-list.ts';
import { checkFieldPath, parseExpression } from './expression.ts';
import { parseProjection } from './projection.ts';
import { MongoError } from './mongo-error.ts';
import type { Path } from './path.ts';
import { clone, isArray, isDoc, type Doc, type Value } from './values.ts';

export type Transform = (doc: Doc) => Doc;

/** $addFields: a value set through an array goes into every element; what is in the way is replaced. */
function place(target: Doc, path: Path, at: number, value: Value | undefined): void {
  const part = path[at] ?? '';
  if (at === path.length - 1) {
    if (value === undefined) target.delete(part);
    else target.set(part, value);
    return;
  }
  const inside = (v: Value | undefined): Value => {
    if (isArray(v)) return v.map(inside);
    const doc: Doc = isDoc(v) ? v : new Map();
    place(doc, path, at + 1, value);
    return doc;
  };
  target.set(part, inside(target.get(part)));
}

export function addFields(argument: Value): Transform {
  if (!isDoc(argument)) throw new MongoError(40272, '$addFields specification stage must be an object');
  const fields = [...argument].map(([name, v]) => ({ path: checkFieldPath(name), evaluate: parseExpression(v) }));
  return (doc) => {
    const out = clone(doc);
    if (!isDoc(out)) return doc;
    for (const { path, evaluate } of fields) place(out, path, 0, evaluate(doc));
    return out;
  };
}

export function unset(argument: Value): Transform {
  const names = isArray(argument) ? argument : [argument];
  const spec: Doc = new Map();
  for (const name of names) {
    if (typeof name !== 'string')
      throw new MongoError(31120, '$unset specification must be a string or an array containing only string values');
    spec.set(name, false);
  }
  if (spec.size === 0) throw new MongoError(31119, '$unset specification must be a string or an array with at least one field');
  const projection = parseProjection(spec, new Map(), 'stage');
  return (doc) => projection?.apply(doc, { offset: undefined }) ?? doc;
}

export function replaceWith(argument: Value): Transform {
  const evaluate = parseExpression(argument);
  return (doc) => {
    const value = evaluate(doc);
    if (!isDoc(value)) throw new MongoError(40228, "'newRoot' expression must evaluate to an object");
    return value;
  };
}

export function projectStage(argument: Value): Transform {
  if (!isDoc(argument)) throw new MongoError(15969, '$project specification must be an object');
  const projection = parseProjection(argument, new Map(), 'stage');
  return (doc) => projection?.apply(doc, { offset: undefined }) ?? doc;
}

const STAGES: ReadonlyMap<string, (argument: Value) => Transform> = new Map([
  ['$set', addFields],
  ['$addFields', addFields],
  ['$unset', unset],
  ['$project', projectStage],
  ['$replaceWith', replaceWith],
]);

export function runUpdatePipeline(stages: readonly Value[]): Transform {
  const transforms = stages.map((stage) => {
    if (!isDoc(stage) || stage.size !== 1)
      throw new MongoError(40323, 'A pipeline stage specification object must contain exactly one field.');
    const [[name, argument] = ['', null]] = stage;
    const parse = STAGES.get(name);
    if (parse === undefined || !isAllowed('update pipeline', name))
      throw new MongoError('InvalidOptions', `${name} is not allowed to be used within an update`);
    return parse(argument);
  });
  return (doc) => transforms.reduce((d, t) => t(d), doc);
}
