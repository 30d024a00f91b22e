import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { chmod, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readMessage } from '../../gateway/read/read-message.ts';
import type { Message } from '../../mail/message.ts';
import { imapPassword, missing, startAgencyServer, type AgencyServer } from '../real/servers.ts';
import { RawClient } from '../smtp/raw-client.ts';
import { encodeLegacy } from '../vietnamese/encode-legacy.ts';
import { Client, fromOutside, hand, has, letter, run, submit } from './clients.ts';
import { appended, fetched } from './imap.ts';
import { at, maildir, office, password, Product, until, type Row } from './product.ts';

const limit = 10_485_760;
const without = missing ?? ['swaks', 'curl', 'openssl'].find((program) => !has(program)) ?? null;
const suite = without === null ? describe : describe.skip;

suite(`an agency with Postfix and Dovecot behind Văn Thư${without === null ? '' : ` (missing: ${without})`}`, () => {
  let folder: string;
  let server: AgencyServer;
  let product: Product;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vanthu-e2e-'));
    await chmod(folder, 0o755);
    product = await Product.create(
      folder,
      async ({ relay }) => {
        server = await startAgencyServer(join(folder, 'server'), 'vidu.gov.vn', relay);
        return {
          routes: { inside: `smtp://127.0.0.1:${server.smtp}`, '*': `maildir:${join(folder, 'outside')}` },
          'relay-peers': ['127.0.0.1'],
          people: { file: 'people.yaml', imap: `127.0.0.1:${server.imap}`, 'imap-tls': 'none' },
          mailbox: { imap: `127.0.0.1:${server.imap}`, 'imap-tls': 'none', 'imap-user': office, 'imap-password': imapPassword },
          queue: { 'first-retry': 0.5, 'longest-retry': 2 },
          smtp: { hostname: 'gw.vidu.gov.vn' },
        };
      },
      { withoutPassword: [at('huydq')] },
    );
    await product.start();
  }, 120_000);
  afterAll(async () => {
    await product.stop();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** The first message in a mailbox of the agency's server that fits. */
  const arrived = (address: string, fits: (message: Message, raw: Buffer) => boolean): Promise<{ message: Message; raw: Buffer }> =>
    until(`mail for ${address}`, async () => {
      for (const raw of await server.inbox(address)) {
        const { message } = await readMessage(raw);
        if (fits(message, raw)) return { message, raw };
      }
      return null;
    });
  const noticed = async (local: string, kind: string, about: string): Promise<Message> => {
    const isIt = (m: Message): boolean =>
      m.header.some((f) => f.name === 'x-vanthu-notice' && f.text === kind) && `${m.subject}\n${m.text}`.includes(about);
    return (await arrived(at(local), isIt)).message;
  };
  const outside = (address: string): Promise<readonly string[]> => maildir(join(folder, 'outside'), address);

  describe('bytes and size', () => {
    const signedIn = (local: string): string[] => ['--auth', 'PLAIN', '--auth-user', at(local), '--auth-password', password];
    /** swaks with STARTTLS and AUTH; the file holds DATA as it goes over the wire. */
    const swaks = async (to: string, bytes: Buffer): Promise<string> => {
      const wire = join(folder, 'wire');
      await writeFile(wire, `${bytes.toString('latin1').replaceAll(/^\./gm, '..')}.`, 'latin1');
      const arguments_ = ['--server', '127.0.0.1', '--port', String(product.port('submission')), '--tls', ...signedIn('maivt')];
      const mail = ['--from', at('maivt'), '--to', to, '--no-data-fixup', '--data', `@${wire}`, '--timeout', '60', '--hide-send'];
      return (await run('swaks', [...arguments_, ...mail])).output;
    };
    const sized = (octets: number): Buffer => {
      const head = `From: ${at('maivt')}\r\nTo: ${at('huydq')}\r\nSubject: ${octets} octet\r\nDate: Sat, 21 Nov 2026 08:00:00 +0700\r\nMessage-ID: <size-${octets}@vidu.gov.vn>\r\n\r\n`;
      const full = Math.floor((octets - head.length) / 78) - 1;
      const last = 'b'.repeat(octets - head.length - full * 78 - 2);
      return Buffer.from(`${head}${`${'a'.repeat(76)}\r\n`.repeat(full)}${last}\r\n`, 'latin1');
    };

    test('what swaks sends lies in Dovecot octet by octet, below our trace', async () => {
      const raw = Buffer.from(
        `From:  =?utf-8?B?VsWpIFRo4buLIE1haQ==?= <${at('maivt')}>\r\nTo: ${at('huydq')}\r\nX-Odd:\tfolded\r\n \t twice\r\nSubject: =?utf-8?q?Gi=E1=BB=AF_nguy=C3=AAn?=\r\nDate: Sat, 21 Nov 2026 08:00:00 +0700\r\nMessage-ID: <bytes@vidu.gov.vn>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\nDòng một  \r\n..hai chấm\r\n.\t\r\n${'x'.repeat(990)}\r\n\r\n`,
        'utf8',
      );
      expect(await swaks(at('huydq'), raw)).toMatch(/^<~\s+250 2\.0\.0 /m);
      const got = await until('the mail over IMAP', async () =>
        (await fetched(server, at('huydq'))).find((mail) => mail.includes('<bytes@vidu.gov.vn>')),
      );
      const text = got.toString('latin1');
      const ours =
        /Received: from [^\r]*\r\n(?:[ \t][^\r]*\r\n)*?\tby gw\.vidu\.gov\.vn \(Van Thu\) with ESMTPSA id [^\r]*\r\n(?:[ \t][^\r]*\r\n)*X-Vanthu-Id: [^\r]*\r\n(?:[ \t][^\r]*\r\n)*/.exec(
          text,
        );
      expect(text.slice((ours?.index ?? 0) + (ours?.[0].length ?? 0))).toBe(raw.toString('latin1'));
    });

    test('exactly 10,485,760 octets pass; one more is refused after DATA, or at MAIL FROM where announced', async () => {
      const [whole, more] = [sized(limit), sized(limit + 1)];
      expect([whole.length, more.length]).toEqual([limit, limit + 1]);
      const url = `smtp://127.0.0.1:${product.port('submission')}/may-tram.example`;
      const as = ['--ssl-reqd', '--cacert', product.ca, '--user', `${at('maivt')}:${password}`];
      const curl = (file: string) =>
        run('curl', ['-sv', url, ...as, '--mail-from', at('maivt'), '--mail-rcpt', at('huydq'), '--upload-file', file]);
      // octet by octet, nothing announced
      const client = await RawClient.greeted(product.port('submission'));
      await client.say('EHLO may-tram.example');
      await client.startTls();
      await client.say('EHLO may-tram.example');
      await client.signIn(at('maivt'), password);
      const reply = async (message: Buffer): Promise<string> => {
        await client.all(`MAIL FROM:<${at('maivt')}>`, `RCPT TO:<${at('huydq')}>`, 'DATA');
        client.write(message);
        return client.say('.');
      };
      expect(await reply(whole)).toMatch(/^250 2\.0\.0 /);
      expect(await reply(more)).toMatch(/^552 5\.3\.4 Thu nay 10\.485\.761 byte, vuot gioi han 10\.485\.760 byte/);
      client.close();
      const file = join(folder, 'more.eml');
      await writeFile(file, more);
      const announced = await curl(file);
      expect(announced.output).toMatch(new RegExp(`^> MAIL FROM:<${at('maivt')}>.* SIZE=${limit + 1}`, 'm'));
      expect(announced.output).toMatch(/^< 552 5\.3\.4 /m);
      expect(announced.output).not.toMatch(/^> DATA/m);
      await writeFile(
        file,
        await letter({ from: at('maivt'), to: at('huydq'), subject: 'curl', text: 'Bằng curl.', messageId: '<curl@vidu.gov.vn>' }),
      );
      expect((await curl(file)).code).toBe(0);
      const there = (id: string): Promise<Buffer> =>
        until(`${id} in the mailbox`, async () => (await server.inbox(at('huydq'))).find((mail) => mail.includes(id)));
      await there('<curl@vidu.gov.vn>');
      const lines = (await there(`<size-${limit}@vidu.gov.vn>`)).toString('latin1').replaceAll(/\r?\n/g, '\r\n');
      expect(lines.endsWith(whole.toString('latin1'))).toBe(true);
      expect((await server.inbox(at('huydq'))).some((mail) => mail.includes(`<size-${limit + 1}@`))).toBe(false);
    });

    test('a person without a local password signs in with that of the agency’s mailbox', async () => {
      const as = (secret: string) => [
        '--server',
        '127.0.0.1',
        '--port',
        String(product.port('submissions')),
        '--tls-on-connect',
        '--auth',
        'LOGIN',
        '--auth-user',
        at('huydq'),
        '--auth-password',
        secret,
        '--quit-after',
        'AUTH',
      ];
      expect((await run('swaks', as(imapPassword))).output).toMatch(/^<~\s+235 /m);
      expect((await run('swaks', as('sai'))).output).toMatch(/^<~\*\s+535 /m);
    });
  });

  describe('forwarding', () => {
    const draft =
      'Chào Mai,\n\nPhòng dự kiến sắp xếp lại vị trí việc làm của ba đơn vị sự nghiệp trực thuộc theo hướng giảm đầu mối,\ntrong đó chuyển hai biên chế từ bộ phận tổng hợp sang bộ phận thanh tra và chưa công bố trước khi có ý kiến của Giám đốc.\n\nTuấn\n';
    const written = (tag: string, to: string): Promise<Buffer> =>
      submit(product, 'tuanha', { to, subject: `Dự thảo ${tag}`, text: `${tag}\n${draft}`, messageId: `<${tag}@vidu.gov.vn>` });
    const heldFor = async (address: string): Promise<{ readonly asked: readonly string[]; readonly state: string } | undefined> => {
      // Sound: the contract's shape of the list.
      const { items } = (await product.api('hoanv', 'held?state=waiting&limit=200')) as {
        items: { recipients: string[]; asked: string[]; state: string }[];
      };
      return items.find((item) => item.recipients.includes(address));
    };
    const replyTo = (question: Message): string => question.replyTo[0]?.address ?? '';

    test('a Sieve redirect of inside mail to outside comes through the relay listener and waits; the author is asked', async () => {
      await server.filter(at('thuyltt'), 'redirect "rieng@thu.example";\n');
      await written('sieve', at('thuyltt'));
      const question = await noticed('tuanha', 'consent-question', 'rieng@thu.example');
      expect(question.text).toContain('Dự thảo sieve');
      expect((await heldFor('rieng@thu.example'))?.asked).toEqual([at('tuanha')]);
      await submit(product, 'tuanha', {
        to: replyTo(question),
        subject: `Re: ${question.subject}`,
        text: 'Từ chối, bản này chưa công bố.',
      });
      // The owner is told, and that goes the same way: nobody is asked or told of our own notices, which would never end.
      for (const kind of ['Thư chờ đồng ý', 'chưa gửi được']) {
        await until(`the notice "${kind}" comes back and goes no further`, async () => {
          const { items } = (await product.api('sonbn', 'messages?limit=200')) as {
            items: { subject: string | null; via: string; recipients: { address: string; state: string }[] }[];
          };
          const back = items.filter((m) => m.via === 'relay' && m.subject?.includes(kind));
          expect(back.length).toBeLessThan(2);
          return back[0]?.recipients[0]?.state === 'returned';
        });
      }
      expect(await outside('rieng@thu.example')).toEqual([]);
      expect(await server.inbox(at('hoanv'))).toEqual([]);
    });

    test('forwarded as an attachment: held, forged and automatic answers change nothing, Đồng ý releases it', async () => {
      const original = await written('dinh-kem', at('maivt'));
      await arrived(at('maivt'), (m) => m.messageId === '<dinh-kem@vidu.gov.vn>');
      const out = 'ketoan@congty.example';
      await submit(product, 'maivt', {
        to: out,
        cc: at('huydq'),
        subject: 'Gửi anh tham khảo',
        text: 'Xem thư đính kèm.',
        messageId: '<chuyen-dinh-kem@vidu.gov.vn>',
        attachments: [{ filename: 'thu.eml', contentType: 'message/rfc822', content: original }],
      });
      // the colleague's copy does not wait for the answer
      await arrived(at('huydq'), (m) => m.messageId === '<chuyen-dinh-kem@vidu.gov.vn>');
      const question = await noticed('tuanha', 'consent-question', out);
      await noticed('maivt', 'held', 'Gửi anh tham khảo');
      expect(await heldFor(out)).toMatchObject({ state: 'waiting', asked: [at('tuanha')] });

      const auto = {
        messageId: '<vang-mat@vidu.gov.vn>',
        subject: 'Trả lời tự động: vắng mặt',
        headers: { 'Auto-Submitted': 'auto-replied' },
      };
      await submit(product, 'tuanha', { to: replyTo(question), text: 'Đồng ý', ...auto });
      const forged = await letter({
        from: at('tuanha'),
        to: replyTo(question),
        subject: 'Re: x',
        text: 'Đồng ý',
        messageId: '<gia@thu.example>',
      });
      const client = await Client.open(product, 'inbound');
      const reply = await client.send('tuanha@thu.example', [replyTo(question)], forged);
      client.close();
      expect([250, 550]).toContain(reply.code);
      await submit(product, 'maivt', {
        to: replyTo(question),
        subject: 'Re: x',
        text: 'Đồng ý',
        messageId: '<khong-duoc-hoi@vidu.gov.vn>',
      });
      for (const id of ['<vang-mat@vidu.gov.vn>', '<khong-duoc-hoi@vidu.gov.vn>', ...(reply.code === 250 ? ['<gia@thu.example>'] : [])]) {
        await until(`${id} was looked at`, async () => {
          const { items } = (await product.api('sonbn', `messages?messageId=${encodeURIComponent(id)}`)) as { items: { id: string }[] };
          const [item] = items;
          if (item === undefined) return false;
          const { events } = (await product.api('sonbn', `messages/${item.id}`)) as { events: { event: string; detail: string | null }[] };
          return events.some((e) => e.event === 'step' && e.detail === 'answer');
        });
      }
      expect(await heldFor(out)).toMatchObject({ state: 'waiting' });
      expect(await outside(out)).toEqual([]);

      await submit(product, 'tuanha', {
        to: replyTo(question),
        subject: `Re: ${question.subject}`,
        text: `Đồng ý nhé em\n\n> ${question.text.replaceAll('\n', '\n> ')}`,
      });
      const [released] = await until('the released copy', async () => {
        const all = await outside(out);
        return all.length > 0 ? all : null;
      });
      expect(released).toContain(original.toString('latin1'));
      await noticed('maivt', 'released', 'Gửi anh tham khảo');
    });

    test('redirected from a mail program: held, Từ chối comes back with the reason', async () => {
      const original = await written('chuyen-huong', at('maivt'));
      await arrived(at('maivt'), (m) => m.messageId === '<chuyen-huong@vidu.gov.vn>');
      const out = 'doitac@congty.example';
      const resent = `Resent-From: ${at('maivt')}\r\nResent-To: ${out}, ${at('huydq')}\r\nResent-Date: Sat, 21 Nov 2026 09:00:00 +0700\r\nResent-Message-ID: <r1@vidu.gov.vn>\r\n`;
      await hand(product, 'submission', {
        from: at('maivt'),
        to: [out, at('huydq')],
        bytes: Buffer.concat([Buffer.from(resent), original]),
        person: 'maivt',
      });
      await arrived(at('huydq'), (m, raw) => m.messageId === '<chuyen-huong@vidu.gov.vn>' && raw.includes('<r1@vidu.gov.vn>'));
      const question = await noticed('tuanha', 'consent-question', out);
      expect(await outside(out)).toEqual([]);
      await submit(product, 'tuanha', {
        to: replyTo(question),
        subject: `Re: ${question.subject}`,
        text: 'Từ chối: tài liệu chưa công bố.',
      });
      expect((await noticed('maivt', 'refused', 'Dự thảo chuyen-huong')).text).toContain('tài liệu chưa công bố');
      expect(await heldFor(out)).toBeUndefined();
      expect(await outside(out)).toEqual([]);
    });
  });

  describe('old character sets', () => {
    const text =
      'Kính gửi các đồng chí, đề nghị nộp báo cáo tổng kết trước ngày mười lăm tháng mười hai. Trường hợp vướng mắc, liên hệ Văn phòng để được hướng dẫn.';
    const head = (id: string): string =>
      `From: ${at('maivt')}\r\nTo: ${at('huydq')}\r\nSubject: Bao cao\r\nDate: Sat, 21 Nov 2026 08:00:00 +0700\r\nMessage-ID: <${id}@vidu.gov.vn>\r\n`;
    const part = Buffer.concat([
      Buffer.from('Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: 8bit\r\n\r\n'),
      encodeLegacy(text, 'tcvn3'),
      Buffer.from('\r\n'),
    ]);

    test('TCVN3 arrives as NFC Unicode, the original is kept', async () => {
      const raw = Buffer.concat([Buffer.from(`${head('tcvn3')}MIME-Version: 1.0\r\n`), part]);
      await hand(product, 'submission', { from: at('maivt'), to: [at('huydq')], bytes: raw, person: 'maivt' });
      const { raw: mail, message } = await arrived(at('huydq'), (m) => m.messageId === '<tcvn3@vidu.gov.vn>');
      expect(message.text).toContain(text.normalize('NFC'));
      expect(mail.toString('latin1')).toMatch(/^Content-Type: text\/plain; charset="?utf-8"?/im);
      const spool = join(product.data, 'spool');
      const kept = await Promise.all(
        (await readdir(spool, { recursive: true })).filter((name) => name.endsWith('.msg')).map((name) => readFile(join(spool, name))),
      );
      expect(kept.some((bytes) => bytes.includes(raw))).toBe(true);
    });

    test('signed with S/MIME it is refused, with the text as it can be read', async () => {
      const [key, certificate, inner] = ['key.pem', 'cert.pem', 'inner'].map((name) => join(folder, name)) as [string, string, string];
      await writeFile(inner, part);
      await run('openssl', [
        'req',
        '-x509',
        '-newkey',
        'rsa:2048',
        '-nodes',
        '-keyout',
        key,
        '-out',
        certificate,
        '-days',
        '2',
        '-subj',
        '/CN=Mai',
      ]);
      const signed = join(folder, 'signed');
      await run('openssl', ['smime', '-sign', '-binary', '-in', inner, '-signer', certificate, '-inkey', key, '-out', signed]);
      const wire = (await readFile(signed, 'latin1')).replaceAll(/\r?\n/g, '\r\n');
      expect(wire).toContain('multipart/signed');
      const bytes = Buffer.from(head('ky-so') + wire, 'latin1');
      const client = await Client.open(product, 'submission', 'maivt');
      const reply = await client.send(at('maivt'), [at('huydq')], bytes);
      client.close();
      expect(reply.code).toBe(550);
      expect(reply.text).toMatch(/Unicode/);
      expect(reply.text).toMatch(/Kinh gui cac dong chi/i);
    });
  });

  describe('real documents', () => {
    const folderOf = new URL('../data/documents/', import.meta.url);
    const from = 'vanphong@tanlap.example';
    /** One mail each: its files, and what the register shows of the first. */
    const mails = [
      { files: ['printed/dien-bien-530-QD-SXD-2015.pdf'], row: { codeNumber: '530', codeNotation: 'QĐ-SXD', issuedDate: '2015-06-08' } },
      { files: ['printed/quang-ngai-1201-QD-SYT-2014.pdf'], row: { codeNumber: '1201', codeNotation: 'QĐ-SYT', issuedDate: '2014-08-28' } },
      {
        files: ['printed/thai-binh-20-2012-QD-UBND.pdf'],
        row: { codeNumber: '20', codeNotation: '2012/QĐ-UBND', issuedDate: '2012-12-19' },
      },
      {
        files: ['printed/thua-thien-hue-50-QD-SNgV-2017.pdf'],
        row: { codeNumber: '50', codeNotation: 'QĐ-SNgV', issuedDate: '2017-08-21', organName: 'SỞ NGOẠI VỤ THỪA THIÊN HUẾ' },
      },
      {
        files: ['nd30/30_2020_ND_CP.docx', 'nd30/Phuluc1.doc', 'nd30/Phuluc4.doc'],
        row: {
          codeNumber: '30',
          codeNotation: '2020/NĐ-CP',
          issuedDate: '2020-03-05',
          organName: 'CHÍNH PHỦ',
          subject: 'Về công tác văn thư',
        },
      },
      // an agency of the same name and ký hiệu as ours, and an annex without its document: a person decides
      {
        files: ['printed/binh-dinh-376-QD-SNV-2017.pdf'],
        row: { codeNumber: '376', codeNotation: 'QĐ-SNV', issuedDate: '2017-10-20' },
        tray: true,
      },
      { files: ['nd30/Phuluc1.docx'], row: {}, tray: true },
    ] as const satisfies readonly { files: readonly string[]; row: Partial<Row>; tray?: boolean }[];
    type Sent = (typeof mails)[number];
    const idOf = ({ files }: Sent): string => `<${files[0].replace('/', '.')}@tanlap.example>`;

    test('mailed or put into the office mailbox: each filed once, numbered without gap, found in API and page', async () => {
      const contents = new Map(
        await Promise.all(
          mails.flatMap((m) => m.files).map(async (path) => [path as string, await readFile(new URL(path, folderOf))] as const),
        ),
      );
      const mailOf = (mail: Sent) => ({
        from,
        to: office,
        subject: `Gửi văn bản ${mail.files[0]}`,
        text: 'Kính gửi Sở Nội vụ,\nVăn phòng gửi văn bản kèm theo.\nTrân trọng.',
        messageId: idOf(mail),
        attachments: mail.files.map((path) => ({ filename: path.split('/')[1] ?? '', content: contents.get(path) ?? '' })),
      });
      const byMail = mails.filter((_, i) => i % 2 === 0);
      const byImap = mails.filter((_, i) => i % 2 === 1);
      for (const mail of byMail) await fromOutside(product, mailOf(mail));
      await appended(server, office, await Promise.all(byImap.map((mail) => letter(mailOf(mail)))));
      const tray = async (mail: Sent): Promise<{ readonly id: string } | undefined> => {
        // Sound: the contract's shape of the list.
        const { items } = (await product.api('lanpt', 'intake?state=waiting')) as { items: { id: string; messageId: string }[] };
        return items.find((item) => item.messageId === idOf(mail));
      };
      for (const mail of mails.filter((m) => 'tray' in m)) {
        const item = await until(`${idOf(mail)} waits for the clerk`, () => tray(mail));
        await product.api('lanpt', `intake/${item.id}/register`, {});
      }
      const rowOf = (rows: readonly Row[], mail: Sent) => rows.find((row) => row.source.messageId === idOf(mail));
      await until('all are in the register', async () => {
        const rows = await product.register();
        return mails.every((mail) => rowOf(rows, mail) !== undefined);
      });
      // What was mailed lies in the mailbox as well: it was looked at there when the mail put in after it was.
      await until('the mailed copies lie in the office mailbox', async () => {
        const inbox = await server.inbox(office);
        return byMail.every((mail) => inbox.some((raw) => raw.includes(idOf(mail))));
      });
      await appended(server, office, [
        await letter({ from, to: office, subject: 'Cảm ơn', text: 'Cảm ơn đã nhận.', messageId: '<cuoi@tanlap.example>' }),
      ]);
      await until('the last mail was looked at', async () => {
        const { items } = (await product.api('lanpt', 'intake?state=waiting')) as { items: { messageId: string }[] };
        return items.some((item) => item.messageId === '<cuoi@tanlap.example>');
      });
      const rows = await product.register();
      expect(rows.map((row) => row.arrivalNumber)).toEqual(mails.map((_, i) => i + 1));

      const list = await product.page('lanpt', '/van-ban');
      for (const mail of mails) {
        const row = rowOf(rows, mail);
        if (row === undefined) throw new Error(`${idOf(mail)} is not in the register`);
        expect(row).toMatchObject({ ...mail.row, source: { via: byMail.includes(mail) ? 'smtp' : 'imap', from } });
        expect(row.files.map((f) => [f.originalName, f.sha256])).toEqual(
          mail.files.map((path) => [
            path.split('/')[1],
            createHash('sha256')
              .update(contents.get(path) ?? '')
              .digest('hex'),
          ]),
        );
        const code = row.codeNumber === null ? '' : `${row.codeNumber}-${row.codeNotation?.replace('/', '-')}_`;
        expect(row.files.map((f) => f.name)).toEqual(
          mail.files.map((path, i) =>
            expect.stringMatching(new RegExp(`^${row.arrivalNumber}_${code}.*${i + 1}\\.${path.split('.').at(-1)}$`)),
          ),
        );
        expect(list).toContain(`/van-ban/${row.id}`);
      }
      const decree = rows.find((row) => row.codeNotation === '2020/NĐ-CP');
      const page = await product.page('maivt', `/van-ban/${decree?.id}`);
      for (const shown of ['Về công tác văn thư', 'CHÍNH PHỦ', '05/03/2020', decree?.files[2]?.name ?? '?']) expect(page).toContain(shown);
      const fetchedFile = await fetch(`${product.web}${decree?.files[1]?.href}`, {
        headers: { Authorization: `Basic ${Buffer.from(`${at('maivt')}:${password}`).toString('base64')}` },
      });
      expect(Buffer.from(await fetchedFile.arrayBuffer()).equals(contents.get('nd30/Phuluc1.doc') ?? Buffer.alloc(0))).toBe(true);
    });
  });
});
