/** The commands, by the name in the message; the allow-list says which fields each takes. */
import type { Command } from '../command.ts';
import { MongoError } from '../mongo-error.ts';
import * as catalogue from './catalogue-commands.ts';
import * as read from './read-commands.ts';
import * as server from './server-commands.ts';
import * as write from './write-commands.ts';

const transactionsNeedReplicaSet: Command = () => {
  throw new MongoError('IllegalOperation', 'Transaction numbers are only allowed on a replica set member or mongos');
};

export const commands: ReadonlyMap<string, Command> = new Map<string, Command>(
  [
    ...Object.entries(server),
    ...Object.entries(catalogue),
    ...Object.entries(read),
    ...Object.entries(write),
    ['commitTransaction', transactionsNeedReplicaSet],
  ].filter((e): e is [string, Command] => typeof e[1] === 'function'),
);
/** Spellings that older clients use. */
export const ALIASES: ReadonlyMap<string, string> = new Map([
  ['ismaster', 'isMaster'],
  ['buildinfo', 'buildInfo'],
  ['findandmodify', 'findAndModify'],
]);
