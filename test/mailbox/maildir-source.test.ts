import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MailboxSource } from '../../gateway/mailbox/found-mail.ts';
import { createMaildirSource } from '../../gateway/mailbox/maildir-source.ts';
import { silent } from '../registry/world.ts';
import { letterOf, Taken } from './taken.ts';

let root: string;
let box: string;
let taken: Taken;
let source: MailboxSource;
const longAgo = new Date('2000-01-01');

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'vanthu-maildir-'));
  box = join(root, 'box');
  taken = new Taken();
});
afterEach(async () => {
  await source?.stop();
  await rm(root, { recursive: true, force: true });
});

const start = (more: { readonly pollMs?: number; readonly since?: Date | null; readonly largest?: number } = {}): void => {
  source = createMaildirSource(box, {
    take: taken.take,
    seenFile: join(root, 'seen'),
    since: longAgo,
    pollMs: 50,
    largest: 100_000,
    clock: () => new Date(),
    log: silent,
    ...more,
  });
  source.start();
};
const make = async (): Promise<void> => {
  for (const sub of ['tmp', 'new', 'cur']) await mkdir(join(box, sub), { recursive: true });
};
const drop = async (name: string, text: string, sub = 'new'): Promise<void> => {
  await writeFile(join(box, 'tmp', name), text);
  await rename(join(box, 'tmp', name), join(box, sub, name));
};

test('takes what lies there, what comes by announcement, and a mailbox that comes into being later', async () => {
  start({ pollMs: 20 });
  await make();
  await drop('1.a.host', letterOf('one').replaceAll('\r\n', '\n'));
  await taken.until(1);
  await source.stop();
  start({ pollMs: 600_000 });
  // The first look is over once this one was found.
  await drop('2.b.host:2,S', letterOf('two'), 'cur');
  await taken.until(2);
  await drop('3.c.host', letterOf('three'));
  await taken.until(3);
  expect(taken.subjects).toEqual(['one', 'two', 'three']);
  expect(Buffer.from(taken.found[0]?.bytes ?? []).toString()).toBe(letterOf('one'));
});

test('a file that a mail client moves and flags is the same mail; nothing in the mailbox is changed', async () => {
  await make();
  start({ pollMs: 20 });
  await drop('1.a.host', letterOf('one'));
  await taken.until(1);
  await rename(join(box, 'new', '1.a.host'), join(box, 'cur', '1.a.host:2,S'));
  await drop('2.b.host', letterOf('two'));
  await taken.until(2);
  expect(taken.subjects).toEqual(['one', 'two']);
  expect([await readdir(join(box, 'new')), await readdir(join(box, 'cur'))]).toEqual([['2.b.host'], ['1.a.host:2,S']]);
});

test('after a restart only new mail comes; without its memory all of it comes again', async () => {
  await make();
  start();
  await drop('1.a.host', letterOf('one'));
  await taken.until(1);
  await source.stop();
  start();
  await drop('2.b.host', letterOf('two'));
  await taken.until(2);
  await source.stop();
  await rm(join(root, 'seen'));
  start();
  await taken.until(4);
  expect(taken.subjects).toEqual(['one', 'two', 'one', 'two']);
});

test('mail from before the first start is left alone', async () => {
  await make();
  await drop('1.a.host', letterOf('old'));
  await utimes(join(box, 'new', '1.a.host'), longAgo, longAgo);
  start({ since: null });
  await readFileWhenThere(join(root, 'seen'));
  await drop('2.b.host', letterOf('new'));
  await taken.until(1);
  expect(taken.subjects).toEqual(['new']);
});

test('a mail that could not be kept comes again, in its place', async () => {
  await make();
  taken.refuse = 3;
  await drop('1.a.host', letterOf('one'));
  await utimes(join(box, 'new', '1.a.host'), new Date(1e12), new Date(1e12));
  await drop('2.b.host', letterOf('two'));
  start({ pollMs: 10 });
  await taken.until(2);
  expect([taken.subjects, taken.refuse]).toEqual([['one', 'two'], 0]);
});

test('links are not followed; of a mail that is too large only the header comes', async () => {
  await make();
  await writeFile(join(root, 'secret'), letterOf('secret'));
  await symlink(join(root, 'secret'), join(box, 'new', '1.link.host'));
  await mkdir(join(box, 'new', '2.folder.host'));
  await drop('3.large.host', letterOf('large', 'x'.repeat(400_000)));
  start();
  await taken.until(1);
  expect([taken.subjects, taken.found[0]?.tooLarge, (taken.found[0]?.bytes.length ?? 0) < 300_000]).toEqual([['large'], true, true]);
});

async function readFileWhenThere(path: string): Promise<string> {
  for (;;) {
    const text = await readFile(path, 'utf8').catch(() => null);
    if (text !== null) return text;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
