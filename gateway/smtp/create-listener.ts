import { BlockList, isIP, type AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerAddress, type SMTPServerOptions, type SMTPServerSession } from 'smtp-server';
import { domainOf, isInside, type Boundary } from '../../mail/boundary.ts';
import type { Envelope, Recipient } from '../../mail/envelope.ts';
import type { Log } from '../../mail/log.ts';
import type { Directory, Person } from '../../mail/people.ts';
import { replyOf } from '../../mail/reply.ts';
import type { Reply } from '../../mail/verdict.ts';
import { systemCode } from '../spool/file-ops.ts';
import type { Upstream } from './alignment.ts';
import { answerOnce, unable } from './answering.ts';
import { GuardedConnection, type Limits } from './guarded-connection.ts';
import type { Intake } from './intake.ts';
import { mailDate } from './mail-date.ts';
import { readPath } from './recipient-address.ts';
import { receiveMessage } from './receive-message.ts';
import { ReplyError, sizeText } from './reply-text.ts';

/** Port: who somebody is; null = wrong, `later` = can't be said now. */
export type PasswordCheck = (address: string, password: string, client: string) => Promise<Person | null | 'later'>;

export type ListenerOptions = {
  readonly kind: 'submission' | 'submissions' | 'inbound' | 'relay';
  readonly hostname: string;
  readonly limits: Limits;
  /** Octets for mail to this recipient; at most `limits.size`, which is announced. */
  readonly sizeFor: (address: string) => number;
  readonly recipients: number;
  /** Milliseconds until a message is answered whatever happens. */
  readonly replyTime: number;
  readonly peers: readonly string[];
  readonly tls: { readonly key: string | Buffer; readonly cert: string | Buffer };
  readonly intake: Intake;
  readonly signIn: PasswordCheck;
  readonly directory: () => Directory;
  readonly boundary: () => Boundary;
  readonly upstream: () => Upstream;
  /** Mail of an authenticated person was refused for its size. */
  readonly onTooLarge?: (person: string, octets: number, limit: number) => void;
  readonly clock: () => Date;
  readonly log: Log;
};

export type Listener = { readonly address: string; close(graceMs: number): Promise<void> };

const full = replyOf('store.full');
const tryLater: Reply = { code: 454, enhanced: '4.7.0', text: 'Tạm thời không đăng nhập được, đề nghị thử lại sau' };

const peerList = (peers: readonly string[]): BlockList => {
  const list = new BlockList();
  for (const peer of peers) {
    const [address = '', prefix] = peer.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (isIP(address) === 0) continue;
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  return list;
};

/** Disk full is 452, anything else of the disk 451 (RFC 5321 4.2.2). */
export const storeReply = (error: unknown): Reply => (['ENOSPC', 'EDQUOT'].includes(systemCode(error) ?? '') ? full : unable);

const argument = (address: SMTPServerAddress, name: string): string | undefined => {
  const value = address.args === false ? undefined : address.args[name];
  return typeof value === 'string' ? value : undefined;
};

/** Starts one SMTP listener. Rejects when the address can't be listened on. */
export async function createListener(at: { readonly host: string; readonly port: number }, options: ListenerOptions): Promise<Listener> {
  const { kind, limits, intake, log, clock, directory, boundary } = options;
  const staff = kind === 'submission' || kind === 'submissions';
  const via = staff ? 'submission' : kind;
  const peers = peerList(options.peers);
  const perClient = new Map<string, number>();
  const personOf = (session: SMTPServerSession): Person | null => (session.user as Person | undefined) ?? null;

  const tooLarge = (session: SMTPServerSession, octets: number, limit: number): void => {
    const person = personOf(session);
    if (person !== null) options.onTooLarge?.(person.address, octets, limit);
  };

  const onMail = async (address: SMTPServerAddress, session: SMTPServerSession): Promise<Reply | null> => {
    if (staff && personOf(session) === null) return replyOf('auth.required');
    if (address.address !== '') {
      const path = readPath(address.address, session.envelope.smtpUtf8 === true);
      if (path.kind === 'utf8') return replyOf('address.utf8');
      if (path.kind === 'odd') return replyOf('sender.syntax');
      address.address = path.address;
    }
    return intake.hasRoom(Number(argument(address, 'SIZE') ?? 0)) ? null : full;
  };

  const onRcpt = async (recipient: SMTPServerAddress, session: SMTPServerSession): Promise<Reply | null> => {
    // RFC 5321 4.1.1.3: a bare postmaster is the postmaster of our first domain
    const domain = boundary().inside.find((entry) => !entry.includes('@')) ?? domainOf(directory().office);
    const asked = recipient.address.includes('@') ? recipient.address : `postmaster@${domain}`;
    const path = readPath(asked, session.envelope.smtpUtf8 === true);
    if (path.kind === 'utf8') return replyOf('address.utf8');
    if (path.kind === 'odd') return staff ? replyOf('recipient.syntax') : replyOf('relay.denied');
    const { address } = path;
    const hosted = isInside(boundary(), address);
    if (hosted && !directory().receives(address)) return replyOf('recipient.unknown');
    if (!hosted && via === 'inbound') return replyOf('relay.denied');
    const declared = session.envelope.mailFrom === false ? 0 : Number(argument(session.envelope.mailFrom, 'SIZE') ?? 0);
    const limit = options.sizeFor(address);
    if (declared > limit) return replyOf('size.over-limit', sizeText(declared, limit));
    recipient.address = address;
    return null;
  };

  const onMessage: NonNullable<SMTPServerOptions['onData']> = (stream, session, callback) => {
    const { mailFrom, rcptTo, dsn } = session.envelope;
    const envelope: Envelope = {
      from: mailFrom === false ? '' : mailFrom.address,
      recipients: rcptTo.map((r): Recipient => ({
        address: r.address,
        ...(r.dsn?.notify === undefined ? {} : { notify: r.dsn.notify }),
        ...(r.dsn?.orcpt === undefined ? {} : { orcpt: r.dsn.orcpt }),
      })),
      smtpUtf8: session.envelope.smtpUtf8 === true,
      body8bit: session.envelope.bodyType === '8bitmime',
      ...(dsn?.ret === 'FULL' || dsn?.ret === 'HDRS' ? { ret: dsn.ret } : {}),
      ...(dsn?.envid ? { envid: dsn.envid } : {}),
    };
    const now = clock();
    const reception = intake.begin(envelope, {
      via,
      person: personOf(session)?.address ?? null,
      client: session.remoteAddress,
      helo: session.hostNameAppearsAs,
      tls: session.secure,
      receivedAt: now.toISOString(),
    });
    const limit = Math.max(0, ...envelope.recipients.map((r) => options.sizeFor(r.address)));
    const received = receiveMessage(stream, {
      reception,
      limit,
      tooLarge: (octets) => tooLarge(session, octets, limit),
      complete: staff ? { date: mailDate(now), messageId: `<${reception.id}@${options.hostname}>` } : null,
      client: session.remoteAddress,
      upstream: options.upstream(),
      failed: storeReply,
    });
    // the deadline of the answer starts when the message has ended, the connection's own limits bound the rest
    let ended = false;
    stream.once('end', () => {
      ended = true;
      answerOnce(received, { deadline: options.replyTime, log, what: 'DATA' }, (reply) => {
        const answer = reply ?? unable;
        if (answer === unable) reception.abort().catch(() => undefined);
        const text = answer.text.includes(reception.id) ? answer.text : `${answer.text}. Mã: ${reception.id}`;
        if (answer.code < 400) callback(null, `${answer.enhanced} ${text}`);
        else callback(new ReplyError({ ...answer, text }));
      });
    });
    received.catch((error: unknown) => {
      // before the end the client went away and nobody waits; after it `answered` speaks
      if (!ended) log.info({ client: session.remoteAddress, error: String(error) }, 'message was not received in full');
    });
  };

  const hand = (what: string, work: Promise<Reply | null>, callback: (error?: Error | null) => void): void =>
    answerOnce(work, { deadline: 30_000, log, what }, (reply) => callback(reply === null ? null : new ReplyError(reply)));

  class Server extends SMTPServer {
    override connect(socket: Parameters<SMTPServer['connect']>[0], socketOptions?: Parameters<SMTPServer['connect']>[1]): void {
      const client = socket.remoteAddress ?? '';
      perClient.set(client, (perClient.get(client) ?? 0) + 1);
      socket.once('close', () => {
        const left = (perClient.get(client) ?? 1) - 1;
        if (left > 0) perClient.set(client, left);
        else perClient.delete(client);
      });
      const connection = new GuardedConnection(this, socket, socketOptions, limits, {
        othersOfClient: () => perClient.get(client) ?? 0,
        tooLarge: (session, octets) => tooLarge(session, octets, limits.size),
      });
      this.connections.add(connection);
      connection.on('error', (error: Error) => log.info({ kind, client, error: error.message }, 'connection ended with an error'));
      connection.init();
    }
  }

  const server = new Server({
    name: options.hostname,
    heloResponse: '%s',
    secure: kind === 'submissions',
    key: options.tls.key,
    cert: options.tls.cert,
    minVersion: 'TLSv1.2',
    size: limits.size,
    maxRecipients: options.recipients,
    maxClients: 1_000_000,
    maxCommandLength: 4_096,
    maxAllowedUnauthenticatedCommands: false,
    socketTimeout: limits.idle + 10_000,
    closeTimeout: 3_000,
    authMethods: ['PLAIN', 'LOGIN'],
    disabledCommands: ['XCLIENT', 'XFORWARD', 'WIZ', 'SHELL', 'KILL', ...(staff ? [] : ['AUTH'])],
    hideDSN: false,
    hideENHANCEDSTATUSCODES: false,
    disableReverseLookup: true,
    logger: false,
    onConnect: (session, callback) => {
      const address = session.remoteAddress;
      const known = kind !== 'relay' || peers.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
      callback(known ? null : new ReplyError(replyOf('peer.unknown')));
    },
    onAuth: (auth, session, callback) => {
      if (auth.method !== 'PLAIN' && auth.method !== 'LOGIN') return callback(new ReplyError(replyOf('auth.failed')));
      let user: Person | null = null;
      const check = async (): Promise<Reply | null> => {
        const person = await options.signIn(auth.username ?? '', auth.password ?? '', session.remoteAddress);
        if (person === 'later') return tryLater;
        user = person;
        return person === null ? replyOf('auth.failed') : null;
      };
      answerOnce(check(), { deadline: 30_000, log, what: 'AUTH' }, (reply) =>
        reply === null ? callback(null, { user }) : callback(new ReplyError(reply)),
      );
    },
    onMailFrom: (address, session, callback) => hand('MAIL', onMail(address, session), callback),
    onRcptTo: (address, session, callback) => hand('RCPT', onRcpt(address, session), callback),
    onData: onMessage,
  });
  server.on('error', (error: Error) => log.warn({ kind, error: error.message }, 'listener error'));

  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject);
    server.listen(at.port, at.host, () => {
      server.server.removeListener('error', reject);
      resolve();
    });
  });

  const every = Math.max(50, Math.min(5_000, limits.idle / 4, limits.dataGrace / 4, limits.session / 4));
  const ticking = setInterval(() => {
    const now = Date.now();
    for (const connection of server.connections) if (connection instanceof GuardedConnection) connection.tick(now);
  }, every);
  ticking.unref();

  const bound = server.server.address() as AddressInfo;
  return {
    address: `${bound.family === 'IPv6' ? `[${bound.address}]` : bound.address}:${bound.port}`,
    async close(graceMs) {
      clearInterval(ticking);
      server.options.closeTimeout = Math.max(1, graceMs);
      // the library answers what comes from now on with 421 and closes
      for (const connection of server.connections) {
        if (!connection._handlerPending && !connection._dataStream) connection.send(421, 'Server shutting down');
      }
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
