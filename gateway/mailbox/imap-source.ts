import { ImapFlow } from 'imapflow';
import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '../../mail/log.ts';
import { retryPause, type MailboxSource, type SourceState, type TakeFound } from './found-mail.ts';
import type { Positions } from './positions.ts';

export type ImapServer = {
  readonly host: string;
  readonly port: number;
  readonly tls: 'implicit' | 'starttls' | 'none';
  readonly user: string;
  readonly password: string;
  readonly folder: string;
  readonly ca?: string;
};

type Options = {
  readonly take: TakeFound;
  readonly positions: Positions;
  /** Mail before is left alone; null = before the first connection. */
  readonly since: Date | null;
  readonly pollMs: number;
  readonly largest: number;
  readonly clock: () => Date;
  readonly random: () => number;
  readonly log: Log;
  /** Waits before the next connection; milliseconds after so many failures in a row. */
  readonly retryMs?: (failures: number) => number;
};

const patience = 30_000;
/** The server's clock may differ from ours by as much; later its UIDs alone say what is new. */
const skewMs = 10 * 60_000;
/** An IDLE can die silently: it is begun anew this often. */
const longestIdle = 4 * 60_000;

/**
 * Reads the office mailbox over IMAP. Each connection is a new client; between two the pause grows, with jitter. The folder is
 * opened read-only (EXAMINE, BODY.PEEK): no flag is ever changed. What is new is found by UIDVALIDITY and UID, announced by IDLE
 * and looked for again at every poll; the position moves on only after the mail was durably taken.
 */
export function createImapSource(server: ImapServer, options: Options): MailboxSource {
  const { take, positions, clock, log } = options;
  const retryMs = options.retryMs ?? ((failures) => retryPause(failures, options.random));
  const stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();
  let state: SourceState = { connected: false, lookedAt: null, problem: null };

  const connect = (): ImapFlow =>
    new ImapFlow({
      host: server.host,
      port: server.port,
      secure: server.tls === 'implicit',
      doSTARTTLS: server.tls === 'starttls',
      ...(server.ca === undefined ? {} : { tls: { ca: server.ca } }),
      auth: { user: server.user, pass: server.password },
      logger: false,
      maxIdleTime: longestIdle,
      connectionTimeout: patience,
      greetingTimeout: patience,
      socketTimeout: longestIdle + patience,
    });

  /** The mail that is new since the position, oldest first. */
  const look = async (client: ImapFlow): Promise<void> => {
    const folder = await client.mailboxOpen(server.folder, { readOnly: true });
    const uidValidity = String(folder.uidValidity);
    const before = await positions.load();
    // Where the server numbers anew everything is looked at again: what was taken is known by its source keys.
    let position =
      before === null
        ? { uidValidity, uid: options.since === null ? folder.uidNext - 1 : 0, since: (options.since ?? clock()).toISOString() }
        : before.uidValidity === uidValidity
          ? before
          : { uidValidity, uid: 0, since: before.since };
    if (position !== before) await positions.save(position);

    const since = new Date(position.since);
    const { uid: last } = position;
    const found = await client.search(
      { uid: `${last + 1}:*`, ...(last === 0 ? { since: new Date(since.getTime() - 86_400_000) } : {}) },
      { uid: true },
    );
    // `n:*` names the last message also where its UID is below n.
    const uids = (Array.isArray(found) ? found : []).filter((uid) => uid > last).toSorted((a, b) => a - b);
    for (const uid of uids) {
      if (stopping.signal.aborted) return;
      await takeOne(client, uid, last === 0 ? since : null);
      position = { ...position, uid };
      await positions.save(position);
    }
    state = { connected: true, lookedAt: clock().toISOString(), problem: null };
  };

  const takeOne = async (client: ImapFlow, uid: number, since: Date | null): Promise<void> => {
    const mail = await client.fetchOne(String(uid), { uid: true, internalDate: true, size: true }, { uid: true });
    // Gone meanwhile: somebody moved it.
    if (mail === false || mail === undefined) return;
    const receivedAt = mail.internalDate === undefined ? clock() : new Date(mail.internalDate);
    if (since !== null && receivedAt.getTime() < since.getTime() - skewMs) return;
    const tooLarge = (mail.size ?? 0) > options.largest;
    const whole = await client.fetchOne(String(uid), tooLarge ? { uid: true, headers: true } : { uid: true, source: true }, { uid: true });
    if (whole === false || whole === undefined) return;
    const bytes = tooLarge ? whole.headers : whole.source;
    if (bytes === undefined) throw new Error(`The server sent nothing for UID ${uid}`);
    await take({ bytes, receivedAt, tooLarge, name: `UID ${uid}` });
  };

  /** One connection until it ends; rejects when it broke, resolves when the source is stopped. */
  const session = async (connected: () => void): Promise<void> => {
    const client = connect();
    let failure: unknown = null;
    let wake: () => void = () => undefined;
    let closed = false;
    let news = false;
    const woken = (): void => {
      news = true;
      wake();
    };
    // Before connect(): an error without a listener would end the process.
    client.on('error', (error: unknown) => (failure ??= error));
    client.on('exists', woken);
    client.on('close', () => {
      closed = true;
      woken();
    });
    const end = (): void => client.close();
    stopping.signal.addEventListener('abort', end, { once: true });
    try {
      await client.connect();
      while (!stopping.signal.aborted) {
        news = false;
        await look(client);
        connected();
        if (!news && !closed) {
          client.idle().catch((error: unknown) => (failure ??= error));
          await new Promise<void>((resolve) => {
            const timer = setTimeout(resolve, options.pollMs);
            wake = () => {
              clearTimeout(timer);
              resolve();
            };
          });
          wake = () => undefined;
        }
        if (closed && !stopping.signal.aborted) throw failure ?? new Error('The server closed the connection');
      }
    } catch (error) {
      throw failure ?? error;
    } finally {
      stopping.signal.removeEventListener('abort', end);
      client.close();
    }
  };

  const run = async (): Promise<void> => {
    let failures = 0;
    while (!stopping.signal.aborted) {
      try {
        await session(() => (failures = 0));
      } catch (error) {
        if (stopping.signal.aborted) return;
        failures += 1;
        const problem = error instanceof Error ? error.message : String(error);
        state = { ...state, connected: false, problem };
        log.warn(
          { host: server.host, port: server.port, failures, problem },
          'The office mailbox could not be read over IMAP; trying again',
        );
        await pause(retryMs(failures), undefined, { signal: stopping.signal }).catch(() => undefined);
      }
    }
  };

  return {
    start() {
      running = run();
    },
    async stop() {
      stopping.abort();
      await running;
      state = { ...state, connected: false };
    },
    state: () => state,
  };
}
