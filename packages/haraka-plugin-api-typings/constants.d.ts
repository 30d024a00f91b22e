/**
 * Return codes and connection states.
 * @see haraka-constants 1.0 `index.js`; Haraka docs/Plugins.md, "Next() Return Codes"
 */

/** The numbers behind the names; each name also exists in lower case. */
export interface ReturnCodes {
  /** Let the next plugin of this hook decide; the same as `next()`. */
  readonly CONT: 900;
  /** For the `log` hook: the item is handled. */
  readonly STOP: 901;
  /** Refuse with 5xx. */
  readonly DENY: 902;
  /** Refuse with 4xx. */
  readonly DENYSOFT: 903;
  /** Refuse with 5xx and close. */
  readonly DENYDISCONNECT: 904;
  /** Close. */
  readonly DISCONNECT: 905;
  /** Accept; no further plugin of this hook runs. */
  readonly OK: 906;
  /** Only on `unrecognized_command`: run the hook named in the message. docs/Plugins.md writes HOOK_NEXT; no constant has that name. */
  readonly NEXT_HOOK: 907;
  /** Only on `send_email`: try again after the number of seconds in the message. */
  readonly DELAY: 908;
  /** Refuse with 4xx and close. */
  readonly DENYSOFTDISCONNECT: 909;
}

export type ReturnCode = ReturnCodes[keyof ReturnCodes];

/** Where the SMTP dialogue stands: `connection.state`. */
export interface ConnectionStates {
  readonly CMD: 1;
  readonly LOOP: 2;
  readonly DATA: 3;
  readonly PAUSE: 4;
  readonly PAUSE_SMTP: 5;
  readonly PAUSE_DATA: 6;
  readonly DISCONNECTING: 99;
  readonly DISCONNECTED: 100;
}

export type ConnectionState = ConnectionStates[keyof ConnectionStates];

/** What `require('haraka-constants')` gives. */
export interface HarakaConstants extends ReturnCodes {
  readonly cont: 900;
  readonly stop: 901;
  readonly deny: 902;
  readonly denysoft: 903;
  readonly denydisconnect: 904;
  readonly disconnect: 905;
  readonly ok: 906;
  readonly next_hook: 907;
  readonly delay: 908;
  readonly denysoftdisconnect: 909;
  /** Flags for `fs.open`: create, truncate, write, fail when the file exists. The number depends on the system. */
  readonly write_excl: number;
  readonly WRITE_EXCL: number;
  readonly connection: {
    readonly state: ConnectionStates & { readonly [Name in keyof ConnectionStates as `STATE_${Name}`]: ConnectionStates[Name] };
  };
  /** Puts the upper-case names on an object, usually a sandbox or `global`. */
  import(object: object): void;
  /** Name of a code in upper case, or `UNKNOWN`. */
  translate(code: number): string;
}
