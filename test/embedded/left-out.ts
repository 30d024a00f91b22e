/** Which kind of command, if any, puts an operation of a trace outside of what the store answers. */
import type { Document } from 'mongodb';
import { ALLOWED, type LEFT_OUT } from '../../store/embedded/allow-list.ts';

export type LeftOutKind = keyof typeof LEFT_OUT;

const isDocument = (v: unknown): v is Document => typeof v === 'object' && v !== null && Object.getPrototypeOf(v) === Object.prototype;

/** Operators anywhere in an expression: `$name` as the first field of a document. */
function operators(v: unknown): string[] {
  if (Array.isArray(v)) return v.flatMap(operators);
  if (!isDocument(v)) return [];
  return Object.entries(v).flatMap(([k, x]) => [...(k.startsWith('$') ? [k] : []), ...operators(x)]);
}

const KNOWN = new Set(Object.values(ALLOWED).flatMap((names) => Object.keys(names)));
const computes = (v: unknown): boolean => operators(v).some((o) => !KNOWN.has(o));
const stageNames = (pipeline: unknown): string[] =>
  Array.isArray(pipeline) ? pipeline.flatMap((s) => (isDocument(s) ? Object.keys(s).slice(0, 1) : [])) : [];
const OTHER_STAGES = new Set(['$lookup', '$facet', '$bucket', '$sortByCount', '$replaceRoot', '$addFields', '$sample']);
const OTHER_FILTERS = new Set(['$expr', '$jsonSchema', '$alwaysTrue']);

/** @param answered mongod did not refuse the command */
export function leftOutKind(cmd: Document, answered: boolean): LeftOutKind | undefined {
  const [name = ''] = Object.keys(cmd);
  if (name === 'create' && ['capped', 'validator', 'viewOn'].some((o) => o in cmd)) return 'validators, capped collections, views';
  if (name === 'collStats') return 'statistics';
  if ('collation' in cmd) return 'collation';
  if (['min', 'max', 'returnKey'].some((o) => o in cmd)) return 'min, max, returnKey';
  if (operators(cmd['filter']).some((o) => OTHER_FILTERS.has(o))) return '$expr, $jsonSchema, $alwaysTrue';
  if (stageNames(cmd['pipeline']).some((s) => OTHER_STAGES.has(s))) return 'stages that join or compute';
  const updates: Document[] = cmd['updates'] ?? [];
  const computed = [cmd['projection'], cmd['pipeline'], ...updates.map((u) => u['u']).filter(Array.isArray)];
  if (computed.some(computes) && (answered || name === 'aggregate') && !onlyRefused(cmd)) return 'expression operators';
  return undefined;
}

/** Pipelines that hold an operator no server knows: both must refuse them. */
function onlyRefused(cmd: Document): boolean {
  return operators(cmd['pipeline']).some((o) => ['$nosuch', '$bad', '$changeStream'].includes(o));
}
