import type { Address, Connection, Hook, Next, Plugin, Transaction } from 'haraka-plugin-api-typings';
import type { Envelope, Session } from '../../mail/envelope.ts';
import { replyOf } from '../../mail/reply.ts';
import type { Reply, Verdict } from '../../mail/verdict.ts';
import { sizeText } from '../smtp/reply-text.ts';
import { acceptedText, type Answer, refusalOf, replyLines } from './haraka-reply.ts';
import type { HarakaPort } from './haraka-port.ts';
import { ReceivedBytes, type Unusable } from './received-bytes.ts';
import { returnCodes } from './return-codes.ts';
import { envelopeOf, type EnvelopeParameters, sessionOf } from './session-of.ts';

export type HarakaAdapterOptions = {
  readonly port: HarakaPort;
  /** Octets of a message as RFC 1870 counts them; one more is refused with 552. */
  readonly limit: number;
  /** For judging and for keeping, each; then the client is asked to come again. */
  readonly deadlineMs: number;
  readonly now: () => Date;
  /** Whether SPF or DKIM passed aligned with From, by the results of other plugins; without it nothing is aligned. */
  readonly aligned?: (connection: Connection) => boolean;
};

/** What is known of one mail. Held beside Haraka's objects, since it writes `notes` into its own queue files. */
type Progress = {
  readonly received: ReceivedBytes;
  readonly parameters: EnvelopeParameters;
  judged: { readonly envelope: Envelope; readonly session: Session; readonly verdict: Verdict } | null;
};

type Work = (this: Plugin, connection: Connection, transaction: Transaction) => Promise<Answer>;

/** Exports of the plugin's module. Hooks are registered by name, because Haraka gives `hook_*` no priority. */
export type HarakaAdapter = {
  register(this: Plugin): void;
  on_mail: Hook<'mail'>;
  on_rcpt: Hook<'rcpt'>;
  on_data_post: Hook<'data_post'>;
  on_queue: Hook<'queue'>;
};

const carryOn: Answer = { code: returnCodes.CONT };

/** Whatever went wrong with us: never a refusal, never an acceptance. */
const trouble = replyOf('store.unable');

const refusalFor = (problem: Exclude<Unusable, 'altered'>, octets: number, limit: number): Reply =>
  problem === 'too-large' ? replyOf('size.over-limit', sizeText(octets, limit)) : replyOf('wire.bare-newline');

const utf8 = (progress: Progress | undefined): boolean => progress?.parameters.mail.SMTPUTF8 !== undefined;

async function withDeadline<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Gives the answer. Haraka goes on with the dialogue inside `next`: what is thrown there must not end the process. */
function give(connection: Connection, next: Next, answer: Answer): void {
  try {
    next(answer.code, answer.message);
  } catch (error) {
    connection.logerror('the dialogue can not go on', error);
    connection.disconnect();
  }
}

/** Settings of Haraka under which the bytes can't reach us whole; said when it starts, in words for who runs it. */
function checkSettings(plugin: Plugin, limit: number): void {
  const max = plugin.config.get('connection.ini')['max'] ?? {};
  // Stuffing adds at most one octet to a line of three (`.` CRLF).
  const octets = Math.ceil((limit * 4) / 3) + 3;
  // Both are unlimited when the key is absent.
  const bytes = Number(max['bytes'] ?? 0);
  const line = Number(max['data_line_length'] ?? Infinity);
  if (bytes !== 0 && !(bytes >= octets)) {
    throw new Error(`connection.ini: [max] bytes=${bytes} nhỏ hơn giới hạn thư, đặt ít nhất ${octets} (bytes is below the size limit)`);
  }
  if (!(line >= limit + 2)) {
    throw new Error(
      `connection.ini: [max] data_line_length=${line} làm thay đổi dòng dài, đặt ít nhất ${limit + 2} (Haraka would fold long lines)`,
    );
  }
}

/**
 * The product as a plugin of Haraka 3.3.4 or newer: the message is copied as it comes, judged when it is whole (after other plugins had their
 * say), and kept before 250. Every error, delay or surprise ends in 4xx: Haraka takes a hook that throws for consent.
 */
export function harakaAdapter(options: HarakaAdapterOptions): HarakaAdapter {
  const mails = new WeakMap<Transaction, Progress>();

  const guarded = (plugin: Plugin, next: Next, connection: Connection, work: Work): void => {
    const { transaction } = connection;
    const putOff = (error: unknown): Answer => {
      connection.logerror(plugin, error instanceof Error ? error : new Error(String(error)));
      return refusalOf(trouble, utf8(transaction === null ? undefined : mails.get(transaction)));
    };
    const answered = async (): Promise<void> => {
      let answer: Answer;
      try {
        if (transaction === null) throw new Error('no transaction');
        answer = await work.call(plugin, connection, transaction);
      } catch (error) {
        answer = putOff(error);
      }
      give(connection, next, answer);
    };
    void answered();
  };

  const judge: Work = async (connection, transaction) => {
    const progress = mails.get(transaction);
    if (progress === undefined) throw new Error('MAIL was not seen');
    const problem = progress.received.problem(transaction);
    if (problem === 'altered')
      throw new Error('the bytes are not those that the client sent: see connection.ini data_line_length and other plugins');
    if (problem !== null) return refusalOf(refusalFor(problem, progress.received.octets, options.limit), utf8(progress));
    const envelope = envelopeOf(transaction, progress.parameters);
    const session = sessionOf(connection, options.now().toISOString(), options.aligned?.(connection) ?? false);
    const verdict = await withDeadline(options.port.judge(envelope, progress.received.bytes(), session), options.deadlineMs);
    const { code } = verdict.reply;
    if (code >= 400 && code <= 599) return refusalOf(verdict.reply, utf8(progress));
    if (code < 200 || code > 299) throw new Error(`a verdict with reply ${code}`);
    progress.judged = { envelope, session, verdict };
    return carryOn;
  };

  const keep: Work = async (connection, transaction) => {
    const progress = mails.get(transaction);
    const judged = progress?.judged ?? null;
    if (progress === undefined || judged === null) {
      // A `deny` hook of another plugin turned our refusal over, and could do so again: close, and leave Haraka's own queue nobody to send to.
      transaction.rcpt_to.length = 0;
      connection.respond(421, replyLines(trouble, utf8(progress)), () => connection.disconnect());
      throw new Error('nothing is kept without a verdict');
    }
    const { envelope, session, verdict } = judged;
    const { id } = await withDeadline(options.port.accept(envelope, progress.received.bytes(), session, verdict), options.deadlineMs);
    return { code: returnCodes.OK, message: acceptedText(verdict.reply, id, utf8(progress)) };
  };

  return {
    register() {
      checkSettings(this, options.limit);
      // Our own deadline comes first: its answer says more than "plugin timeout".
      this.timeout = Math.ceil(options.deadlineMs / 1000) + 5;
      this.register_hook('mail', 'on_mail', -100);
      this.register_hook('rcpt', 'on_rcpt', -100);
      this.register_hook('data_post', 'on_data_post', 100);
      // First, so that no other queue plugin takes the mail.
      this.register_hook('queue', 'on_queue', -100);
      this.register_hook('queue_outbound', 'on_queue', -100);
    },

    on_mail(next, connection, [, mail]) {
      guarded(this, next, connection, async (_connection, transaction) => {
        const declared = /^\d{1,15}$/.test(mail.SIZE ?? '') ? Number(mail.SIZE) : 0;
        if (declared > options.limit) return refusalOf(refusalFor('too-large', declared, options.limit), mail.SMTPUTF8 !== undefined); // RFC 1870, 6.1
        const received = ReceivedBytes.tee(transaction, options.limit);
        mails.set(transaction, { received, parameters: { mail, recipients: new WeakMap<Address, typeof mail>() }, judged: null });
        return carryOn;
      });
    },

    on_rcpt(next, connection, [to, parameters]) {
      guarded(this, next, connection, async (_connection, transaction) => {
        const progress = mails.get(transaction);
        if (progress === undefined) throw new Error('MAIL was not seen');
        progress.parameters.recipients.set(to, parameters);
        return carryOn;
      });
    },

    on_data_post(next, connection) {
      guarded(this, next, connection, judge);
    },

    on_queue(next, connection) {
      guarded(this, next, connection, keep);
    },
  };
}
