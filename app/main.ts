#!/usr/bin/env node
import { PeopleProblem } from '../agency/people/load-people.ts';
import { commands } from './commands/index.ts';
import { DataInUse } from './data-lock.ts';
import { SettingsProblem } from './settings.ts';

const usage = (): string => `vanthu <lệnh>\n\n${commands.map((c) => `  ${c.usage}\n      ${c.summary}`).join('\n')}\n`;

/** sysexits: what a service manager and a person can tell apart. */
function exitCodeOf(error: unknown): { readonly code: number; readonly text: string } {
  if (error instanceof SettingsProblem || error instanceof PeopleProblem) return { code: 78, text: error.message };
  if (error instanceof DataInUse) return { code: 75, text: error.message };
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
    return { code: 78, text: `${error.message}: cổng đã có chương trình khác dùng / the port is taken` };
  return { code: 75, text: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

const [name, ...args] = process.argv.slice(2);
const command = commands.find((c) => c.name === name);
if (command === undefined) {
  const asked = name === undefined || name === 'help' || name === '--help';
  (asked ? process.stdout : process.stderr).write(usage());
  process.exitCode = asked ? 0 : 2;
} else {
  try {
    process.exitCode = await command.run(args, { stdout: process.stdout, stderr: process.stderr, env: process.env, cwd: process.cwd() });
  } catch (error) {
    const { code, text } = exitCodeOf(error);
    process.stderr.write(`${text}\n`);
    process.exitCode = code;
  }
}
// Whatever a library left open must not keep a finished command alive; output is written first.
process.stdout.write('', () => process.exit());
