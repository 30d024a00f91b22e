import { openContext, withStores } from '../context.ts';
import type { Command } from './command.ts';

/** A message's story, by our id or its Message-ID. */
export const traceCommand: Command = {
  name: 'trace',
  summary: 'diễn biến của một thư, theo mã hoặc Message-ID / the life of a message',
  usage: 'vanthu trace ID [--json]',
  async run(args, io) {
    const wanted = args.find((arg) => !arg.startsWith('--'));
    if (wanted === undefined) {
      io.stderr.write(`${traceCommand.usage}\n`);
      return 2;
    }
    const found = await withStores(await openContext(io), async ({ traces }) => {
      const one = await traces.find(wanted);
      return one === null ? (await traces.list({ messageId: wanted, limit: 50 })).items : [one];
    });
    for (const trace of found) {
      if (args.includes('--json')) {
        io.stdout.write(`${JSON.stringify(trace)}\n`);
        continue;
      }
      io.stdout.write(`${trace.id}  ${trace.receivedAt}  ${trace.via}  ${trace.from}  ${trace.subject ?? '(không hiển thị)'}\n`);
      for (const f of trace.findings)
        io.stdout.write(`  ${f.action} ${f.rule} (${f.clause}): ${f.reasons.map((r) => r.text).join('; ')}\n`);
      for (const r of trace.recipients) io.stdout.write(`  ${r.state} ${r.address} ${r.lastReply ?? ''}\n`);
      for (const e of trace.events) io.stdout.write(`  ${e.at} ${e.event} ${(e.recipients ?? []).join(', ')} ${e.detail ?? ''}\n`);
    }
    if (found.length === 0) io.stderr.write('Không tìm thấy thư này. / No such message.\n');
    return found.length === 0 ? 1 : 0;
  },
};
