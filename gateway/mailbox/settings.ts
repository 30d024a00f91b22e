import { z } from 'zod';

export const mailboxSettings = z.object({
  'mailbox.imap': z
    .string()
    .regex(/^$|^[^\s:]+:\d{1,5}$/, 'host:port')
    .default('')
    .describe(
      'host:port of the server that holds the office mailbox; empty = not read over IMAP. Nothing there is changed, no mail is marked read.',
    ),
  'mailbox.imap-tls': z
    .enum(['implicit', 'starttls', 'none'])
    .default('implicit')
    .describe('How that connection is encrypted; none only on loopback.'),
  'mailbox.imap-user': z.string().default('').describe('Account of the office mailbox.'),
  'mailbox.imap-password': z.string().default('').meta({ secret: true }).describe('Its password.'),
  'mailbox.imap-folder': z.string().default('INBOX').describe('Folder that is read.'),
  'mailbox.maildir': z.string().default('').describe('Maildir of the office mailbox on this machine; empty = none.'),
  'mailbox.since': z
    .string()
    .regex(/^$|^\d{4}-\d{2}-\d{2}$/, 'YYYY-MM-DD')
    .default('')
    .describe('Mail that reached the office mailbox before this day is left alone; empty = before the first start.'),
  'mailbox.poll': z.coerce
    .number()
    .int()
    .min(1)
    .max(3_600)
    .default(60)
    .describe('Seconds between two looks where the server or the file system announces nothing.'),
  'mailbox.largest': z.coerce
    .number()
    .int()
    .default(52_428_800)
    .describe('Octets of the largest mail that is read from the mailbox; larger ones are shown as not filed.'),
});

export type MailboxSettings = z.infer<typeof mailboxSettings>;
