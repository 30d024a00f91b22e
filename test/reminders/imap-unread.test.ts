import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ImapFlow } from 'imapflow';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createImapUnread } from '../../gateway/mailbox/unread.ts';
import { Dovecot, hasDovecot } from '../mailbox/dovecot.ts';

const account = 'maivt@vidu.gov.vn';

(hasDovecot ? describe : describe.skip)('unread mail at a Dovecot server with a master user (needs /usr/sbin/dovecot and root)', () => {
  let folder: string;
  let server: Dovecot;
  let client: ImapFlow;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vanthu-unread-'));
    server = await Dovecot.start(folder, { users: { [account]: 'riêng' }, masters: { nhac: 'chung' } });
    client = new ImapFlow({
      host: '127.0.0.1',
      port: server.port,
      secure: false,
      doSTARTTLS: false,
      auth: { user: account, pass: 'riêng' },
      logger: false,
    });
    await client.connect();
  });
  afterAll(async () => {
    await client?.logout();
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const append = async (header: string, received: Date, flags: string[] = []): Promise<void> => {
    await client.append('INBOX', `${header}Subject: Chuyện riêng\r\n\r\nnội dung\r\n`, flags, received);
  };
  const flags = async (): Promise<readonly string[][]> => {
    await client.mailboxOpen('INBOX', { readOnly: true });
    const all: string[][] = [];
    for await (const mail of client.fetch('1:*', { flags: true })) all.push([...(mail.flags ?? [])].filter((f) => f !== '\\Recent'));
    await client.mailboxClose();
    return all;
  };

  test('senders and times of what counts; no flag is touched', async () => {
    const slot = new Date('2026-11-10T00:30:00Z');
    await append(
      'From: =?utf-8?Q?X=C3=A3?=\r\n =?utf-8?Q?_T=C3=A2n_L=E1=BA=ADp?= <vp@tanlap.example>\r\n',
      new Date('2026-11-09T23:00:00Z'),
    );
    await append('From: tin@example.org\r\nList-Id: <tin.example>\r\n', new Date('2026-11-09T23:01:00Z'));
    await append(
      'From: thu-cong-vu@vidu.gov.vn\r\nX-Vanthu-Notice: reminder\r\nAuto-Submitted: auto-generated\r\n',
      new Date('2026-11-09T23:02:00Z'),
    );
    await append('From: cu@example.org\r\n', new Date('2026-11-07T23:00:00Z'), ['\\Seen']);
    const before = await flags();
    const unread = createImapUnread({ host: '127.0.0.1', port: server.port, tls: 'none', masterUser: 'nhac', masterPassword: 'chung' });
    const look = await unread.look(account, slot);
    expect(look).toEqual({
      unread: ['1', '2', '3'],
      era: expect.stringMatching(/^\d+$/),
      mails: [
        { from: 'vp@tanlap.example', receivedAt: new Date('2026-11-09T23:00:00Z'), reminder: false },
        { from: '', receivedAt: new Date('2026-11-09T23:02:00Z'), reminder: true },
      ],
      readSince: false,
    });
    expect(await flags()).toEqual(before);

    await append('From: moi@example.org\r\n', new Date('2026-11-10T00:31:00Z'), ['\\Seen']);
    expect((await unread.look(account, slot))?.readSince).toBe(true);
    expect((await unread.look(account, new Date('2026-11-10T00:32:00Z')))?.readSince).toBe(false);

    await client.mailboxOpen('INBOX');
    await client.messageFlagsAdd('1', ['\\Seen']);
    await client.mailboxClose();
    expect((await unread.look(account, slot))?.unread).toEqual(['2', '3']);
  });

  test('a wrong master password, an unknown mailbox, a server that is away: rejects', async () => {
    const as = (masterPassword: string) =>
      createImapUnread({ host: '127.0.0.1', port: server.port, tls: 'none', masterUser: 'nhac', masterPassword });
    await expect(as('sai').look(account, new Date())).rejects.toThrow();
    const nowhere = createImapUnread({ host: '127.0.0.1', port: 1, tls: 'none', masterUser: 'nhac', masterPassword: 'chung' });
    await expect(nowhere.look(account, new Date())).rejects.toThrow();
  });
});
