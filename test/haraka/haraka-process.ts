import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const haraka = join(dirname(createRequire(import.meta.url).resolve('Haraka/package.json')), 'haraka.js');
const fixture = fileURLToPath(new URL('plugin-fixture.cjs', import.meta.url));

export type Kept = {
  readonly bytes: Buffer;
  readonly envelope: unknown;
  readonly session: unknown;
};

/** A real Haraka in a folder of its own, on a free loopback port, with the adapter as a package plugin. */
export class HarakaProcess {
  readonly folder: string;
  #child: ChildProcess | null = null;
  #log = '';
  port = 0;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** `max` are lines of connection.ini, section [max]. Resolves when it listens; rejects with its log when it ends before. */
  static async start(max: string): Promise<HarakaProcess> {
    const server = new HarakaProcess(await mkdtemp(join(tmpdir(), 'haraka-')));
    const files: Record<string, string> = {
      'config/smtp.ini': '[main]\nlisten=127.0.0.1:0\nnodes=0\n',
      'config/connection.ini': `[max]\n${max}mime_parts=1000\nline_length=512\n[headers]\nmax_lines=1000\nmax_received=100\n[message]\nclose=bye\nhelo=hello\n[uuid]\ndeny_chars=0\n`,
      'config/log.ini': '[main]\nlevel=notice\n',
      'config/plugins': 'rcpt_to.in_host_list\nvanthu\n',
      'config/host_list': 'vidu.gov.vn\n',
      'config/me': 'haraka.vidu.gov.vn\n',
      'node_modules/haraka-plugin-vanthu/package.json': JSON.stringify({ name: 'haraka-plugin-vanthu', version: '1.0.0', main: fixture }),
      'accepted/.keep': '',
    };
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(server.folder, name)), { recursive: true });
      await writeFile(join(server.folder, name), text);
    }
    try {
      await server.#run();
    } catch (error) {
      await server.stop();
      throw error;
    }
    return server;
  }

  async #run(): Promise<void> {
    const env: NodeJS.ProcessEnv = { ...process.env, HARAKA: this.folder, NODE_OPTIONS: '' };
    delete env['NODE_ENV'];
    const child = spawn(process.execPath, [haraka], { cwd: this.folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    await new Promise<void>((resolve, reject) => {
      const heard = (chunk: Buffer): void => {
        this.#log += chunk.toString();
        const port = /Listening on \S*:(\d+)/.exec(this.#log)?.[1];
        if (port === undefined) return;
        this.port = Number(port);
        resolve();
      };
      child.stdout.on('data', heard);
      child.stderr.on('data', heard);
      child.once('exit', (code) => reject(new Error(`Haraka ended with ${code}:\n${this.#log}`)));
    });
  }

  get running(): boolean {
    return this.#child !== null && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  get log(): string {
    return this.#log;
  }

  async kept(id: string): Promise<Kept> {
    const text = await readFile(join(this.folder, 'accepted', `${id}.json`), 'utf8');
    // Written by the fixture a moment ago.
    const { envelope, session } = JSON.parse(text) as Omit<Kept, 'bytes'>;
    return { bytes: await readFile(join(this.folder, 'accepted', `${id}.eml`)), envelope, session };
  }

  async stop(): Promise<void> {
    const child = this.#child;
    if (child !== null && this.running) {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    }
    await rm(this.folder, { recursive: true, force: true });
  }
}

export type SendOptions = { readonly parameters?: string; readonly recipientParameters?: string; readonly to?: string };

/** A client that writes octets and reads whole replies. */
export class RawClient {
  readonly #socket: Socket;
  #read = '';
  #ended = false;
  #wake: () => void = () => {};

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk) => {
      this.#read += chunk.toString('utf8');
      this.#wake();
    });
    socket.on('close', () => {
      this.#ended = true;
      this.#wake();
    });
    socket.on('error', () => {
      // `close` follows.
    });
  }

  static async connect(port: number): Promise<RawClient> {
    const client = new RawClient(connect(port, '127.0.0.1'));
    await client.reply();
    return client;
  }

  /** The next reply with all its lines; rejects when the server closes first. */
  async reply(): Promise<string> {
    for (;;) {
      const whole = /^(?:\d{3}-[^\n]*\n)*\d{3} [^\n]*\n/.exec(this.#read)?.[0];
      if (whole !== undefined) {
        this.#read = this.#read.slice(whole.length);
        return whole;
      }
      if (this.#ended) throw new Error(`closed after: ${this.#read}`);
      await new Promise<void>((resolve, reject) => {
        const late = setTimeout(() => reject(new Error(`no reply, only: ${this.#read}`)), 10_000);
        this.#wake = () => {
          clearTimeout(late);
          resolve();
        };
      });
    }
  }

  async command(line: string): Promise<string> {
    this.#socket.write(`${line}\r\n`);
    return this.reply();
  }

  /** Envelope and DATA, then this message, dot-stuffed (RFC 5321, 4.5.2); gives the reply to it. */
  async send(message: Buffer, options: SendOptions = {}): Promise<string> {
    await this.startRaw(Buffer.from(message.toString('latin1').replace(/^\./gm, '..'), 'latin1'), options);
    this.#socket.write('.\r\n');
    return this.reply();
  }

  /** Envelope and DATA, then these octets as they are; gives the next reply. */
  async sendRaw(octets: Buffer, options: SendOptions = {}): Promise<string> {
    await this.startRaw(octets, options);
    return this.reply();
  }

  async startRaw(octets: Buffer, options: SendOptions = {}): Promise<void> {
    const from = `MAIL FROM:<mai@Vidu.gov.vn>${options.parameters ?? ''}`;
    const to = `RCPT TO:<${options.to ?? 'Hoa@VIDU.gov.vn'}>${options.recipientParameters ?? ''}`;
    for (const line of [from, to, 'DATA']) {
      const reply = await this.command(line);
      if (!/^[23]/.test(reply)) throw new Error(`${line}: ${reply}`);
    }
    this.#socket.write(octets);
  }

  close(): void {
    this.#socket.destroy();
  }
}
