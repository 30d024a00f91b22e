import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { mkdtemp, readdir, rename, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MailboxSource } from '../../gateway/mailbox/found-mail.ts';
import { createImapSource } from '../../gateway/mailbox/imap-source.ts';
import { createFilePositions } from '../../gateway/mailbox/positions.ts';
import { silent } from '../registry/world.ts';
import { Dovecot, hasDovecot } from './dovecot.ts';
import { letterOf, Taken } from './taken.ts';

jest.setTimeout(15_000);

(hasDovecot ? describe : describe.skip)('the office mailbox at a Dovecot server (needs /usr/sbin/dovecot and root)', () => {
  let folder: string;
  let server: Dovecot;
  let taken: Taken;
  let source: MailboxSource | null = null;
  let run = 0;
  let count = 0;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vanthu-imap-'));
    server = await Dovecot.start(folder);
  });
  afterAll(async () => {
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    taken = new Taken();
    run += 1;
    for (const sub of ['new', 'cur'])
      for (const name of await readdir(join(server.maildir, sub))) await unlink(join(server.maildir, sub, name));
  });
  afterEach(async () => {
    await source?.stop();
    source = null;
  });

  const start = (
    more: { readonly since?: Date | null; readonly pollMs?: number; readonly password?: string; readonly largest?: number } = {},
  ): MailboxSource => {
    source = createImapSource(
      {
        host: '127.0.0.1',
        port: server.port,
        tls: 'none',
        user: 'vanthu@vidu.gov.vn',
        password: more.password ?? 'mat-khau',
        folder: 'INBOX',
      },
      {
        take: taken.take,
        positions: createFilePositions(join(folder, `position${run}`)),
        since: more.since === undefined ? new Date('2000-01-01') : more.since,
        pollMs: more.pollMs ?? 60_000,
        largest: more.largest ?? 100_000,
        clock: () => new Date(),
        random: () => 0,
        log: silent,
        retryMs: () => 30,
      },
    );
    source.start();
    return source;
  };
  const drop = async (subject: string, body?: string): Promise<void> => {
    const name = `${Math.floor(Date.now() / 1000)}.${(count += 1)}.host`;
    await writeFile(join(server.maildir, 'tmp', name), letterOf(subject, body));
    await rename(join(server.maildir, 'tmp', name), join(server.maildir, 'new', name));
  };
  const connected = async (running: MailboxSource): Promise<void> => {
    while (!running.state().connected) await new Promise((resolve) => setTimeout(resolve, 5));
  };

  test('takes what lies there in order, then what IDLE announces; nothing is marked read', async () => {
    await drop('one');
    await drop('two');
    start();
    await taken.until(2);
    await drop('three');
    await taken.until(3);
    expect(taken.subjects).toEqual(['one', 'two', 'three']);
    expect(Buffer.from(taken.found[0]?.bytes ?? []).toString()).toBe(letterOf('one'));
    expect(Math.abs((taken.found[0]?.receivedAt.getTime() ?? 0) - Date.now())).toBeLessThan(60_000);
    const names = [...(await readdir(join(server.maildir, 'new'))), ...(await readdir(join(server.maildir, 'cur')))];
    expect(names).toHaveLength(3);
    expect(names.filter((name) => /:2,.*S/.test(name))).toEqual([]);
  });

  test('mail from before the first connection is left alone', async () => {
    await drop('old');
    await connected(start({ since: null }));
    await drop('new');
    await taken.until(1);
    expect(taken.subjects).toEqual(['new']);
  });

  test('the server goes away and comes back: what came meanwhile is taken, the rest not again', async () => {
    await drop('one');
    const running = start();
    await taken.until(1);
    await connected(running);
    await server.stop();
    while (running.state().connected) await new Promise((resolve) => setTimeout(resolve, 5));
    await drop('two');
    await server.run();
    await taken.until(2);
    expect(taken.subjects).toEqual(['one', 'two']);
    await connected(running);
    expect(running.state().problem).toBeNull();
  });

  test('another UIDVALIDITY: everything is looked at again, and the position is that of the new numbers', async () => {
    await drop('one');
    const running = start();
    await taken.until(1);
    await connected(running);
    await new Promise((resolve) => setTimeout(resolve, 1_100 - (Date.now() % 1_000)));
    await server.forget();
    await taken.until(2);
    expect(taken.subjects).toEqual(['one', 'one']);
    await running.stop();
    start();
    await drop('two');
    await taken.until(3);
    expect(taken.subjects).toEqual(['one', 'one', 'two']);
  });

  test('a mail that could not be kept comes again before the next; after a restart of ours only new ones', async () => {
    taken.refuse = 2;
    await drop('one');
    await drop('two');
    const running = start();
    await taken.until(2);
    await running.stop();
    await drop('three');
    start();
    await taken.until(3);
    expect(taken.subjects).toEqual(['one', 'two', 'three']);
  });

  test('of a mail that is too large only the header comes', async () => {
    await drop('large', 'x'.repeat(150_000));
    start();
    await taken.until(1);
    expect([taken.subjects, taken.found[0]?.tooLarge]).toEqual([['large'], true]);
  });

  test('a wrong password is said, tried again, and stopping waits for nothing', async () => {
    const running = start({ password: 'sai' });
    while (running.state().problem === null) await new Promise((resolve) => setTimeout(resolve, 20));
    await running.stop();
    expect(running.state()).toMatchObject({ connected: false, lookedAt: null });
    expect(JSON.stringify(running.state())).not.toContain('sai');
  });
});
