import { parseArgs } from 'node:util';
import { hashToken, newToken } from '../../api/sessions.ts';
import { openContext, withStores } from '../context.ts';
import type { Command } from './command.ts';

const usage = 'vanthu token --person A [--days 365]';

/** Makes an app token for a program that uses the API (`Authorization: Bearer …`); shown once, kept as its hash. */
export const tokenCommand: Command = {
  name: 'token',
  summary: 'tạo mã truy cập API cho một người / make an app token for the API',
  usage,
  async run(args, io) {
    const { values } = parseArgs({
      args: [...args],
      options: { person: { type: 'string' }, days: { type: 'string', default: '365' } },
      strict: false,
    });
    const context = await openContext(io);
    const person = typeof values['person'] === 'string' ? context.agency.directory.person(values['person']) : null;
    const days = Number(values['days']);
    if (person?.state !== 'active' || !Number.isInteger(days) || days < 1 || days > 3_650) {
      io.stderr.write(`${usage}\n`);
      return 2;
    }
    const token = newToken();
    await withStores(context, ({ sessions }) =>
      sessions.add(hashToken(token), { person: person.address, kind: 'app', expiresAt: new Date(Date.now() + days * 86_400_000) }),
    );
    io.stdout.write(`${token}\n`);
    return 0;
  },
};
