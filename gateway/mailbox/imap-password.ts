import { ImapFlow } from 'imapflow';

type Server = { readonly host: string; readonly port: number; readonly tls: 'implicit' | 'starttls' | 'none'; readonly ca?: string };

/** One try may take this long before the person is told to try again later. */
const patience = 10_000;

/**
 * Checks a password at the agency's own IMAP server; nothing is stored.
 * Resolves false only when the server said that the credentials are wrong; rejects when it couldn't be asked.
 */
export function createImapPasswordCheck(server: Server): (address: string, password: string) => Promise<boolean> {
  return async (address, password) => {
    const client = new ImapFlow({
      host: server.host,
      port: server.port,
      secure: server.tls === 'implicit',
      doSTARTTLS: server.tls === 'starttls',
      ...(server.ca === undefined ? {} : { tls: { ca: server.ca } }),
      auth: { user: address, pass: password },
      verifyOnly: true,
      logger: false,
      connectionTimeout: patience,
      greetingTimeout: patience,
      socketTimeout: patience,
    });
    let failure: unknown = null;
    client.on('error', (error: unknown) => (failure ??= error));
    try {
      await client.connect();
      return true;
    } catch (error) {
      if (error instanceof Error && 'authenticationFailed' in error && error.authenticationFailed === true) return false;
      throw failure ?? error;
    } finally {
      client.close();
    }
  };
}
