import { z } from 'zod';

export const reminderSettings = z.object({
  'reminders.enabled': z
    .preprocess((v) => (typeof v === 'string' ? /^(1|true|yes|có)$/i.test(v) : v), z.boolean())
    .default(true)
    .describe('Whether people are reminded to look into their mailbox (TTH Điều 5).'),
  'reminders.imap': z
    .string()
    .default('')
    .describe("host:port of the agency's IMAP server, asked with a master user; empty = mailboxes are shown as not checked."),
  'reminders.imap-tls': z
    .enum(['implicit', 'starttls', 'none'])
    .default('implicit')
    .describe('How that connection is encrypted; none only on loopback.'),
  'reminders.master-user': z
    .string()
    .default('')
    .describe('Dovecot master user; signs in as «person*master» and only searches, never reads bodies.'),
  'reminders.master-password': z.string().default('').meta({ secret: true }).describe("The master user's password."),
  'reminders.maildir': z.string().default('').describe('Folder of Maildirs by address, asked instead of IMAP (the demonstration).'),
  'reminders.keep-months': z.coerce
    .number()
    .int()
    .min(1)
    .max(120)
    .default(24)
    .describe('How long check-in facts are kept; they are personal data.'),
});
