import type { ImapFlowOptions } from 'imapflow';

export type ImapHost = {
  readonly host: string;
  readonly port: number;
  readonly tls: 'implicit' | 'starttls' | 'none';
  /** PEM of an authority to trust beside the system's. */
  readonly ca?: string;
};

const loopback = /^(?:localhost|127\.\d+\.\d+\.\d+|::1)$/;

/** How a server is reached within `patience` milliseconds. Throws where passwords would cross the network unencrypted. */
export function imapConnection({ host, port, tls, ca }: ImapHost, patience: number): Omit<ImapFlowOptions, 'auth'> {
  if (tls === 'none' && !loopback.test(host))
    throw new Error(`${host}: không mã hóa chỉ dùng được với máy này / none is for loopback only`);
  return {
    host,
    port,
    secure: tls === 'implicit',
    doSTARTTLS: tls === 'starttls',
    ...(ca === undefined ? {} : { tls: { ca } }),
    logger: false,
    connectionTimeout: patience,
    greetingTimeout: patience,
    socketTimeout: patience,
  };
}
