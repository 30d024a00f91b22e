import { judgeContext } from '../context.ts';
import { backupCommand, restoreCommand, verifyCommand } from './backup.ts';
import { checkCommand } from './check.ts';
import type { Command } from './command.ts';
import { configCommand } from './config.ts';
import { convertCommand } from './convert.ts';
import { judgeCommand } from './judge.ts';
import { passwordCommand } from './password.ts';
import { readCommand } from './read.ts';
import { remindCommand } from './remind.ts';
import { spoolCommand } from './spool.ts';
import { startCommand } from './start.ts';
import { tokenCommand } from './token.ts';
import { traceCommand } from './trace.ts';

/** Every command, in the order help shows them. */
export const commands: readonly Command[] = [
  startCommand,
  checkCommand,
  configCommand,
  judgeCommand(judgeContext),
  convertCommand,
  readCommand,
  remindCommand,
  traceCommand,
  backupCommand,
  verifyCommand,
  restoreCommand,
  passwordCommand,
  tokenCommand,
  spoolCommand,
];
