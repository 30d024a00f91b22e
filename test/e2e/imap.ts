import { ImapFlow } from 'imapflow';
import { imapPassword, type AgencyServer } from '../real/servers.ts';

async function withMailbox<T>(server: AgencyServer, address: string, use: (client: ImapFlow) => Promise<T>): Promise<T> {
  const client = new ImapFlow({
    host: '127.0.0.1',
    port: server.imap,
    secure: false,
    doSTARTTLS: false,
    auth: { user: address, pass: imapPassword },
    logger: false,
  });
  await client.connect();
  try {
    return await use(client);
  } finally {
    client.close();
  }
}

/** Messages in an inbox as a mail program fetches them over IMAP, oldest first. */
export const fetched = (server: AgencyServer, address: string): Promise<readonly Buffer[]> =>
  withMailbox(server, address, async (client) => {
    const { exists } = await client.mailboxOpen('INBOX', { readOnly: true });
    const all: Buffer[] = [];
    if (exists === 0) return all;
    for await (const mail of client.fetch('1:*', { source: true })) if (mail.source !== undefined) all.push(mail.source);
    return all;
  });

/** Puts messages into an inbox over IMAP, one after the other. */
export const appended = (server: AgencyServer, address: string, mails: readonly Buffer[]): Promise<void> =>
  withMailbox(server, address, async (client) => {
    for (const mail of mails) await client.append('INBOX', mail);
  });
