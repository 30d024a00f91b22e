/// <reference types="node" />
/**
 * One SMTP client.
 * @see Haraka docs/Connection.md; connection.js
 */
import type { Socket } from 'node:net';
import type { CipherNameAndProtocol, PeerCertificate } from 'node:tls';
import type { ConnectionState } from './constants.js';
import type { NextMessage } from './hooks.js';
import type { LogMethods } from './logging.js';
import type { ConnectionNotes } from './notes.js';
import type { ResultStore } from './results.js';
import type { Listener } from './server.js';
import type { Counts, Transaction } from './transaction.js';

/** The other side. */
export interface RemotePeer {
  ip: string;
  port: number;
  /** Name by reverse DNS; `NXDOMAIN`, `DNSERROR` or `Unknown` when there is none; null before `lookup_rdns`. */
  host: string | null;
  info: string | null;
  /** It has closed. */
  closed: boolean;
  is_private: boolean;
  is_local: boolean;
}

/** Our side. */
export interface LocalEndpoint {
  ip: string;
  port: number;
  host: string;
  info: string;
}

export interface Hello {
  /** Domain or address literal of HELO/EHLO; null before, undefined after STARTTLS. */
  host: string | null | undefined;
  verb: 'HELO' | 'EHLO' | null;
}

export interface TlsState {
  enabled: boolean;
  advertised: boolean;
  verified: boolean;
  /** Empty before TLS. */
  cipher: Partial<CipherNameAndProtocol>;
  verifyError?: unknown;
  peerCertificate?: PeerCertificate;
}

export interface ProxyState {
  allowed: boolean;
  /** The proxy's own address; the client's is `remote.ip`. */
  ip: string | null;
  type: 'haproxy' | null;
  timer: NodeJS.Timeout | null;
}

export interface Connection extends LogMethods {
  readonly uuid: string;
  readonly client: Socket;
  /** The listener this client came to; `server.notes` are shared by all. */
  readonly server: Listener;
  readonly remote: RemotePeer;
  readonly local: LocalEndpoint;
  readonly hello: Hello;
  readonly tls: TlsState;
  readonly proxy: ProxyState;
  notes: ConnectionNotes;
  results: ResultStore;
  /** Set from the `mail` hook to `queue_ok` and `reset_transaction`; null otherwise, and null when a client went away while a plugin was waiting. */
  transaction: Transaction | null;
  /** May this mail leave for any recipient? While a transaction runs it is a property of that transaction. */
  relaying: boolean;
  /** Lines of the EHLO answer; push to it in the `capabilities` hook. */
  capabilities: string[] | null;
  readonly esmtp: boolean;
  readonly pipelining: boolean;
  readonly early_talker: boolean;
  /** Transactions begun. */
  readonly tran_count: number;
  readonly rcpt_count: Counts;
  readonly msg_count: Counts;
  /** Milliseconds since the epoch. */
  readonly start_time: number;
  /** Octets of DATA so far. */
  readonly totalbytes: number;
  /** The last answer as sent. */
  readonly last_response: string | null;
  readonly last_reject: string;
  readonly last_rcpt_msg: NextMessage | null | undefined;
  /** Protocol errors so far. */
  errors: number;
  /** The last command line. */
  readonly current_line: string | null;
  readonly state: ConnectionState;
  readonly encoding: BufferEncoding;
  /** Name of the running hook. */
  readonly hook: string | null;
  /** Text for the `Received:` field, set by auth plugins. */
  authheader?: string;
  /** Sends an answer and goes on with the dialogue. A DSN brings its own code. */
  respond(code: number, message: NextMessage, done?: () => void): void;
  /** Runs the `disconnect` hook and closes. */
  disconnect(): void;
  /** Logs the reason and closes. */
  fail(reason?: unknown, data?: object): void;
  /** Ends the transaction as RSET does. */
  reset_transaction(done?: () => void): void;
  /** Begins a transaction (no MAIL FROM yet). */
  init_transaction(done?: () => void): void;
  /** Answers every further command but QUIT with this. */
  loop_respond(code: number, message: NextMessage): void;
  /** Stops reading from the client. */
  pause(): void;
  resume(): void;
  /** Sets a nested value: `set('remote.host', 'mx.example.vn')`. `remote.ip` also sets `is_private` and `is_local`. */
  set(path: string, value: unknown): void;
  set(object: string, name: string, value: unknown): void;
  /** Reads a nested value, undefined when anything on the way is missing. */
  get(path: string): unknown;
  /** `<value> [ip]`, or `[ip]` when it is unknown. */
  get_remote(name: 'host' | 'info'): string;
  get_capabilities(): string[];
  /** Adds a result to Authentication-Results (RFC 8601) and gives the whole field; empty when there are none. */
  auth_results(result?: string): string;
  /** Renames foreign Authentication-Results fields. */
  auth_results_clean(): void;
  /** Value of the `Received:` field (RFC 5321, 4.4). */
  received_line(): string;
}
