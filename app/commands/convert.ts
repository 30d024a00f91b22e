import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { decodeText } from '../../gateway/read/decode-text.ts';
import { readMessage } from '../../gateway/read/read-message.ts';
import { repairMessage } from '../../gateway/read/repair-message.ts';
import type { LegacyText } from '../../mail/message.ts';
import type { Command, Io } from './command.ts';

const usage = 'vanthu convert [--json] FILE …';

type Converted = {
  readonly kind: 'mail' | 'text';
  readonly found: readonly LegacyText[];
  readonly octets: Buffer;
  /** Why the text stays as it is, for the person at the terminal. */
  readonly left: string | null;
};

/** A file that starts with header fields, one of which every mail has. */
const looksLikeMail = (octets: Buffer): boolean =>
  /^(?:[!-9;-~]{1,76}:[^\n]*\n(?:[ \t][^\n]*\n)*){1,200}/.test(octets.toString('latin1', 0, 65_536)) &&
  /^(?:from|received|return-path|date|subject|message-id|mime-version):/im.test(octets.toString('latin1', 0, 4096));

async function convertMail(octets: Buffer): Promise<Converted> {
  const read = await readMessage(octets, { smtpUtf8: true });
  const found = read.message.legacy;
  const repaired = repairMessage(octets, read, { smtpUtf8: true });
  const signed = found.length > 0 && read.message.signed ? 'thư đã ký số, không sửa được mà không làm hỏng chữ ký' : null;
  const unread = read.message.problem === null ? null : `không đọc được thư (${read.message.problem.detail})`;
  const doubtful = found.some((text) => !text.repairable) ? 'có đoạn không chắc bảng mã, để nguyên' : null;
  return { kind: 'mail', found, octets: repaired ?? octets, left: unread ?? signed ?? doubtful };
}

function convertText(octets: Buffer): Converted {
  const { text, form } = decodeText(octets, null);
  if (form === null && !isUtf8(octets)) return { kind: 'text', found: [], octets, left: 'không nhận ra bảng mã, để nguyên' };
  // A text file has no place to declare a charset: plain UTF-8 is as it should be.
  const changed = form !== null && !(form.what === 'undeclared-8bit' && text === octets.toString('utf8'));
  const sample = text.trim().slice(0, 200);
  const found = changed && form ? [{ where: 'text', what: form.what, declared: null, sample, repairable: form.repairable }] : [];
  return { kind: 'text', found, octets: Buffer.from(text), left: null };
}

async function run(args: readonly string[], io: Io): Promise<number> {
  const json = args.includes('--json');
  const files = args.filter((arg) => arg !== '--json');
  if (files.length === 0 || files.some((file) => file.startsWith('--'))) {
    io.stderr.write(`Cách dùng: ${usage}\n`);
    return 2;
  }
  let code = 0;
  for (const file of files) {
    try {
      const octets = await readFile(resolve(io.cwd, file));
      const { kind, found, octets: converted, left } = looksLikeMail(octets) ? await convertMail(octets) : convertText(octets);
      if (json) io.stdout.write(`${JSON.stringify({ file, kind, found, left })}\n`);
      else io.stdout.write(converted);
      if (left !== null) {
        code = 1;
        io.stderr.write(`${file}: ${left}\n`);
      }
    } catch (error) {
      code = 1;
      io.stderr.write(`Không đọc được tệp ${file}: ${error instanceof Error ? error.message : String(error)}\n`);
    }
  }
  return code;
}

/** Mail or text in old Vietnamese encodings to Unicode, precomposed. */
export const convertCommand: Command = {
  name: 'convert',
  summary: 'Chuyển thư, văn bản mã cũ (TCVN3, VNI …) sang Unicode dựng sẵn · Convert mail or text to NFC Unicode',
  usage,
  run,
};
