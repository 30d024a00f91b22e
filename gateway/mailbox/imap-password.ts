import { ImapFlow } from 'imapflow';
import { imapConnection, type ImapHost } from './imap-connection.ts';

/** One try may take this long before the person is told to try again later. */
const patience = 10_000;
/** RFC 5530: the server could not look, whoever it was. */
const notAnswered = ['UNAVAILABLE', 'INUSE', 'LIMIT', 'SERVERBUG', 'CONTACTADMIN'];

const saysWrong = (error: unknown): boolean => {
  // imapflow calls a connection that broke meanwhile a failed authentication, too: only the server's NO is an answer.
  if (!(error instanceof Error) || !('responseStatus' in error) || error.responseStatus !== 'NO') return false;
  const code = 'serverResponseCode' in error && typeof error.serverResponseCode === 'string' ? error.serverResponseCode : '';
  return !notAnswered.includes(code.toUpperCase());
};

/**
 * Checks a password at the agency's own IMAP server; nothing is stored.
 * Resolves false only when the server said that the credentials are wrong; rejects when it couldn't be asked.
 */
export function createImapPasswordCheck(server: ImapHost): (address: string, password: string) => Promise<boolean> {
  const connection = imapConnection(server, patience);
  return async (address, password) => {
    // Neither RFC 3501 nor RFC 4616 can carry these; nobody has such a password.
    if (/[\0\r\n]/.test(password)) return false;
    const client = new ImapFlow({ ...connection, auth: { user: address, pass: password }, verifyOnly: true });
    let failure: unknown = null;
    client.on('error', (error: unknown) => (failure ??= error));
    try {
      await client.connect();
      return true;
    } catch (error) {
      if (saysWrong(error)) return false;
      throw failure ?? error;
    } finally {
      client.close();
    }
  };
}
