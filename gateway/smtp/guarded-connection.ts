import { SMTPConnection } from 'smtp-server/lib/smtp-connection.js';
import type { SMTPServer, SMTPServerSession } from 'smtp-server';
import { replyOf } from '../../mail/reply.ts';
import type { Reply } from '../../mail/verdict.ts';
import { ourReply } from './library-replies.ts';
import { replyLine, sizeText } from './reply-text.ts';

export type Limits = {
  readonly connections: number;
  readonly connectionsPerClient: number;
  /** Milliseconds. */
  readonly idle: number;
  readonly session: number;
  readonly dataGrace: number;
  /** Octets a second. */
  readonly dataRate: number;
  readonly idleCommands: number;
  readonly errors: number;
  readonly authFailures: number;
  readonly greetingDelay: number;
  /** Octets. */
  readonly size: number;
};

type Socket = ConstructorParameters<typeof SMTPConnection>[1];
type Options = ConstructorParameters<typeof SMTPConnection>[2];
type Parser = ReturnType<SMTPConnection['_createParser']>;
type ParsedAddress = Parameters<SMTPConnection['_validateMailParams']>[0];

const busy: Reply = replyOf('peer.busy');
const cut = (text: string): Reply => ({ code: 421, enhanced: '4.7.0', text });

/** RFC 5321 4.5.3.1.4: 512 octets with CRLF; MAIL, RCPT and AUTH are longer by their extensions. */
const lineLimit = 510;
const longCommands = new Set(['MAIL', 'RCPT', 'AUTH']);

/** Commands that do no work towards a message. */
const idleCommands = new Set(['NOOP', 'RSET', 'VRFY', 'HELP', 'EHLO', 'HELO']);

/** What a connection asks and tells its listener. */
type Watch = {
  readonly othersOfClient: () => number;
  /** A message was announced with more octets than we take. */
  readonly tooLarge: (session: SMTPServerSession, octets: number) => void;
};

/** smtp-server's connection with what it lacks: limits on time, commands and failures, and replies in our words. */
export class GuardedConnection extends SMTPConnection {
  readonly #limits: Limits;
  readonly #tooLarge: Watch['tooLarge'];
  readonly #othersOfClient: () => number;
  readonly #bornAt = Date.now();
  #lastCommandAt = Date.now();
  #dataSince: number | null = null;
  #idle = 0;
  #errors = 0;
  #authFailures = 0;
  #pipelinedData = false;

  constructor(server: SMTPServer, socket: Socket, options: Options, limits: Limits, watch: Watch) {
    super(server, socket, options);
    this.#limits = limits;
    this.#othersOfClient = watch.othersOfClient;
    this.#tooLarge = watch.tooLarge;
  }

  /** Greets at once: the library's 100 ms would cap the rate of new connections. Who talks in the same breath is caught. */
  override init(): void {
    this._setListeners(() => {
      if (this._server.connections.size > this.#limits.connections || this.#othersOfClient() > this.#limits.connectionsPerClient) {
        this.#say(busy);
        return;
      }
      const greet = (): void => {
        if (!this._closing && !this._closed) this.connectionReady();
      };
      // two turns of the loop: what already lies in the socket is read in between
      if (this.#limits.greetingDelay === 0) setImmediate(() => setImmediate(greet));
      else setTimeout(greet, this.#limits.greetingDelay).unref();
    });
  }

  /** Called every few seconds by the listener. */
  tick(now: number): void {
    if (this._closing || this._closed) return;
    if (now - this.#bornAt > this.#limits.session) return this.#say(cut('Phiên làm việc quá dài, đóng kết nối'));
    if (this._parser !== false && this._parser._dataMode) {
      this.#dataSince ??= now;
      const elapsed = now - this.#dataSince;
      const tooSlow = elapsed > this.#limits.dataGrace && this._parser.dataBytes < (elapsed / 1_000) * this.#limits.dataRate;
      if (tooSlow) this.#say({ code: 421, enhanced: '4.4.2', text: 'Gửi thư quá chậm, đóng kết nối' });
      return;
    }
    this.#dataSince = null;
    // a message of ours to answer is not the client's silence
    if (this._handlerPending || this._dataStream) {
      this.#lastCommandAt = now;
      return;
    }
    // a byte now and then resets the socket's own timeout, but not this one
    if (now - this.#lastCommandAt > this.#limits.idle) this.#say({ code: 421, enhanced: '4.4.2', text: 'Chờ quá lâu, đóng kết nối' });
  }

  override send(code: number, data?: string | string[] | null, context?: string | false): void {
    if (Array.isArray(data)) {
      // AUTH is announced only where it may be used (RFC 3207 4.2)
      super.send(code, this.secure ? data : data.filter((line) => !line.startsWith('AUTH ')), false);
      return;
    }
    const text = data ?? '';
    if (code === 220 && context === false) return super.send(code, text, false);
    if (code >= 300 && code < 400) return super.send(code, text, false);
    const own = /^([245]\.\d{1,3}\.\d{1,3}) (.*)$/s.exec(text);
    const [, enhanced, words] = own ?? [];
    const reply: Reply = enhanced === undefined || words === undefined ? ourReply(code, text, context) : { code, enhanced, text: words };
    super.send(reply.code, replyLine(reply, this.session.envelope?.smtpUtf8 === true), false);
    if (context === 'DATA_OK') this.#idle = this.#errors = 0;
    if (reply.code >= 500) this.#refused(reply.code);
  }

  override _onCommand(command: Buffer, callback?: () => void): void {
    this.#lastCommandAt = Date.now();
    const name = command.subarray(0, 8).toString('latin1').split(' ')[0]?.toUpperCase() ?? '';
    const next = callback ?? ((): void => undefined);
    if (this._ready && !this._upgrading && this._nextHandler === false) {
      if (command.length > lineLimit && !longCommands.has(name)) {
        this.send(500, '5.5.2 Dòng lệnh quá dài');
        setImmediate(next);
        return;
      }
      if (idleCommands.has(name) && ++this.#idle > this.#limits.idleCommands) {
        this.#say(cut('Quá nhiều lệnh không gửi thư'));
        return;
      }
    }
    super._onCommand(command, callback);
  }

  override _createParser(): Parser {
    const parser = super._createParser();
    const write = parser._write.bind(parser);
    parser._write = (chunk, encoding, next): void => {
      // DATA must be the last command of a group (RFC 2920 3.1): text sent before our 354 is a smuggler's or a robot's
      if (!parser._dataMode && /(?:^|\n)data[ \t]*\r?\n[^]/i.test(parser._remainder + chunk.toString('latin1'))) this.#pipelinedData = true;
      write(chunk, encoding, next);
    };
    return parser;
  }

  override _validateMailParams(parsed: ParsedAddress): ReturnType<SMTPConnection['_validateMailParams']> {
    const declared = parsed.args === false ? undefined : parsed.args['SIZE'];
    if (typeof declared === 'string' && /^\d{1,20}$/.test(declared) && Number(declared) > this.#limits.size) {
      this.#tooLarge(this.session, Number(declared));
      return { code: 552, message: `5.3.4 ${sizeText(Number(declared), this.#limits.size)}`, enhancedCode: null };
    }
    return super._validateMailParams(parsed);
  }

  override handler_DATA(command: Buffer, callback: () => void): void {
    if (this.#pipelinedData) {
      this.send(503, '5.5.0 Phải chờ 354 trước khi gửi nội dung thư');
      this.close();
      return callback();
    }
    super.handler_DATA(command, callback);
  }

  authFailed(): void {
    this.#authFailures += 1;
  }

  #refused(code: number): void {
    if (code === 535) this.authFailed();
    if (++this.#errors > this.#limits.errors) this.#say(cut('Quá nhiều lệnh bị từ chối'));
    else if (this.#authFailures >= this.#limits.authFailures) this.#say(cut('Đăng nhập sai quá nhiều lần'));
  }

  /** 421 also closes. */
  #say(reply: Reply): void {
    if (!this._closing) this.send(reply.code, `${reply.enhanced} ${reply.text}`);
  }
}
