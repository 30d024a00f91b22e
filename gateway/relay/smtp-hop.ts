import { PassThrough, type Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { HopProblem, type Delivery, type Hop, type Transaction } from './hop.ts';
import type { Target } from './route.ts';

export type SmtpHopOptions = {
  readonly target: Extract<Target, { kind: 'smtp' | 'lmtp' }>;
  readonly hostname: string;
  readonly credentials: { readonly user: string; readonly pass: string } | null;
  /** Milliseconds to wait for an answer. */
  readonly timeout: number;
};

/** nodemailer keeps these to itself; they are what EHLO said. */
const privately = (connection: SMTPConnection, name: '_supportedExtensions' | '_maxAllowedSize'): unknown => Reflect.get(connection, name);

/**
 * nodemailer sends SMTPUTF8 only for an address that is not ASCII; a header in UTF-8 needs it as well (RFC 6531 3.4), so
 * the parameter is added where the message came with it.
 */
class HopConnection extends SMTPConnection {
  utf8 = false;
  used = 0;
  idleSince = 0;

  _sendCommand(line: string, logged?: string): void {
    const missing = this.utf8 && line.startsWith('MAIL FROM:') && !line.includes(' SMTPUTF8') && this.supports('SMTPUTF8');
    const send: unknown = Reflect.get(SMTPConnection.prototype, '_sendCommand');
    if (typeof send === 'function') send.call(this, missing ? `${line} SMTPUTF8` : line, logged);
  }

  supports(extension: string): boolean {
    const known = privately(this, '_supportedExtensions');
    return Array.isArray(known) && known.includes(extension);
  }

  /** SIZE as announced; 0 when nothing was said. */
  get largest(): number {
    const size = privately(this, '_maxAllowedSize');
    return typeof size === 'number' ? size : 0;
  }
}

export type Announced = { readonly size: number; readonly extensions: readonly string[] };

/** An idle connection is used again for so long. */
const idleTime = 8_000;
const messagesPerConnection = 200;

function connect({ target, hostname, credentials, timeout }: SmtpHopOptions): Promise<HopConnection> {
  const connection = new HopConnection({
    host: target.host,
    port: target.port,
    secure: target.implicitTls,
    ignoreTLS: target.tls === 'none',
    requireTLS: target.tls === 'required' || target.tls === 'verified',
    opportunisticTLS: target.tls === 'opportunistic',
    tls: { rejectUnauthorized: target.tls === 'verified', minVersion: 'TLSv1.2' },
    name: hostname,
    lmtp: target.kind === 'lmtp',
    connectionTimeout: Math.min(timeout, 60_000),
    greetingTimeout: timeout,
    socketTimeout: timeout,
    allowInternalNetworkInterfaces: true,
    logger: false,
  });
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => {
      connection.close();
      reject(new HopProblem(error.message, { cause: error }));
    };
    connection.once('error', fail);
    // an error of a connection in use reaches its send callback; this keeps it from ending the process
    connection.on('error', () => undefined);
    connection.connect((error) => {
      if (error) return fail(error);
      if (credentials === null) return resolve(connection);
      connection.login({ credentials }, (refused) => (refused ? fail(refused) : resolve(connection)));
    });
  });
}

/** Asks a next hop what it announces. Rejects with {@link HopProblem} when it can't be reached. */
export async function probeHop(options: SmtpHopOptions): Promise<Announced> {
  const connection = await connect(options);
  const extensions = ['DSN', 'SMTPUTF8', '8BITMIME', 'PIPELINING', 'STARTTLS'].filter((name) => connection.supports(name));
  const { largest } = connection;
  connection.quit();
  return { size: largest, extensions };
}

type SendError = NonNullable<Parameters<Parameters<SMTPConnection['send']>[2]>[0]>;

const wasReset = (connection: HopConnection): Promise<boolean> =>
  new Promise((resolve) => {
    const ended = (): void => resolve(false);
    connection.once('end', ended);
    connection.reset((error) => {
      connection.removeListener('end', ended);
      resolve(error === null);
    });
  });

/** Answers that speak of the conversation, not of the message. */
const outOfStep = new Set([421, 500, 502, 503]);

const taken = (results: ReadonlyMap<string, Delivery>): boolean =>
  [...results.values()].some((delivery) => delivery.result === 'delivered');

const one = (text: string): string => text.replaceAll(/\s*\r?\n\s*/g, ' ').slice(0, 500);
const saidBy = (error: SendError): string => one(typeof error.response === 'string' ? error.response : error.message);

/** Only an answer to MAIL, RCPT or DATA speaks about the message; anything else is the hop's own trouble. */
const aboutMessage = new Set(['MAIL FROM', 'RCPT TO', 'DATA']);

/** One next hop over SMTP or LMTP. Connections are kept for the next message. */
export function createSmtpHop(options: SmtpHopOptions): Hop {
  const idle: HopConnection[] = [];
  const open = new Set<HopConnection>();
  let sweeping: NodeJS.Timeout | null = null;

  const drop = (connection: HopConnection): void => {
    open.delete(connection);
    connection.close();
  };
  const sweep = (): void => {
    const now = Date.now();
    while (idle[0] !== undefined && now - idle[0].idleSince > idleTime) {
      const old = idle.shift();
      if (old !== undefined) {
        open.delete(old);
        old.quit();
      }
    }
    sweeping = idle.length > 0 ? setTimeout(sweep, idleTime / 2).unref() : null;
  };
  const giveBack = async (connection: HopConnection, clean: boolean): Promise<void> => {
    // a message that was not taken leaves its MAIL FROM standing
    if (!clean && !connection.destroyed && !(await wasReset(connection))) return drop(connection);
    if (connection.destroyed) return drop(connection);
    if (connection.used >= messagesPerConnection) {
      open.delete(connection);
      connection.quit();
      return;
    }
    connection.idleSince = Date.now();
    idle.push(connection);
    sweeping ??= setTimeout(sweep, idleTime).unref();
  };
  const take = (): HopConnection | null => {
    for (let kept = idle.pop(); kept !== undefined; kept = idle.pop()) {
      if (!kept.destroyed && Date.now() - kept.idleSince <= idleTime) return kept;
      drop(kept);
    }
    return null;
  };

  const send = async (connection: HopConnection, transaction: Transaction): Promise<ReadonlyMap<string, Delivery>> => {
    const { entry, recipients, head } = transaction;
    const { envelope } = entry;
    const [only] = recipients;
    const single = recipients.length === 1 && only !== undefined ? only : null;
    const trace = head(single?.address ?? null);
    const dsn = connection.supports('DSN');
    const utf8 = envelope.smtpUtf8;
    if (
      utf8 &&
      !connection.supports('SMTPUTF8') &&
      [envelope.from, ...recipients.map((r) => r.address)].some((address) => /[^\x00-\x7f]/.test(address))
    ) {
      return new Map(
        recipients.map((r) => [
          r.address,
          { result: 'failed', reply: '553 5.6.7 Máy chủ tiếp theo không nhận địa chỉ có dấu (SMTPUTF8)', dsn: false },
        ]),
      );
    }
    connection.utf8 = utf8;
    connection.used += 1;
    const body = entry.summary.bytes <= 262_144 || entry.repaired ? Buffer.concat([trace, await entry.read('leaving')]) : null;
    const size = body === null ? trace.length + entry.summary.bytes : body.length;
    if (connection.largest > 0 && size > connection.largest) {
      const reply = `552 5.3.4 Máy chủ tiếp theo chỉ nhận thư đến ${connection.largest} octet`;
      return new Map(recipients.map((r) => [r.address, { result: 'failed', reply, dsn: false }]));
    }
    const message: Buffer | Readable = body ?? (await streamed(trace, entry));
    const all = recipients.map((r) => r.address);
    const params = {
      ...(envelope.ret === undefined ? {} : { ret: envelope.ret }),
      ...(envelope.envid === undefined ? {} : { envid: envelope.envid }),
      ...(single?.notify === undefined ? {} : { notify: [...single.notify] }),
      ...(single?.orcpt === undefined ? {} : { orcpt: single.orcpt }),
    };
    return new Promise((resolve, reject) => {
      connection.send(
        { from: envelope.from, to: all, size, use8BitMime: true, ...(Object.keys(params).length > 0 ? { dsn: params } : {}) },
        message,
        (error, info) => {
          const results = new Map<string, Delivery>();
          const refusals = (error ? error.rejectedErrors : info?.rejectedErrors) ?? [];
          for (const refusal of refusals) {
            if (typeof refusal.recipient === 'string')
              results.set(refusal.recipient, {
                result: (refusal.responseCode ?? 0) >= 500 ? 'failed' : 'deferred',
                reply: saidBy(refusal),
                dsn,
              });
          }
          if (error) {
            const spoken =
              typeof error.response === 'string' && aboutMessage.has(error.command ?? '') && !outOfStep.has(error.responseCode ?? 0);
            if (!spoken) return reject(new HopProblem(saidBy(error), { cause: error, overMessage: true }));
            const result = (error.responseCode ?? 0) >= 500 ? 'failed' : 'deferred';
            for (const address of all) if (!results.has(address)) results.set(address, { result, reply: saidBy(error), dsn });
          } else {
            for (const address of all)
              if (!results.has(address)) results.set(address, { result: 'delivered', reply: one(info?.response ?? '250'), dsn });
          }
          resolve(results);
        },
      );
    });
  };

  return {
    async deliver(transaction) {
      const kept = take();
      if (kept !== null) {
        try {
          const results = await send(kept, transaction);
          await giveBack(kept, taken(results));
          return results;
        } catch (error) {
          drop(kept);
          // the hop may have closed it meanwhile; only what never got the message is tried at once again
          const early =
            error instanceof HopProblem && error.cause instanceof Error && Reflect.get(error.cause, 'command') !== 'DATA' && kept.used > 1;
          if (!early) throw error;
        }
      }
      const connection = await connect(options);
      open.add(connection);
      try {
        const results = await send(connection, transaction);
        await giveBack(connection, taken(results));
        return results;
      } catch (error) {
        drop(connection);
        throw error instanceof HopProblem
          ? error
          : new HopProblem(error instanceof Error ? error.message : String(error), { cause: error, overMessage: true });
      }
    },
    close() {
      if (sweeping !== null) clearTimeout(sweeping);
      for (const connection of open) connection.close();
      open.clear();
      idle.length = 0;
    },
  };
}

async function streamed(trace: Buffer, entry: Transaction['entry']): Promise<Readable> {
  const source = await entry.open('leaving');
  const whole = new PassThrough();
  whole.write(trace);
  source.once('error', (error) => whole.destroy(error));
  return source.pipe(whole);
}
