/** Which names of the allow-list a command uses: `kind name`, the same words in which {@link listed} gives the list. */
import { decode } from '../../store/embedded/bson-decode.ts';
import { ALLOWED, COMMANDS, COMMON_FIELDS, STATEMENTS, type OperatorKind, type Sender } from '../../store/embedded/allow-list.ts';
import { ALIASES } from '../../store/embedded/commands/commands.ts';
import { isOperators } from '../../store/embedded/match.ts';
import { Regex, isArray, isDoc, type Doc, type Value } from '../../store/embedded/values.ts';

export type Sequences = ReadonlyMap<string, readonly Buffer[]>;

/** The allow-list, flat: who sends each name. */
export function listed(): ReadonlyMap<string, Sender> {
  const flat = new Map<string, Sender>();
  const add = (kind: string, names: Readonly<Record<string, Sender>>): void => {
    for (const [name, sender] of Object.entries(names)) flat.set(`${kind} ${name}`, sender);
  };
  for (const [command, { sender, fields }] of Object.entries(COMMANDS)) {
    flat.set(`command ${command}`, sender);
    add(`${command} field`, fields);
  }
  add('common field', COMMON_FIELDS);
  for (const [statement, names] of Object.entries(STATEMENTS)) add(`${statement} statement`, names);
  for (const [kind, names] of Object.entries(ALLOWED)) add(kind, names);
  return flat;
}

type Add = (kind: OperatorKind | `${string} field` | `${string} statement` | 'command', name: string) => void;

const docs = (v: Value | undefined): readonly Doc[] => (isArray(v) ? v.filter(isDoc) : []);

function filterNames(filter: Value | undefined, add: Add): void {
  if (!isDoc(filter)) return;
  for (const [name, v] of filter) {
    if (name.startsWith('$')) {
      add('filter', name);
      for (const branch of docs(v)) filterNames(branch, add);
    } else conditionNames(v, add);
  }
}
function conditionNames(v: Value, add: Add): void {
  if (v instanceof Regex) add('filter', '$regex');
  if (!isOperators(v)) return;
  for (const [operator, argument] of v) {
    add('filter', operator);
    if (operator === '$not') conditionNames(argument, add);
    if (operator === '$elemMatch') (isOperators(argument) ? conditionNames : filterNames)(argument, add);
    if (operator === '$all') for (const element of docs(argument)) conditionNames(element, add);
  }
}

function expressionNames(v: Value, add: Add): void {
  for (const element of isArray(v) ? v : []) expressionNames(element, add);
  if (!isDoc(v)) return;
  for (const [name, inner] of v) {
    if (name.startsWith('$')) add('expression', name);
    if (name !== '$literal') expressionNames(inner, add);
  }
}

function projectionNames(projection: Value | undefined, add: Add, computes: boolean): void {
  if (!isDoc(projection)) return;
  for (const v of projection.values()) {
    const [operator = ''] = isDoc(v) ? v.keys() : [];
    if (isDoc(v) && Object.hasOwn(ALLOWED.projection, operator)) add('projection', operator);
    else if (isDoc(v) && !operator.startsWith('$')) projectionNames(v, add, computes);
    else if (computes || isDoc(v)) expressionNames(v, add);
  }
}

function stageNames(pipeline: Value | undefined, add: Add, kind: 'stage' | 'update pipeline'): void {
  for (const stage of docs(pipeline)) {
    for (const [name, argument] of stage) {
      add(kind, name);
      if (name === '$match') filterNames(argument, add);
      else if (name === '$project') projectionNames(argument, add, true);
      else if (name === '$set' || name === '$replaceWith') expressionNames(argument, add);
      else if (name === '$group' && isDoc(argument)) {
        for (const [field, v] of argument) {
          if (field === '_id') expressionNames(v, add);
          else if (isDoc(v))
            for (const [accumulator, inner] of v) {
              add('accumulator', accumulator);
              expressionNames(inner, add);
            }
        }
      }
    }
  }
}

function updateNames(update: Value | undefined, add: Add): void {
  if (isArray(update)) return stageNames(update, add, 'update pipeline');
  if (!isDoc(update)) return;
  for (const [operator, changes] of update) {
    if (!operator.startsWith('$')) continue;
    add('update', operator);
    if (!isDoc(changes)) continue;
    for (const argument of changes.values()) {
      if (!isDoc(argument)) continue;
      if (operator === '$pull') (isOperators(argument) ? conditionNames : filterNames)(argument, add);
      if (argument.has('$each')) for (const modifier of argument.keys()) add('update modifier', modifier);
    }
  }
}

/** Everything of the allow-list's kinds that stands in a command, whether it is on the list or not. */
export function namesOf(body: Doc, sequences: Sequences): ReadonlySet<string> {
  const names = new Set<string>();
  const add: Add = (kind, name) => names.add(`${kind} ${name}`);
  const sent = body.keys().next().value ?? '';
  const command = ALIASES.get(sent) ?? sent;
  add('command', command);
  for (const field of [...body.keys(), ...sequences.keys()]) {
    if (field !== sent) add(Object.hasOwn(COMMON_FIELDS, field) ? 'common field' : `${command} field`, field);
  }
  const list = (field: string): readonly Doc[] => [...docs(body.get(field)), ...(sequences.get(field) ?? []).map((raw) => decode(raw))];
  for (const [statement, field] of [
    ['update', 'updates'],
    ['delete', 'deletes'],
  ] as const) {
    for (const one of list(field)) {
      for (const name of one.keys()) add(`${statement} statement`, name);
      filterNames(one.get('q'), add);
      updateNames(one.get('u'), add);
      for (const filter of docs(one.get('arrayFilters'))) filterNames(filter, add);
    }
  }
  for (const field of ['filter', 'query']) filterNames(body.get(field), add);
  for (const filter of docs(body.get('arrayFilters'))) filterNames(filter, add);
  if (command === 'findAndModify') updateNames(body.get('update'), add);
  projectionNames(body.get('projection'), add, false);
  projectionNames(body.get('fields'), add, false);
  stageNames(body.get('pipeline'), add, 'stage');
  for (const spec of list('indexes')) {
    for (const option of spec.keys()) add('index option', option);
    filterNames(spec.get('partialFilterExpression'), add);
  }
  return names;
}
