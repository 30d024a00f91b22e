/**
 * Logging.
 * @see Haraka docs/Logging.md; logger.js
 */
import type { Next } from './hooks.js';

export type LogLevelName = 'DATA' | 'PROTOCOL' | 'DEBUG' | 'INFO' | 'NOTICE' | 'WARN' | 'ERROR' | 'CRIT' | 'ALERT' | 'EMERG';

/**
 * Logs its arguments, in any order: strings and numbers are joined; a connection gives the id, a plugin the origin, an `Error` its stack, a
 * plain object is written as `key=value`.
 */
export type Log = (...parts: unknown[]) => void;

/** The methods that Haraka gives to connections, plugins, outbound items and the server. */
export interface LogMethods {
  logdata: Log;
  logprotocol: Log;
  logdebug: Log;
  loginfo: Log;
  lognotice: Log;
  logwarn: Log;
  logerror: Log;
  logcrit: Log;
  logalert: Log;
  logemerg: Log;
}

/** What the `log` hook receives. */
export interface LogItem {
  readonly level: LogLevelName;
  /** The finished line. */
  readonly data: string;
  readonly obj?: unknown;
}

type LevelNumbers = { readonly [Name in LogLevelName as Name | `LOG${Name}`]: number };

/** `plugin.haraka_require('logger')`. */
export interface Logger extends LogMethods, Readonly<Record<`LOG${LogLevelName}`, number>> {
  readonly name: string;
  /** Severity by name; 9 (DATA) is the chattiest. */
  readonly levels: LevelNumbers;
  readonly formats: { readonly DEFAULT: 'DEFAULT'; readonly LOGFMT: 'LOGFMT'; readonly JSON: 'JSON' };
  readonly loglevel: number;
  readonly format: 'DEFAULT' | 'LOGFMT' | 'JSON';
  readonly timestamps: boolean;
  data: Log;
  protocol: Log;
  debug: Log;
  info: Log;
  notice: Log;
  warn: Log;
  error: Log;
  crit: Log;
  alert: Log;
  emerg: Log;
  /** Writes one line through the `log` hook. */
  log(level: LogLevelName, line: string, obj?: unknown): boolean;
  /** Is this severity written at the present level? */
  would_log(level: number): boolean;
  set_loglevel(level: string | number | null | undefined): void;
  set_format(format: string | null | undefined): void;
  set_timestamps(on: unknown): void;
  /** Gives an object (or the prototype of a class) the log methods. */
  add_log_methods(object: object, origin?: string): void;
  /** Hands the buffered lines to the `log` hook. */
  dump_logs(done?: () => void): boolean;
  /** Writes what is buffered, then ends the process with this code (or calls the function). */
  dump_and_exit(code: number | (() => void)): void;
}

/** `exports.hook_log`: OK or STOP suppresses the built-in output. */
export type LogHook = (next: Next, logger: Logger, item: LogItem) => void;
