import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import type { AddressInfo } from 'node:net';

export type Got = {
  readonly from: string;
  readonly to: readonly string[];
  readonly bytes: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly dsn: readonly unknown[];
};

/** What the next hop answers; throw {@link Refusal} to refuse. `cut` ends the connection after the message without an answer. */
export type Behaviour = {
  readonly mail?: () => void;
  readonly rcpt?: (address: string) => void;
  readonly data?: () => void;
  readonly cut?: (to: readonly string[]) => boolean;
  readonly options?: SMTPServerOptions;
  readonly port?: number;
};

export class Refusal extends Error {
  readonly responseCode: number;
  constructor(code: number, text: string) {
    super(text);
    this.responseCode = code;
  }
}

export type NextHop = { readonly port: number; readonly got: Got[]; readonly connections: () => number; close(): Promise<void> };

/** A real SMTP server that takes mail and keeps it in memory. */
export async function startNextHop(behaviour: Behaviour = {}): Promise<NextHop> {
  const got: Got[] = [];
  let connections = 0;
  const attempt = (run: (() => void) | undefined, callback: (error?: Error | null) => void): void => {
    try {
      run?.();
      callback();
    } catch (error) {
      callback(error as Error);
    }
  };
  const server = new SMTPServer({
    authOptional: true,
    hideDSN: false,
    disabledCommands: ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
    logger: false,
    size: 30_000_000,
    ...behaviour.options,
    onConnect: (_, callback) => {
      connections += 1;
      callback();
    },
    onMailFrom: (_address, _session, callback) => attempt(behaviour.mail, callback),
    onRcptTo: (address, _session, callback) => attempt(() => behaviour.rcpt?.(address.address), callback),
    onData: (stream, session, callback) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        if (behaviour.cut?.(rcptTo.map((r) => r.address)) === true) {
          for (const connection of server.connections) connection._socket.destroy();
          return;
        }
        attempt(behaviour.data, (error) => {
          if (!error) {
            got.push({
              from: mailFrom === false ? '' : mailFrom.address,
              to: rcptTo.map((r) => r.address),
              bytes: Buffer.concat(chunks).toString('latin1'),
              params: mailFrom === false || mailFrom.args === false ? {} : mailFrom.args,
              dsn: rcptTo.map((r) => r.dsn ?? null),
            });
          }
          callback(error ?? null);
        });
      });
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject);
    server.listen(behaviour.port ?? 0, '127.0.0.1', resolve);
  });
  return {
    port: (server.server.address() as AddressInfo).port,
    got,
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        for (const connection of server.connections) connection._socket.destroy();
        server.close(() => resolve());
      }),
  };
}
