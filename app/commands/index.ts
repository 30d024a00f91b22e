import { judgeContext } from '../context.ts';
import type { Command } from './command.ts';
import { configCommand } from './config.ts';
import { convertCommand } from './convert.ts';
import { judgeCommand } from './judge.ts';
import { readCommand } from './read.ts';
import { remindCommand } from './remind.ts';
import { startCommand } from './start.ts';

/** Every command, in the order help shows them. */
export const commands: readonly Command[] = [
  startCommand,
  configCommand,
  judgeCommand(judgeContext),
  convertCommand,
  readCommand,
  remindCommand,
];
