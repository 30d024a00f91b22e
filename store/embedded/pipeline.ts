/** Aggregation pipelines of the stages on the allow-list, as generators: nothing is held but what $sort and $group need. */
import { isAllowed } from './allow-list.ts';
import { checkFieldPath, readPath } from './expression.ts';
import { groupStage } from './group.ts';
import { sorted, type KeyField } from './index-keys.ts';
import { parseFilter } from './match.ts';
import { MongoError } from './mongo-error.ts';
import { parseSort } from './sort.ts';
import { addFields, projectStage, unset, type Transform } from './update-pipeline.ts';
import { int, isArray, isDoc, isNumeric, isTrue, toNumber, type Doc, type Value } from './values.ts';

export type Stage = (docs: Iterable<Doc>) => Iterable<Doc>;

function perDocument(transform: Transform): Stage {
  return function* stage(docs) {
    for (const doc of docs) yield transform(doc);
  };
}

function match(argument: Value): Stage {
  if (!isDoc(argument)) throw new MongoError(15959, 'the match filter must be an expression in an object');
  const filter = parseFilter(argument);
  return function* stage(docs) {
    for (const doc of docs) if (filter.matches(doc)) yield doc;
  };
}

export function stageSort(argument: Value): KeyField[] {
  if (!isDoc(argument)) throw new MongoError(15973, 'the $sort key specification must be an object');
  if (argument.size === 0) throw new MongoError(15976, '$sort stage must have at least one sort key');
  return parseSort(argument);
}
function sort(argument: Value): Stage {
  const fields = stageSort(argument);
  return (docs) => sorted([...docs], fields, (doc) => doc);
}

export function stageSkip(argument: Value): number {
  if (!isNumeric(argument)) throw new MongoError(15972, `Argument to $skip must be a number not a ${typeof argument}`);
  const n = Math.trunc(toNumber(argument));
  if (n < 0) throw new MongoError(15956, 'Argument to $skip cannot be negative');
  return n;
}
function skip(argument: Value): Stage {
  const n = stageSkip(argument);
  return function* stage(docs) {
    let passed = 0;
    for (const doc of docs) if (passed++ >= n) yield doc;
  };
}

export function stageLimit(argument: Value): number {
  if (!isNumeric(argument)) throw new MongoError(15957, 'the limit must be specified as a number');
  const n = Math.trunc(toNumber(argument));
  if (n <= 0) throw new MongoError(15958, 'the limit must be positive');
  return n;
}
function limit(argument: Value): Stage {
  const n = stageLimit(argument);
  return function* stage(docs) {
    let passed = 0;
    for (const doc of docs) {
      yield doc;
      if (++passed >= n) return;
    }
  };
}

function unwind(argument: Value): Stage {
  const options: Doc = typeof argument === 'string' ? new Map([['path', argument]]) : isDoc(argument) ? argument : new Map();
  const path = options.get('path');
  if (options.size === 0 && !isDoc(argument))
    throw new MongoError(15981, 'expected either a string or an object as specification for $unwind stage');
  for (const name of options.keys()) {
    if (!['path', 'preserveNullAndEmptyArrays', 'includeArrayIndex'].includes(name))
      throw new MongoError(28811, `unrecognized option to $unwind stage: ${name}`);
  }
  if (path === undefined) throw new MongoError(28812, 'no path specified to $unwind stage');
  if (typeof path !== 'string') throw new MongoError(28808, 'expected a string as the path for $unwind stage');
  if (!path.startsWith('$')) throw new MongoError(28818, `path option to $unwind stage should be prefixed with a '$': ${path}`);
  const dotted = checkFieldPath(path.slice(1));
  const preserve = isTrue(options.get('preserveNullAndEmptyArrays'));
  const index = options.get('includeArrayIndex');
  const place = (doc: Doc, value: Value | undefined, at: bigint | null): Doc => {
    const out = withField(doc, dotted, value);
    if (typeof index === 'string') out.set(index, at);
    return out;
  };
  return function* stage(docs) {
    for (const doc of docs) {
      const value = isThroughArray(doc, dotted) ? undefined : readPath(doc, dotted);
      if (isArray(value) && value.length > 0) for (let i = 0; i < value.length; i++) yield place(doc, value[i], BigInt(i));
      else if (isArray(value)) {
        if (preserve) yield place(doc, undefined, null);
      } else if (value === undefined || value === null) {
        if (preserve) yield typeof index === 'string' ? place(doc, value, null) : doc;
      } else yield typeof index === 'string' ? place(doc, value, null) : doc;
    }
  };
}
function isThroughArray(doc: Doc, path: readonly string[]): boolean {
  return path.slice(0, -1).some((_, i) => isArray(readPath(doc, path.slice(0, i + 1))));
}
function withField(doc: Doc, path: readonly string[], value: Value | undefined): Doc {
  const [first = '', ...rest] = path;
  const out: Doc = new Map(doc);
  const inner = doc.get(first);
  if (rest.length > 0) {
    if (isDoc(inner)) out.set(first, withField(inner, rest, value));
  } else if (value === undefined) out.delete(first);
  else out.set(first, value);
  return out;
}

function count(argument: Value): Stage {
  if (typeof argument !== 'string') throw new MongoError(40156, 'the count field must be a non-empty string');
  if (argument === '') throw new MongoError(40157, 'the count field must be a non-empty string');
  if (argument.startsWith('$')) throw new MongoError(40158, 'the count field cannot be a $-prefixed path');
  if (argument.includes('.')) throw new MongoError(40160, "the count field cannot contain '.'");
  const sum: Doc = new Map<string, Value>([
    ['_id', null],
    [argument, new Map<string, Value>([['$sum', int(1)]])],
  ]);
  const group = groupStage(sum);
  return function* stage(docs) {
    for (const doc of group(docs)) {
      doc.delete('_id');
      yield doc;
    }
  };
}

const STAGES: ReadonlyMap<string, (argument: Value) => Stage> = new Map<string, (argument: Value) => Stage>([
  ['$match', match],
  ['$sort', sort],
  ['$skip', skip],
  ['$limit', limit],
  ['$project', (argument) => perDocument(projectStage(argument))],
  ['$addFields', (argument) => perDocument(addFields(argument))],
  ['$unset', (argument) => perDocument(unset(argument))],
  ['$group', groupStage],
  ['$unwind', unwind],
  ['$count', count],
]);

export interface ParsedStage {
  readonly name: string;
  readonly argument: Value;
  readonly run: Stage;
}

/** @throws MongoError 40324 for a stage that is not on the allow-list */
export function parsePipeline(stages: readonly Value[]): ParsedStage[] {
  return stages.map((stage) => {
    if (!isDoc(stage)) throw new MongoError('TypeMismatch', "Each element of the 'pipeline' array must be an object");
    if (stage.size !== 1) throw new MongoError(40323, 'A pipeline stage specification object must contain exactly one field.');
    const [[name, argument] = ['', null]] = stage;
    if (name === '$changeStream') throw new MongoError(40573, 'The $changeStream stage is only supported on replica sets');
    const parse = STAGES.get(name);
    if (parse === undefined || !isAllowed('stage', name)) throw new MongoError(40324, `Unrecognized pipeline stage name: '${name}'`);
    return { name, argument, run: parse(argument) };
  });
}
