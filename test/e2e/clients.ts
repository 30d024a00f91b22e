import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import MailComposer from 'nodemailer/lib/mail-composer/index.js';
import type Mail from 'nodemailer/lib/mailer/index.js';
import SMTPConnection from 'nodemailer/lib/smtp-connection/index.js';
import { password, at, type Product } from './product.ts';

/** A message as a mail program makes it, with CRLF. */
export const letter = (mail: Mail.Options): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const composer = new MailComposer({ newline: '\r\n', disableFileAccess: true, disableUrlAccess: true, ...mail });
    composer.compile().build((error: Error | null, message: Buffer) => {
      if (error === null) resolve(message);
      else reject(error);
    });
  });

type Door = 'submission' | 'submissions' | 'inbound' | 'relay';

/** One SMTP session with the product; every answer is a code with its text, 0 where the connection broke. */
export class Client {
  readonly #connection: SMTPConnection;
  #broken: Error | null = null;

  private constructor(connection: SMTPConnection) {
    this.#connection = connection;
    connection.on('error', (error: Error) => (this.#broken ??= error));
    connection.on('end', () => (this.#broken ??= new Error('the server closed the connection')));
  }

  /** Connected, and signed in where `person` is named. Rejects when that fails. */
  static async open(product: Product, door: Door, person: string | null = null): Promise<Client> {
    const secured = door === 'submission' || door === 'submissions';
    const connection = new SMTPConnection({
      host: '127.0.0.1',
      port: product.port(door),
      name: 'may-tram.example',
      secure: door === 'submissions',
      requireTLS: secured,
      ignoreTLS: !secured,
      ...(secured ? { tls: { ca: readFileSync(product.ca), servername: 'localhost' } } : {}),
      connectionTimeout: 30_000,
      socketTimeout: 120_000,
      allowInternalNetworkInterfaces: true,
    });
    const client = new Client(connection);
    await new Promise<void>((resolve, reject) => {
      connection.once('error', reject);
      connection.connect(() => {
        if (person === null) return resolve();
        connection.login({ credentials: { user: at(person), pass: password } }, (refused: Error | null) =>
          refused ? reject(refused) : resolve(),
        );
      });
    });
    return client;
  }

  /** The reply to the message as a whole; `size` is announced where it is given. */
  send(from: string, to: readonly string[], bytes: Buffer, size?: number): Promise<{ readonly code: number; readonly text: string }> {
    return new Promise((resolve) => {
      const broken = (): void => resolve({ code: 0, text: this.#broken?.message ?? '' });
      if (this.#broken !== null) return broken();
      this.#connection.once('end', broken);
      this.#connection.send({ from, to: [...to], ...(size === undefined ? {} : { size }) }, bytes, (error, info) => {
        this.#connection.off('end', broken);
        if (error) resolve({ code: 'responseCode' in error ? Number(error.responseCode) || 0 : 0, text: error.message });
        else resolve({ code: Number(info.response.slice(0, 3)), text: info.response });
      });
    });
  }

  close(): void {
    this.#connection.close();
  }
}

/** Hands one message over and leaves. Rejects when it is not taken with 250. */
export async function hand(
  product: Product,
  door: Door,
  mail: { readonly from: string; readonly to: readonly string[]; readonly bytes: Buffer; readonly person?: string },
): Promise<void> {
  const client = await Client.open(product, door, mail.person ?? null);
  try {
    const { code, text } = await client.send(mail.from, mail.to, mail.bytes);
    if (code !== 250) throw new Error(`${door} to ${mail.to.join(', ')}: ${code} ${text}`);
  } finally {
    client.close();
  }
}

/** A person of ours sends with a mail program; the From is theirs unless the message has one. */
export async function submit(product: Product, local: string, mail: Mail.Options & { readonly to: string | string[] }): Promise<Buffer> {
  const bytes = await letter({ from: at(local), ...mail });
  const cc = typeof mail.cc === 'string' ? [mail.cc] : [];
  await hand(product, 'submission', { from: at(local), to: [mail.to, cc].flat(), bytes, person: local });
  return bytes;
}

/** Somebody outside sends to one address of ours. */
export async function fromOutside(product: Product, mail: Mail.Options & { readonly from: string; readonly to: string }): Promise<Buffer> {
  const bytes = await letter(mail);
  await hand(product, 'inbound', { from: mail.from, to: [mail.to], bytes });
  return bytes;
}

export const has = (program: string): boolean =>
  (process.env['PATH'] ?? '').split(':').some((folder) => existsSync(`${folder}/${program}`));

export type Ran = { readonly code: number | null; readonly output: string };

/** Runs a client program to its end; bounded. */
export function run(program: string, args: readonly string[], input?: Buffer): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], timeout: 90_000 });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('error', reject);
    // A program that was refused early reads no more of its input.
    child.stdin.on('error', () => undefined);
    child.on('close', (code) => resolve({ code, output: Buffer.concat(chunks).toString('utf8') }));
    child.stdin.end(input);
  });
}
