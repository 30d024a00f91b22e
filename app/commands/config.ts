import { settingNames, settingsSchema, variableOf } from '../settings.ts';
import type { Command } from './command.ts';

/** The manual of settings, made from their declarations. */
export const configCommand: Command = {
  name: 'config',
  summary: 'in sổ tay thiết lập / print the manual of settings',
  usage: 'vanthu config',
  async run(_args, io) {
    io.stdout.write(
      '# vanthu.yaml: mỗi thiết lập một dòng, lồng nhau hoặc có dấu chấm; biến môi trường thắng tệp.\n# One setting a line, nested or dotted; environment variables win over the file.\n\n',
    );
    for (const name of settingNames) {
      const schema = settingsSchema.shape[name];
      const standard: unknown = schema.safeParse(undefined).data;
      const secret = schema.meta()?.['secret'] === true ? ' (bí mật / secret)' : '';
      io.stdout.write(
        `${name}\n    ${schema.description ?? ''}${secret}\n    mặc định / default: ${JSON.stringify(standard)}\n    ${variableOf(name)}\n\n`,
      );
    }
    return 0;
  },
};
