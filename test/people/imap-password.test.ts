import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createImapPasswordCheck } from '../../gateway/mailbox/imap-password.ts';
import { Dovecot, hasDovecot } from '../mailbox/dovecot.ts';

const password = 'p"a\\s s{5}';

(hasDovecot ? describe : describe.skip)('passwords at a Dovecot server (needs /usr/sbin/dovecot and root)', () => {
  let folder: string;
  let server: Dovecot;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vanthu-auth-'));
    server = await Dovecot.start(folder, { users: { 'maivt@vidu.gov.vn': password }, masters: {} });
  });
  afterAll(async () => {
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  test('right, wrong, unknown, with control characters', async () => {
    const check = createImapPasswordCheck({ host: '127.0.0.1', port: server.port, tls: 'none' });
    expect(await check('maivt@vidu.gov.vn', password)).toBe(true);
    expect(await check('maivt@vidu.gov.vn', 'sai')).toBe(false);
    expect(await check('ai@vidu.gov.vn', password)).toBe(false);
    expect(await check('maivt@vidu.gov.vn', `${password}\r\na2 LOGOUT`)).toBe(false);
    expect(await readFile(join(folder, 'log'), 'utf8').catch(() => '')).not.toContain(password);
  });

  test('nobody there: rejects, which is not the same as wrong', async () => {
    await server.stop();
    const check = createImapPasswordCheck({ host: '127.0.0.1', port: server.port, tls: 'none' });
    await expect(check('maivt@vidu.gov.vn', password)).rejects.toThrow();
    await server.run();
  });
});

describe('answers that say nothing about the password', () => {
  let server: Server;
  let said = '';
  beforeAll(async () => {
    server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.write('* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] ready\r\n');
      socket.on('data', (data) => {
        const [tag = '', command = ''] = data.toString('latin1').split(' ');
        if (/^(AUTHENTICATE|LOGIN)/i.test(command)) {
          if (said === '') socket.destroy();
          else socket.write(`${tag} ${said}\r\n`);
        } else socket.write(`${tag} OK done\r\n`);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => void server.close());

  test.each([
    ['NO [UNAVAILABLE] Temporary authentication failure', 'rejects'],
    ['', 'rejects'],
    ['NO [AUTHENTICATIONFAILED] Authentication failed.', false],
    ['NO go away', false],
  ])('%s → %s', async (answer, expected) => {
    said = answer;
    const check = createImapPasswordCheck({ host: '127.0.0.1', port: (server.address() as AddressInfo).port, tls: 'none' });
    expect(await check('maivt@vidu.gov.vn', password).catch(() => 'rejects')).toBe(expected);
  });
});

test('an unencrypted connection is for this machine only', () => {
  expect(() => createImapPasswordCheck({ host: 'mail.vidu.gov.vn', port: 143, tls: 'none' })).toThrow(/loopback/);
});
