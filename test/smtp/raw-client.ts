import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** Speaks SMTP octet by octet. */
export class RawClient {
  #socket: Socket;
  #received = '';
  #ended = false;
  #wake: (() => void) | null = null;

  constructor(socket: Socket) {
    this.#socket = socket;
    this.#listen();
  }

  static async open(port: number): Promise<RawClient> {
    const socket = connect(port, '127.0.0.1');
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    return new RawClient(socket);
  }

  /** Connected and greeted. */
  static async greeted(port: number): Promise<RawClient> {
    const client = await RawClient.open(port);
    await client.reply();
    return client;
  }

  get ended(): boolean {
    return this.#ended;
  }

  write(bytes: string | Uint8Array): void {
    this.#socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'utf8') : bytes);
  }

  /** The next whole reply, lines joined by \n; '' when the server closed. */
  async reply(): Promise<string> {
    for (;;) {
      const match = /^(?:\d{3}-[^\n]*\r\n)*\d{3}(?: [^\n]*)?\r\n/.exec(this.#received);
      if (match !== null) {
        this.#received = this.#received.slice(match[0].length);
        return match[0].trimEnd().replaceAll('\r\n', '\n');
      }
      if (this.#ended) return '';
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Every reply until the server closes. */
  async toEnd(): Promise<readonly string[]> {
    const all: string[] = [];
    for (let reply = await this.reply(); reply !== ''; reply = await this.reply()) all.push(reply);
    return all;
  }

  /** Writes a command and resolves to its reply. */
  async say(command: string): Promise<string> {
    this.write(`${command}\r\n`);
    return this.reply();
  }

  async all(...commands: readonly string[]): Promise<string> {
    let last = '';
    for (const command of commands) last = await this.say(command);
    return last;
  }

  async startTls(): Promise<void> {
    await this.say('STARTTLS');
    await this.upgrade();
  }

  /** The TLS handshake by itself, after a 220. */
  async upgrade(): Promise<void> {
    this.#socket.removeAllListeners();
    const secure = connectTls({ socket: this.#socket, rejectUnauthorized: false });
    await new Promise<void>((resolve, reject) => {
      secure.once('secureConnect', resolve);
      secure.once('error', reject);
    });
    this.#socket = secure;
    this.#listen();
  }

  async signIn(address: string, password: string): Promise<string> {
    return this.say(`AUTH PLAIN ${Buffer.from(`\0${address}\0${password}`).toString('base64')}`);
  }

  close(): void {
    this.#socket.destroy();
  }

  #listen(): void {
    const wake = (): void => {
      const waiting = this.#wake;
      this.#wake = null;
      waiting?.();
    };
    this.#socket.on('data', (chunk) => {
      this.#received += chunk.toString('utf8');
      wake();
    });
    this.#socket.on('error', () => undefined);
    this.#socket.on('close', () => {
      this.#ended = true;
      wake();
    });
  }
}
