import { ImapFlow, type FetchMessageObject } from 'imapflow';
import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { noticeLocalPart } from '../../agency/people/directory.ts';
import { domainOf } from '../../mail/boundary.ts';
import { imapConnection, type ImapHost } from './imap-connection.ts';

/** What reminders ask of a mailbox (same shape as their port). */
type UnseenMail = { readonly from: string; readonly receivedAt: Date; readonly reminder: boolean };
type MailboxLook = {
  readonly unread: readonly string[];
  readonly era: string;
  readonly mails: readonly UnseenMail[];
  readonly readSince: boolean;
};
type Unread = { look(address: string, since: Date): Promise<MailboxLook | null> };

const fields = ['from', 'list-id', 'precedence', 'auto-submitted', 'x-vanthu-notice'];
/** Only so much of a header is read to find them. */
const headBytes = 32_768;
/** A person with more unread mail than this is reminded all the same. */
const most = 500;
const patience = 15_000;
const day = 86_400_000;

const fieldOf = (head: string, name: string): string => new RegExp(`^${name}:[ \\t]*([^\\r\\n]*)`, 'im').exec(head)?.[1]?.trim() ?? '';

/** Null for mail that doesn't count: lists, bulk, automatic mail, our own notices other than reminders. */
function countingMail(mailbox: string, header: string, receivedAt: Date): UnseenMail | null {
  const head = header.replace(/\r?\n[ \t]+/g, ' ');
  const written = fieldOf(head, 'from');
  const from = /<([^<>]+)>/.exec(written)?.[1] ?? written;
  // Anybody may write our field; only our own address makes it a reminder.
  const ours = from.toLowerCase() === `${noticeLocalPart}@${domainOf(mailbox)}`;
  if (ours) return fieldOf(head, 'x-vanthu-notice') === 'reminder' ? { from: '', receivedAt, reminder: true } : null;
  const automatic = fieldOf(head, 'auto-submitted');
  const bulk =
    fieldOf(head, 'list-id') !== '' ||
    /^(bulk|list|junk)$/i.test(fieldOf(head, 'precedence')) ||
    (automatic !== '' && !/^no\b/i.test(automatic));
  return bulk ? null : { from, receivedAt, reminder: false };
}

const seenFlag = /:2,[A-Za-z]*S/;
/** The unique part of a file's name stays the same when it moves from new/ to cur/ and when flags change. */
const uniquePart = (name: string): string => name.replace(/:2,.*$/, '');

/** Maildirs named by address below one folder: what lies in new/, or in cur/ without the S flag, is unread. */
export function createMaildirUnread(folder: string): Unread {
  const arrivedSince = async (path: string, since: Date): Promise<boolean> => {
    // Delivery time: renaming does not change it.
    const found = await stat(path).catch(() => null);
    return found !== null && found.mtime >= since;
  };
  return {
    async look(address, since) {
      if (!/^[a-z0-9._+-]+@[a-z0-9.-]+$/.test(address)) return null;
      const box = join(folder, address);
      // cur/ after new/: a message that moves in between is met twice, not missed.
      const arrived = await readdir(join(box, 'new')).catch(() => []);
      const cur = await readdir(join(box, 'cur')).catch(() => []);
      const paths = new Map<string, string>();
      for (const name of arrived) paths.set(uniquePart(name), join(box, 'new', name));
      for (const name of cur) {
        if (seenFlag.test(name)) paths.delete(uniquePart(name));
        else paths.set(uniquePart(name), join(box, 'cur', name));
      }
      // Names begin with the time of delivery.
      const unread = [...paths.keys()].toSorted();
      const mails: UnseenMail[] = [];
      for (const name of unread.slice(-most)) {
        const mail = await headOf(paths.get(name) ?? '');
        const counting = mail === null ? null : countingMail(address, mail.head, mail.at);
        if (counting !== null) mails.push(counting);
      }
      let readSince = false;
      for (const name of cur) readSince ||= seenFlag.test(name) && (await arrivedSince(join(box, 'cur', name), since));
      return { unread, era: 'maildir', mails, readSince };
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
      return { head: text.split(/\r?\n\r?\n/, 1)[0] ?? '', at: (await file.stat()).mtime };
    } finally {
      await file.close();
    }
  } catch {
    // Moved by the mail client between the listing and here.
    return null;
  }
}

type MasterUser = ImapHost & { readonly masterUser: string; readonly masterPassword: string };

const arrivalOf = (mail: FetchMessageObject): Date => new Date(mail.internalDate ?? 0);

/**
 * Asks the agency's IMAP server as a Dovecot master user: EXAMINE, SEARCH and, for the senders that a reminder names, a few header
 * fields; never a body or a subject (TTH Điều 4.3), and no flag changes. Rejects when the server can't be asked.
 */
export function createImapUnread(server: MasterUser): Unread {
  const connection = imapConnection(server, patience);

  const lookInto = async (client: ImapFlow, address: string, since: Date): Promise<MailboxLook> => {
    const { uidValidity } = await client.mailboxOpen('INBOX', { readOnly: true });
    const unseen = ((await client.search({ seen: false }, { uid: true })) || []).toSorted((a, b) => a - b);
    const mails: UnseenMail[] = [];
    if (unseen.length > 0) {
      for await (const mail of client.fetch(unseen.slice(-most), { uid: true, internalDate: true, headers: fields }, { uid: true })) {
        const counting = countingMail(address, mail.headers?.toString('latin1') ?? '', arrivalOf(mail));
        if (counting !== null) mails.push(counting);
      }
    }
    // SINCE knows days, in the server's own zone: a day more is asked, and the time of arrival compared.
    const read = (await client.search({ seen: true, since: new Date(since.getTime() - day) }, { uid: true })) || [];
    let readSince = false;
    if (read.length > 0) {
      for await (const mail of client.fetch(read, { uid: true, internalDate: true }, { uid: true })) readSince ||= arrivalOf(mail) >= since;
    }
    return { unread: unseen.map(String), era: String(uidValidity), mails, readSince };
  };

  return {
    async look(address, since) {
      const auth = { user: `${address}*${server.masterUser}`, pass: server.masterPassword };
      const client = new ImapFlow({ ...connection, auth });
      client.on('error', () => client.close());
      try {
        await client.connect();
        const look = await lookInto(client, address, since);
        await client.logout();
        return look;
      } finally {
        client.close();
      }
    },
  };
}
