/**
 * Hooks and their parameters.
 * @see Haraka docs/Plugins.md, "Available Hooks"; docs/Outbound.md, "Outbound Hooks"; plugins.js `run_next_hook`; connection.js `*_respond`
 */
import type { Address } from './address.js';
import type { Connection } from './connection.js';
import type { ReturnCode, ReturnCodes } from './constants.js';
import type { DSN } from './dsn.js';
import type { Logger, LogItem, LogMethods } from './logging.js';
import type { HarakaMx, HarakaMxInput } from './net-utils.js';
import type { BounceError, DeferredParameters, DeliveredParameters, HMailItem } from './outbound.js';
import type { Plugin } from './plugin.js';
import type { Server } from './server.js';
import type { Transaction } from './transaction.js';

/** Text of the answer, without code. Several lines: an array, or line feeds. A DSN brings code and enhanced status code. */
export type NextMessage = string | readonly string[] | DSN;

/**
 * Ends a plugin's turn; exactly once. A second call is ignored with an error in the log, none at all ends after `timeout` seconds with
 * DENYSOFT. A hook that *throws* counts as `next()`: on `data_post` the mail is then accepted. A rejected promise that nobody awaits ends
 * the process. So: catch everything and answer DENYSOFT.
 */
export type Next = (code?: ReturnCode, message?: NextMessage) => void;

/** ESMTP parameters by keyword in upper case; null for a keyword without value (RFC 5321, 4.1.1.11). */
export interface EsmtpParameters {
  /** Octets, in digits (RFC 1870). */
  readonly SIZE?: string | null;
  /** RFC 6152 */
  readonly BODY?: string | null;
  /** RFC 6531; no value. */
  readonly SMTPUTF8?: string | null;
  /** RFC 3461 */
  readonly RET?: string | null;
  readonly ENVID?: string | null;
  readonly NOTIFY?: string | null;
  readonly ORCPT?: string | null;
  /** RFC 4954 */
  readonly AUTH?: string | null;
  readonly [keyword: string]: string | null | undefined;
}

/** What the `deny` hook is told about the refusal. */
export type DenyParameters = readonly [
  code: ReturnCodes['DENY' | 'DENYSOFT' | 'DENYDISCONNECT' | 'DENYSOFTDISCONNECT'],
  message: NextMessage | undefined,
  plugin: string,
  method: string,
  /** Parameters of the hook that refused. */
  parameters: unknown,
  hook: HookName,
];

/** `pre_send_trans_email` gets this instead of a connection. */
export interface QueueingConnection extends LogMethods {
  readonly transaction: Transaction;
}

/** `next(OK, …)` with an exchanger, several, or anything a HarakaMx is made from. */
export type NextMx = (code?: ReturnCode, message?: HarakaMx | HarakaMxInput | readonly (HarakaMx | HarakaMxInput)[]) => void;

/** `next(DELAY, seconds)` or `next(DENYSOFT, seconds)`. */
export type NextDelay = (code?: ReturnCode, seconds?: number) => void;

/** `next(OK, name)` with the name found. */
export type NextName = (code?: ReturnCode, name?: string) => void;

/** Every hook: `next`, what it is about, parameters. */
export interface HookArguments {
  /** With `nodes`: in the master before workers start; without: in the only process. */
  init_master: [next: Next, server: Server];
  init_child: [next: Next, server: Server];
  init_http: [next: Next, server: Server];
  init_wss: [next: Next, server: Server];
  /** Runs for every plugin; the return code is ignored. */
  connect_init: [next: Next, connection: Connection];
  lookup_rdns: [next: NextName, connection: Connection];
  connect: [next: Next, connection: Connection];
  helo: [next: Next, connection: Connection, host: string];
  ehlo: [next: Next, connection: Connection, host: string];
  /** Push to `connection.capabilities`. */
  capabilities: [next: Next, connection: Connection];
  /** Verb as sent and the rest of the line. OK = the plugin has answered itself. */
  unrecognized_command: [next: Next, connection: Connection, parameters: readonly [verb: string, rest?: string]];
  vrfy: [next: Next, connection: Connection];
  noop: [next: Next, connection: Connection];
  rset: [next: Next, connection: Connection];
  quit: [next: Next, connection: Connection];
  mail: [next: Next, connection: Connection, parameters: readonly [from: Address, esmtp: EsmtpParameters]];
  /** Unless relaying, somebody must say OK. */
  rcpt: [next: Next, connection: Connection, parameters: readonly [to: Address, esmtp: EsmtpParameters]];
  rcpt_ok: [next: Next, connection: Connection, to: Address];
  data: [next: Next, connection: Connection];
  data_post: [next: Next, connection: Connection];
  /** DENYSOFT gives 450, everything else 550. */
  max_data_exceeded: [next: Next, connection: Connection];
  /** Somebody must say OK, or the client gets 451. Answers are 250, 550 or 450 with ` (<uuid>)` behind the text. */
  queue: [next: Next, connection: Connection];
  /** Instead of `queue` when relaying. CONT = Haraka queues the mail itself. */
  queue_outbound: [next: Next, connection: Connection];
  /** The text that the client gets with 250. */
  queue_ok: [next: Next, connection: Connection, message: string];
  reset_transaction: [next: Next, connection: Connection];
  /** OK turns a refusal into its opposite. */
  deny: [next: Next, connection: Connection, parameters: DenyParameters];
  /** Runs for every plugin; the return code is ignored. */
  disconnect: [next: Next, connection: Connection];
  pre_send_trans_email: [next: Next, connection: QueueingConnection];
  send_email: [next: NextDelay, item: HMailItem];
  get_mx: [next: NextMx, item: HMailItem, domain: string];
  delivered: [next: Next, item: HMailItem, parameters: DeliveredParameters];
  /** OK drops the mail; DENYSOFT with seconds sets the delay. */
  deferred: [next: NextDelay, item: HMailItem, parameters: DeferredParameters];
  /** OK suppresses the notification to the sender. */
  bounce: [next: Next, item: HMailItem, error: BounceError];
  /** Lines may come before any listener runs. */
  log: [next: Next, logger: Logger, item: LogItem];
}

export type HookName = keyof HookArguments;

/** A function for this hook, called with the plugin as `this`. Haraka ignores what it returns: a promise is never awaited. */
export type Hook<Name extends HookName, This = Plugin> = (this: This, ...parameters: HookArguments[Name]) => void;
