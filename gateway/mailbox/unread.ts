import { ImapFlow } from 'imapflow';
import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** What reminders ask of a mailbox (same shape as their port). */
type UnseenMail = { readonly id: string; readonly from: string; readonly receivedAt: Date; readonly reminder: boolean };
type Unread = { look(address: string): Promise<readonly UnseenMail[] | null> };

const fields = ['from', 'list-id', 'precedence', 'auto-submitted', 'x-vanthu-notice'];
/** Only so much of a header is read to find them. */
const headBytes = 32_768;
/** A person with more unread mail than this is reminded all the same. */
const most = 500;
const patience = 15_000;

const fieldOf = (head: string, name: string): string => new RegExp(`^${name}:[ \\t]*([^\\r\\n]*)`, 'im').exec(head)?.[1]?.trim() ?? '';

/** Null for mail that doesn't count: lists, bulk, automatic mail, our own notices other than reminders. */
function countingMail(id: string, head: string, receivedAt: Date): UnseenMail | null {
  const notice = fieldOf(head, 'x-vanthu-notice');
  if (notice === 'reminder') return { id, from: '', receivedAt, reminder: true };
  const automatic = fieldOf(head, 'auto-submitted');
  const bulk =
    fieldOf(head, 'list-id') !== '' || /^(bulk|list|junk)$/i.test(fieldOf(head, 'precedence')) || (automatic !== '' && automatic !== 'no');
  if (bulk || notice !== '') return null;
  const from = fieldOf(head, 'from');
  return { id, from: /<([^<>]+)>/.exec(from)?.[1] ?? from, receivedAt, reminder: false };
}

/** Maildirs named by address below one folder: what lies in new/, or in cur/ without the S flag, is unread. */
export function createMaildirUnread(folder: string): Unread {
  return {
    async look(address) {
      if (!/^[a-z0-9._+-]+@[a-z0-9.-]+$/.test(address)) return null;
      const found: UnseenMail[] = [];
      for (const sub of ['new', 'cur']) {
        const names = await readdir(join(folder, address, sub)).catch(() => []);
        for (const name of names.filter((n) => sub === 'new' || !/:2,[A-Z]*S/.test(n)).slice(0, most)) {
          const mail = await headOf(join(folder, address, sub, name));
          // The unique part of the name stays the same when the file moves from new/ to cur/.
          const counting = mail === null ? null : countingMail(name.replace(/:2,.*$/, ''), mail.head, mail.at);
          if (counting !== null) found.push(counting);
        }
      }
      return found;
    },
  };
}

async function headOf(path: string): Promise<{ head: string; at: Date } | null> {
  try {
    const file = await open(path);
    try {
      const buffer = Buffer.alloc(headBytes);
      const { bytesRead } = await file.read(buffer, 0, headBytes, 0);
      const text = buffer.toString('latin1', 0, bytesRead);
      return { head: text.split(/\r?\n\r?\n/, 1)[0] ?? '', at: (await stat(path)).mtime };
    } finally {
      await file.close();
    }
  } catch {
    // Moved by the mail client between the listing and here.
    return null;
  }
}

type ImapServer = {
  readonly host: string;
  readonly port: number;
  readonly tls: 'implicit' | 'starttls' | 'none';
  readonly masterUser: string;
  readonly masterPassword: string;
  readonly ca?: string;
};

/**
 * Asks the agency's IMAP server as a Dovecot master user: EXAMINE, SEARCH and header fields only, never a body or a
 * subject (TTH Điều 5.3), and no flag changes.
 */
export function createImapUnread(server: ImapServer): Unread {
  return {
    async look(address) {
      const client = new ImapFlow({
        host: server.host,
        port: server.port,
        secure: server.tls === 'implicit',
        doSTARTTLS: server.tls === 'starttls',
        ...(server.ca === undefined ? {} : { tls: { ca: server.ca } }),
        auth: { user: `${address}*${server.masterUser}`, pass: server.masterPassword },
        logger: false,
        connectionTimeout: patience,
        greetingTimeout: patience,
        socketTimeout: patience,
      });
      client.on('error', () => client.close());
      await client.connect();
      try {
        await client.mailboxOpen('INBOX', { readOnly: true });
        const uids = await client.search({ seen: false }, { uid: true });
        const found: UnseenMail[] = [];
        if (uids === undefined || uids === false || uids.length === 0) return found;
        for await (const mail of client.fetch(uids.slice(-most), { uid: true, internalDate: true, headers: fields }, { uid: true })) {
          const at = mail.internalDate === undefined ? new Date(0) : new Date(mail.internalDate);
          const counting = countingMail(String(mail.uid), mail.headers?.toString('latin1') ?? '', at);
          if (counting !== null) found.push(counting);
        }
        return found;
      } finally {
        await client.logout().catch(() => client.close());
      }
    },
  };
}
