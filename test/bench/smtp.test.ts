import { expect, test } from '@jest/globals';
import { missing } from '../../bench/servers.ts';
import { benchSmtp } from '../../bench/smtp.ts';

const absent = missing();

(absent === null ? test : test.skip)(
  `the bench runs and leaves both queues empty${absent === null ? '' : ` (missing: ${absent})`}`,
  async () => {
    const said: string[] = [];
    const figures = await benchSmtp({ short: true, source: true, say: (text) => void said.push(text) });
    expect(figures?.map((f) => [f.server, f.load.name])).toEqual([
      ['Postfix', '4 KB'],
      ['Văn Thư', '4 KB'],
      ['Postfix', '1 MB, a text each'],
      ['Văn Thư', '1 MB, a text each'],
    ]);
    for (const figure of figures ?? []) expect(Math.min(figure.accepted, figure.delivered, figure.peak)).toBeGreaterThan(0);
    expect(said.join('')).not.toContain('warnings');
  },
  60_000,
);
