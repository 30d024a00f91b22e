import { expect, test } from '@jest/globals';
import { array, assert, asyncProperty, constantFrom, record, uint8Array } from 'fast-check';
import { simpleParser } from 'mailparser';
import MailComposer from 'nodemailer/lib/mail-composer/index.js';
import { createHash } from 'node:crypto';
import { readMessage } from '../../gateway/read/read-message.ts';

/**
 * Our reader keeps what mailparser lets go (duplicates, octets of text parts, where a part ends); on well-formed mail the two must
 * tell the same story.
 */
const words = array(
  constantFrom(
    'Quyết',
    'định',
    'về',
    'việc',
    'đẩy',
    'mạnh',
    'cải',
    'cách',
    'hành',
    'chính',
    'năm',
    '2026',
    'Sở',
    'Nội',
    'vụ',
    'report',
    'résumé',
  ),
  { minLength: 1, maxLength: 12 },
);
const text = words.map((w) => w.join(' '));
const file = record({
  filename: text.map((t) => `${t.slice(0, 60)}.bin`),
  content: uint8Array({ minLength: 1, maxLength: 2_000 }).map((bytes) => Buffer.from(bytes)),
  contentType: constantFrom('application/pdf', 'application/octet-stream', 'image/png'),
});
const mail = record({
  subject: text,
  from: record({ name: text, address: constantFrom('maivt@vidu.gov.vn', 'a.b@ngoai.example') }),
  to: array(record({ name: text, address: constantFrom('huydq@vidu.gov.vn', 'ketoan@congty.example') }), {
    minLength: 1,
    maxLength: 4,
  }),
  text: array(text, { minLength: 1, maxLength: 10 }).map((lines) => `${lines.join('\n')}\n`),
  textEncoding: constantFrom('quoted-printable' as const, 'base64' as const),
  attachments: array(file, { maxLength: 4 }),
});

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

test('reads well-formed mail as mailparser does', async () => {
  await assert(
    asyncProperty(mail, async (options) => {
      const raw = await new MailComposer({
        ...options,
        date: new Date('2026-11-20T01:02:03Z'),
        messageId: '<x@vidu.gov.vn>',
        newline: '\r\n',
      })
        .compile()
        .build();
      const [theirs, { message: ours }] = await Promise.all([
        simpleParser(raw, { skipHtmlToText: true, skipTextToHtml: true, skipTextLinks: true, skipImageLinks: true }),
        readMessage(raw),
      ]);
      // mailparser 3.9.31 loses the end of a text that spans several encoded words: what was written is the measure there.
      expect(ours.subject).toBe(options.subject);
      expect(ours.messageId).toBe(theirs.messageId);
      expect(ours.date).toBe(theirs.date?.toISOString());
      expect(ours.from.map((m) => m.address)).toEqual(theirs.from?.value.map((m) => m.address));
      const to = Array.isArray(theirs.to) ? theirs.to : theirs.to === undefined ? [] : [theirs.to];
      expect(ours.to.map((m) => m.address)).toEqual(to.flatMap((list) => list.value.map((m) => m.address)));
      expect([...ours.from, ...ours.to].map((m) => m.name)).toEqual([options.from, ...options.to].map((m) => m.name));
      expect(ours.text.replaceAll('\r\n', '\n').trim()).toBe(theirs.text?.replaceAll('\r\n', '\n').trim());
      const files = ours.parts.filter((part) => part.disposition === 'attachment');
      expect(files.map((part) => part.sha256)).toEqual(theirs.attachments.map((a) => sha256(a.content)));
      expect(files.map((part) => part.fileName)).toEqual(theirs.attachments.map((a) => a.filename));
    }),
    { numRuns: 200, seed: 20261121 },
  );
});
