import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { adoptSpool } from '../../gateway/spool/adopt.ts';
import { openContext } from '../context.ts';
import { lockData } from '../data-lock.ts';
import type { Command } from './command.ts';

const usage = 'vanthu spool adopt DIR';

/** Takes over the spool of a node that will not come back; both servers are stopped. */
export const spoolCommand: Command = {
  name: 'spool',
  summary: 'nhận thư còn lại của một nút đã hỏng (thư mục dữ liệu của nút ấy) / take over a dead node',
  usage,
  async run([action, folder], io) {
    if (action !== 'adopt' || folder === undefined) {
      io.stderr.write(`${usage}\n`);
      return 2;
    }
    const given = resolve(io.cwd, folder);
    const dead = existsSync(join(given, 'spool')) ? join(given, 'spool') : given;
    if (!existsSync(dead)) {
      io.stderr.write(`${dead}: không có thư mục này / no such folder\n`);
      return 1;
    }
    const { loaded } = await openContext(io);
    const unlock = await lockData(loaded.data);
    try {
      const own = join(loaded.data, 'spool');
      await mkdir(own, { recursive: true, mode: 0o700 });
      const adopted = await adoptSpool(dead, own);
      io.stdout.write(`Đã nhận ${adopted.length} thư; được xử lý khi máy chủ chạy lại. / ${adopted.length} messages taken over.\n`);
      return 0;
    } finally {
      unlock();
    }
  },
};
