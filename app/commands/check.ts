import { checkAgency } from '../checks/agency.ts';
import type { Check } from '../checks/check.ts';
import { checkDatabase } from '../checks/database.ts';
import { checkDoors } from '../checks/doors.ts';
import { checkHops } from '../checks/hops.ts';
import { checkMailboxes } from '../checks/mailboxes.ts';
import { openContext } from '../context.ts';
import type { Command } from './command.ts';

const checks: readonly Check[] = [checkAgency, checkDoors, checkHops, checkMailboxes, checkDatabase];
const marks = { ok: 'được  ', note: 'lưu ý ', wrong: 'SAI   ' } as const;

/** Tests every connection and setting, and says what to do. */
export const checkCommand: Command = {
  name: 'check',
  summary: 'kiểm tra thiết lập và mọi kết nối, nói cần làm gì / test settings and connections',
  usage: 'vanthu check [--json]',
  async run(args, io) {
    const context = { ...(await openContext(io)), now: new Date() };
    const results = (await Promise.all(checks.map((check) => check(context)))).flat();
    if (args.includes('--json')) io.stdout.write(`${JSON.stringify(results)}\n`);
    else for (const { state, what, say } of results) io.stdout.write(`${marks[state]}${what}: ${say}\n`);
    return results.some((r) => r.state === 'wrong') ? 1 : 0;
  },
};
