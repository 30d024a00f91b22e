import { parseArgs } from 'node:util';
import { openContext, withStores } from '../context.ts';
import { createLog } from '../log.ts';
import { createStaffReminders } from '../staff.ts';
import type { Command } from './command.ts';

const usage = 'vanthu remind --at 2026-11-23T07:45+07:00 --dry-run [--json]';

/** Who would be reminded then, who not and why. Only asks: reminders themselves are the server's. */
export const remindCommand: Command = {
  name: 'remind',
  summary: 'ai sẽ được nhắc kiểm tra hộp thư lúc ấy / who would be reminded then',
  usage,
  async run(args, io) {
    let values: { at?: string; 'dry-run'?: boolean; json?: boolean };
    try {
      values = parseArgs({
        args: [...args],
        options: { at: { type: 'string' }, 'dry-run': { type: 'boolean' }, json: { type: 'boolean' } },
      }).values;
    } catch {
      values = {};
    }
    const at = new Date(values.at ?? '');
    if (values['dry-run'] !== true || Number.isNaN(at.getTime())) {
      io.stderr.write(`${usage}\n`);
      return 2;
    }
    const context = await openContext(io);
    const plan = await withStores(context, (stores) =>
      createStaffReminders({
        agency: () => context.agency,
        settings: context.loaded.settings,
        stores,
        notices: null,
        page: (path) => path,
        counted: () => undefined,
        log: createLog('silent'),
      }).plan(at),
    );
    if (values.json === true) io.stdout.write(`${JSON.stringify(plan)}\n`);
    else {
      io.stdout.write(plan.slot === null ? 'Không phải giờ nhắc.\n' : `Lượt ${plan.slot.name} từ ${plan.slot.start}\n`);
      for (const address of plan.reminded) io.stdout.write(`  nhắc   ${address}\n`);
      for (const { address, why } of plan.others) io.stdout.write(`  không  ${address}: ${why}\n`);
    }
    return 0;
  },
};
