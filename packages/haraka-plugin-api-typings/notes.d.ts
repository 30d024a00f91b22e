/**
 * State shared between plugins.
 * @see haraka-notes 1.1 `index.js`; docs/Plugins.md, "Sharing State"
 */

/** `a.b.c`, or the names in an array when one of them contains a dot. `__proto__`, `constructor` and `prototype` throw a TypeError. */
export type NotesPath = string | readonly string[];

/**
 * A bag of values by name. Give names of your own a type by declaration merging:
 * `declare module 'haraka-plugin-api-typings/notes' { interface Notes { vanthu?: MyState } }`
 */
export interface Notes {
  [name: string]: unknown;
  /** Sets a nested value, making the objects on the way; does nothing when the value is undefined. */
  readonly set: (path: NotesPath, value: unknown, onlyWhenUndefined?: boolean) => void;
  /** A nested value, or undefined when anything on the way is missing. */
  readonly get: (path: NotesPath) => unknown;
}

/** What Haraka itself writes on a connection. */
export interface ConnectionNotes extends Notes {
  /** Set by `setTLS`. */
  tls?: { authorized?: boolean; authorizationError?: unknown; cipher?: unknown; peerCertificate?: unknown };
  /** Parts of Authentication-Results said before a transaction began. */
  authentication_results?: string[];
  /** Set by the auth plugins. */
  auth_user?: string;
  proxy?: unknown;
}

/** What Haraka itself writes on a transaction. */
export interface TransactionNotes extends Notes {
  /** Names of plugins that do not run for the rest of this transaction. */
  skip_plugins: string[];
  /** A line of DATA was longer than `connection.ini` `max.data_line_length` and has been folded: these are no longer the sender's bytes. */
  data_line_length_exceeded?: boolean;
  authentication_results?: string[];
  /** Source address and name for delivery; set them in `get_mx`. */
  outbound_ip?: string;
  outbound_helo?: string;
}
