import { z } from 'zod';

const list = z.preprocess(
  (v) =>
    typeof v === 'string'
      ? v
          .split(',')
          .map((w) => w.trim())
          .filter((w) => w !== '')
      : v,
  z.array(z.string()),
);
const listener = z.string().regex(/^$|^off$|^(?:[^\s:]+|\[[0-9a-fA-F:]+\]):\d{1,5}$/, 'host:port hoặc off / host:port or off');
const count = z.coerce.number().int().min(1);
const seconds = z.coerce.number().positive();

export const smtpSettings = z.object({
  submission: listener
    .default('127.0.0.1:2587')
    .describe('Listener for staff (STARTTLS, AUTH), host:port; port 0 = any free port, off = none.'),
  submissions: listener.default('127.0.0.1:2465').describe('Listener for staff with TLS from the start, host:port.'),
  inbound: listener
    .default('127.0.0.1:2525')
    .describe('Listener for outside mail to hosted domains, host:port; never relays, offers no AUTH.'),
  relay: listener.default('127.0.0.1:2526').describe("Listener for mail leaving the agency's own server, host:port; named peers only."),
  'relay-peers': list.default(['127.0.0.1']).describe('Addresses or networks (CIDR) that may use the relay listener.'),
  'size.outgoing': count
    .default(10_485_760)
    .describe('Largest message from staff and the own server, octets as RFC 1870 counts them (ĐB Điều 5: 10 MB).'),
  'size.inbound': count.default(10_485_760).describe('Largest message from outside, octets.'),
  'size.inbound-office': count
    .default(26_214_400)
    .describe('Largest message from outside to the office mailbox, octets; announced on inbound.'),
  'smtp.hostname': z.string().default('').describe('Name in greetings and Received fields; empty = name of this machine.'),
  'smtp.connections': count.default(1_000).describe('Connections at a time on one listener.'),
  'smtp.connections-per-client': count.default(100).describe('Connections at a time from one address.'),
  'smtp.recipients': count.default(200).describe('Recipients of one message; beyond it 452 (RFC 5321 asks for at least 100).'),
  'smtp.idle': seconds.default(300).describe('Seconds a client may let pass without a complete command.'),
  'smtp.session': seconds.default(3_600).describe('Seconds a connection may last in all.'),
  'smtp.data-grace': seconds.default(60).describe('Seconds before the least data rate is asked for.'),
  'smtp.data-rate': count.default(256).describe('Least octets a second while a message is sent, on average.'),
  'smtp.reply-time': seconds.default(240).describe('Seconds until a message gets its answer whatever happens (451 then).'),
  'smtp.idle-commands': count.default(100).describe('NOOP, RSET, VRFY and the like between two messages.'),
  'smtp.errors': count.default(20).describe('Refused commands between two messages.'),
  'smtp.auth-failures': count.default(6).describe('Failed sign-ins on one connection.'),
  'smtp.greeting-delay': z.coerce
    .number()
    .int()
    .min(0)
    .default(5)
    .describe('Milliseconds that inbound waits before its greeting, to catch clients that do not wait for it.'),
});

export type SmtpSettings = z.infer<typeof smtpSettings>;
