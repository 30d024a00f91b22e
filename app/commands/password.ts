import { createInterface } from 'node:readline';
import { hashPassword } from '../../agency/people/password.ts';
import type { Command } from './command.ts';

const shortest = 10;

/** Makes the hash that stands in the people's file; the password is read from standard input, never from the command line. */
export const passwordCommand: Command = {
  name: 'password',
  summary: 'tạo chuỗi mật khẩu cho tệp người dùng, đọc mật khẩu từ đầu vào / hash a password from standard input',
  usage: 'vanthu password < tệp-một-dòng',
  async run(_args, io) {
    const lines = createInterface({ input: process.stdin });
    for await (const line of lines) {
      lines.close();
      if (line.length < shortest) {
        io.stderr.write(`Mật khẩu cần ít nhất ${shortest} ký tự. / At least ${shortest} characters.\n`);
        return 1;
      }
      io.stdout.write(`${await hashPassword(line)}\n`);
      return 0;
    }
    io.stderr.write('Chưa có mật khẩu nào ở đầu vào. / No password on standard input.\n');
    return 2;
  },
};
