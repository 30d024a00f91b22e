import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { startWorld, type World } from '../smtp/gateway-under-test.ts';
import { freePort, missing, startAgencyServer, type AgencyServer } from './servers.ts';

const suite = missing === null ? describe : describe.skip;
const mai = 'maivt@vidu.gov.vn';
const huy = 'huydq@vidu.gov.vn';

suite(`Postfix and Dovecot as the agency's server${missing === null ? '' : ` (missing: ${missing})`}`, () => {
  let folder: string;
  let server: AgencyServer;
  let world: World;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vanthu-real-'));
    await chmod(folder, 0o755);
    const relay = await freePort();
    server = await startAgencyServer(join(folder, 'server'), 'vidu.gov.vn', relay);
    world = await startWorld({
      smtp: { relay: `127.0.0.1:${relay}` },
      relay: { routes: { inside: `smtp://127.0.0.1:${server.smtp}`, '*': `maildir:${join(folder, 'outside')}` }, 'queue.first-retry': 0.2 },
    });
  });
  afterAll(async () => {
    await world.close();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const submit = (to: string, bytes: Buffer): Promise<string> =>
    new Promise((resolve, reject) => {
      const client = new SMTPConnection({
        host: '127.0.0.1',
        port: world.port('submission'),
        requireTLS: true,
        tls: { rejectUnauthorized: false },
        allowInternalNetworkInterfaces: true,
      });
      client.on('error', reject);
      client.connect(() => {
        client.login({ credentials: { user: mai, pass: 'đúng' } }, (refused) => {
          if (refused) return reject(refused);
          client.send({ from: mai, to: [to] }, bytes, (error, info) => {
            client.quit();
            if (error) reject(error);
            else resolve(info.response);
          });
        });
      });
    });

  const raw = Buffer.from(
    `From:  =?utf-8?B?VsWpIFRo4buLIE1haQ==?= <${mai}>\r\nTo: ${huy}\r\nX-Odd:\tfolded\r\n \t twice\r\nSubject: =?utf-8?q?Gi=E1=BB=AF_nguy=C3=AAn?=\r\nDate: Mon, 23 Nov 2026 08:00:00 +0700\r\nMessage-ID: <real-1@vidu.gov.vn>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\nDòng một  \r\n..hai chấm đầu dòng\r\n.\t\r\n${'x'.repeat(990)}\r\n\r\n`,
    'utf8',
  );

  test('mail of a person arrives in the mailbox octet by octet, below our trace', async () => {
    expect(await submit(huy, raw)).toMatch(/^250 2\.0\.0 /);
    await world.until(async () => (await server.inbox(huy)).length === 1);
    const [mail] = await server.inbox(huy);
    const text = (mail ?? Buffer.alloc(0)).toString('latin1').replaceAll(/\r?\n/g, '\r\n');
    const ours =
      /Received: from [^\r]*\r\n(?:[ \t][^\r]*\r\n)*?\tby gw\.vidu\.gov\.vn \(Van Thu\) with ESMTPSA id [^\r]*\r\n(?:[ \t][^\r]*\r\n)*X-Vanthu-Id: [^\r]*\r\n(?:[ \t][^\r]*\r\n)*/.exec(
        text,
      );
    expect(ours).not.toBeNull();
    expect(text.slice((ours?.index ?? 0) + (ours?.[0].length ?? 0))).toBe(raw.toString('latin1'));
    await world.until(() => world.gateway.unfinished().length === 0);
  });

  test('a Sieve redirect of inside mail to outside comes through the relay listener, shown as such', async () => {
    await server.filter('tuanha@vidu.gov.vn', 'redirect "rieng@thu.example";\n');
    expect(await submit('tuanha@vidu.gov.vn', raw)).toMatch(/^250 /);
    const redirected = new Promise<string>((resolve) => {
      world.gateway.onChange((entry) => {
        if (
          entry.session.via === 'relay' &&
          entry.recipients[0]?.address === 'rieng@thu.example' &&
          entry.recipients[0].state === 'delivered'
        )
          resolve(entry.id);
      });
    });
    const view = world.gateway.entries.view(await redirected);
    const header = (await view?.read('original'))?.toString('latin1') ?? '';
    expect(header).toMatch(/^X-Sieve-Redirected-From: tuanha@vidu\.gov\.vn/m);
    expect(header).toContain('Message-ID: <real-1@vidu.gov.vn>');
  });
});
