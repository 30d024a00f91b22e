/** From a message's command to its reply: what all commands have in common. */
import type { Buffer } from 'node:buffer';
import { COMMANDS } from './allow-list.ts';
import { encode } from './bson-encode.ts';
import type { Request, Store } from './command.ts';
import { ALIASES, commands } from './commands/commands.ts';
import { commandFields } from './fields.ts';
import { MongoError } from './mongo-error.ts';
import { int, isDoc, isNumeric, toNumber, type Doc, type Value } from './values.ts';

export interface Message {
  readonly db: string;
  readonly body: Doc;
  readonly sequences: ReadonlyMap<string, readonly Buffer[]>;
  readonly connection: number;
}

const WRITES = new Set(['insert', 'update', 'delete']);
const bad = (message: string): MongoError => new MongoError('BadValue', message);

/** @returns whether the client wants to know more than that the command was read */
function checkWriteConcern(body: Doc): boolean {
  const concern = body.get('writeConcern');
  if (!isDoc(concern)) return true;
  const w = concern.get('w');
  if (isNumeric(w) && toNumber(w) > 1) throw bad("cannot use 'w' > 1 when a host is not replicated");
  if (typeof w === 'string' && w !== 'majority')
    throw bad(`cannot use non-majority 'w' mode ${w} when a host is not a member of a replica set`);
  return !(isNumeric(w) && toNumber(w) === 0);
}
function checkReadConcern(body: Doc): void {
  const concern = body.get('readConcern');
  const level = isDoc(concern) ? concern.get('level') : undefined;
  if (level === undefined || level === 'local' || level === 'majority' || level === 'available') return;
  throw new MongoError('InvalidOptions', `read concern ${typeof level === 'string' ? level : ''} is not available on a standalone`);
}

/** Never throws a MongoError: it is the reply. */
export async function dispatch(message: Message, store: Store, now: number): Promise<Buffer> {
  try {
    const { body } = message;
    const sent = body.keys().next().value ?? '';
    const name = ALIASES.get(sent) ?? sent;
    const command = Object.hasOwn(COMMANDS, name) ? commands.get(name) : undefined;
    if (command === undefined) throw new MongoError('CommandNotFound', `no such command: '${sent}'`);
    if (sent !== name) body.set(name, body.get(sent) ?? null);
    if (sent !== name) body.delete(sent);
    if (body.has('txnNumber'))
      throw new MongoError('IllegalOperation', 'Transaction numbers are only allowed on a replica set member or mongos');
    const fields = commandFields(name, body);
    const wanted = checkWriteConcern(body);
    checkReadConcern(body);
    const request: Request = { ...message, name, fields, now };
    const reply = await command(request, store);
    if (!(reply instanceof Map)) return reply;
    return encode(WRITES.has(name) && !wanted ? new Map([['ok', 1]]) : reply.set('ok', 1));
  } catch (e) {
    if (!(e instanceof MongoError)) throw e;
    return encode(
      new Map<string, Value>([['ok', 0], ['errmsg', e.message], ['code', int(e.code)], ['codeName', e.codeName], ...(e.extra ?? [])]),
    );
  }
}
