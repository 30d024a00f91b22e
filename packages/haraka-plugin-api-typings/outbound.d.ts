/// <reference types="node" />
/**
 * Haraka's own queue and delivery.
 * @see Haraka docs/Outbound.md; outbound/index.js, hmail.js, todo.js, queue.js
 */
import type { EventEmitter } from 'node:events';
import type { Address } from './address.js';
import type { Config } from './config.js';
import type { ReturnCodes } from './constants.js';
import type { LogMethods } from './logging.js';
import type { MessageStream } from './message.js';
import type { NetUtils } from './net-utils.js';
import type { Notes, TransactionNotes } from './notes.js';
import type { Transaction } from './transaction.js';

export interface SendEmailOptions {
  /** The contents are dot-stuffed already. */
  dot_stuffed?: boolean;
  /** Become the transaction's notes as they are: include `skip_plugins: []`, the plugin runner reads it. */
  notes?: Notes | TransactionNotes;
  /** Drop Message-Id so that a new one is made; only with contents given as a string. */
  remove_msgid?: boolean;
  /** Drop Date so that a new one is made; only with contents given as a string. */
  remove_date?: boolean;
  /** Who speaks in the log. */
  origin?: object;
}

/** OK when the mail is queued (not delivered); DENY for bad addresses; DENYSOFT when it could not be written. */
export type QueuedCallback = (code: ReturnCodes['OK' | 'DENY' | 'DENYSOFT'], message?: unknown) => void;

/** What is to be delivered: the head of a queue file. */
export interface TodoItem {
  mail_from: Address;
  rcpt_to: Address[];
  /** Domain of the recipients. */
  domain: string;
  notes: TransactionNotes;
  /** Milliseconds since the epoch. */
  queue_time: number;
  uuid: string;
  /** Put off rather than send without TLS. */
  force_tls: boolean;
  /** Only while it is being queued. */
  message_stream?: MessageStream;
}

/** One file of the queue. */
export interface HMailItem extends EventEmitter, LogMethods {
  readonly name: string;
  readonly path: string;
  readonly filename: string;
  /** Octets; 0 until it has been read. */
  readonly file_size: number;
  /** Temporary failures so far. */
  readonly num_failures: number;
  /** Milliseconds since the epoch. */
  readonly next_process: number;
  readonly pid: number;
  readonly notes: Notes;
  /** Null until the file was read (`ready`). */
  readonly todo: TodoItem | null;
  readonly hook: string | null;
  /** Set when it bounced. */
  readonly bounce_error: BounceError | null;
  /** The message as queued, dot-stuffed. */
  data_stream(): NodeJS.ReadableStream;
  /** Gives up: the sender gets a delivery status notification. */
  bounce(error: string | Error, extra?: object): void;
  /** Tries again later. */
  temp_fail(error: string | Error, extra?: object): void;
  /** Removes the file. */
  discard(): void;
}

export interface BounceError extends Error {
  /** The exchanger that refused. */
  mx?: unknown;
  deferred_rcpt?: Address[];
  bounced_rcpt?: Address[];
}

export interface DeferredParameters {
  /** Seconds until the next try. */
  delay: number;
  err: unknown;
  [name: string]: unknown;
}

/** Parameters of the `delivered` hook. */
export type DeliveredParameters = readonly [
  host: string,
  ip: string,
  response: string,
  /** Seconds since it was queued. */
  delay: number,
  port: number | string,
  mode: 'smtp' | 'lmtp',
  okRecipients: readonly Address[],
  secured: boolean,
  authenticated: boolean,
];

/** `plugin.haraka_require('outbound')`. */
export interface Outbound {
  readonly name: 'outbound';
  readonly config: Config;
  readonly net_utils: NetUtils;
  readonly TODOItem: new (domain: string, recipients: readonly Address[], transaction: Transaction) => TodoItem;
  readonly HMailItem: new (filename: string, path: string, notes?: Notes) => HMailItem;
  /**
   * Queues a message. As a string every line is dot-stuffed and ended with CRLF, and a last line without a line feed is lost. A stream is
   * decoded chunk by chunk, so letters of several octets at chunk borders are damaged, and it must be CRLF and dot-stuffed already.
   * Without `next` an address that cannot be parsed throws.
   */
  send_email(
    from: string | Address,
    to: string | Address | (string | Address)[],
    contents: string | NodeJS.ReadableStream,
    next?: QueuedCallback,
    options?: SendEmailOptions,
  ): void;
  /** Queues a transaction; runs `pre_send_trans_email`. Adds Message-Id and Date when missing, and `Received:`. */
  send_trans_email(transaction: Transaction, next?: QueuedCallback): void;
  /** `<in progress>/<waiting>/<put off>` */
  get_stats(): string;
  stats(): { queue_dir: string; queue_count: number };
  list_queue(): Promise<unknown[]>;
  stat_queue(): Promise<{ queue_dir: string; queue_count: number }>;
  flush_queue(domain?: string, pid?: number): Promise<void>;
}
