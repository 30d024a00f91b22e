import { ImapFlow } from 'imapflow';

type Account = {
  readonly host: string;
  readonly port: number;
  readonly tls: 'implicit' | 'starttls' | 'none';
  readonly user: string;
  readonly password: string;
  readonly folder: string;
};

const patience = 10_000;

/** Signs in and opens the folder read-only; resolves to the number of messages in it. Rejects with the server's words. */
export async function probeImap(account: Account): Promise<number> {
  const client = new ImapFlow({
    host: account.host,
    port: account.port,
    secure: account.tls === 'implicit',
    doSTARTTLS: account.tls === 'starttls',
    auth: { user: account.user, pass: account.password },
    logger: false,
    connectionTimeout: patience,
    greetingTimeout: patience,
    socketTimeout: patience,
  });
  client.on('error', () => client.close());
  try {
    await client.connect();
    const opened = await client.mailboxOpen(account.folder, { readOnly: true });
    return opened.exists;
  } catch (error) {
    const said = error instanceof Error && 'responseText' in error && typeof error.responseText === 'string' ? error.responseText : '';
    throw new Error(said || (error instanceof Error ? error.message : String(error)), { cause: error });
  } finally {
    client.close();
  }
}
