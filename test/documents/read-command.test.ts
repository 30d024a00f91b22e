import { expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { readCommand } from '../../app/commands/read.ts';
import { bytesOf } from './fixture.ts';

async function run(cwd: string, ...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const code = await readCommand.run(args, { stdout, stderr, env: {}, cwd });
  stdout.end();
  stderr.end();
  return { code, out: await text(stdout), err: await text(stderr) };
}

test('prints one JSON line per file; a missing file is said and gives 1', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'read-'));
  try {
    await writeFile(join(folder, 'a.txt'), await bytesOf('regulations/binh-dinh-376-QD-SNV-2017.txt'));
    await writeFile(join(folder, 'b.pdf'), await bytesOf('printed/bao-cao-gian-chu.pdf'));
    const { code, out, err } = await run(folder, '--json', 'a.txt', 'b.pdf', 'c.pdf');
    const rows: { file: string; kind: string; pages: number | null; fields: Record<string, unknown>; unreadable: string | null }[] = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatchObject({
      file: 'a.txt',
      kind: 'text',
      fields: { codeNumber: { value: '376', source: 'layout', confidence: 0.95, page: 1 } },
      unreadable: null,
    });
    expect(rows[1]).toMatchObject({ file: 'b.pdf', kind: 'pdf', pages: 1, fields: { codeNotation: { value: 'BC-UBND' } } });
    expect(rows[1]?.fields).not.toHaveProperty('superior');
    expect(err).toContain('c.pdf');
    expect(code).toBe(1);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('without files it says how it is used', async () => {
  expect(await run('/', '--json')).toMatchObject({ code: 2, out: '' });
});
