/**
 * The plugin itself.
 * @see Haraka docs/Plugins.md, "Anatomy of a Plugin"; plugins.js; plugins/auth/auth_base.js
 */
import type { Config } from './config.js';
import type { Connection } from './connection.js';
import type { Hook, HookName } from './hooks.js';
import type { Logger, LogMethods } from './logging.js';
import type { Outbound } from './outbound.js';
import type { Server } from './server.js';

/** Modules of Haraka's own that plugins load; others exist, untyped. */
export interface HarakaModules {
  outbound: Outbound;
  logger: Logger;
  plugins: Plugins;
  server: Server;
}

/** `this` in `register`, in hooks and in `shutdown`; everything that the module exports is copied onto it. */
export interface Plugin extends LogMethods {
  /** Without the prefix `haraka-plugin-`. */
  readonly name: string;
  /** Seconds that a hook may take; from `<name>.timeout`, `plugin_timeout`, else 30. 0 = no limit. Afterwards Haraka goes on with DENYSOFT. */
  timeout: number;
  /** Of the `.js` file, or of the `package.json` of a package. */
  readonly plugin_path: string;
  /** A package runs outside the sandbox, with the ordinary `require`. */
  readonly hasPackageJson: boolean;
  readonly config: Config;
  /** Methods registered, by hook. */
  readonly hooks: Readonly<Record<string, readonly string[]>>;
  /** Plugins inherited from, by name. */
  readonly base: Readonly<Record<string, Plugin>>;
  /**
   * Registers a method (by name) for a hook. Priority -100 (first) to 100 (last), default 0. Exports named `hook_<name>` are registered by
   * themselves, with priority 0.
   */
  register_hook(hook: HookName | (string & {}), method: string, priority?: number): void;
  /** Takes over the methods of another plugin that this one does not have, and runs its `register` here. */
  inherits(plugin: string): void;
  register(): void;
  /** Loads a module of Haraka's own. */
  haraka_require<Name extends keyof HarakaModules>(name: Name): HarakaModules[Name];
  haraka_require(name: string): unknown;
}

/**
 * What a plugin's module exports. `This` is the plugin with what you put on it:
 * `const plugin: PluginModule<Plugin & { cfg: IniFile }> = { register() { this.cfg = … } }`
 */
export type PluginModule<This = Plugin> = {
  /** Once, at load; synchronous. Registers hooks and reads configuration. */
  register?(this: This): void;
  /** On a graceful reload with `nodes`: close what is open. */
  shutdown?(this: This): void;
} & { [Name in HookName as `hook_${Name}`]?: Hook<Name, This> };

/** Exports of a plugin that inherits `auth/auth_base` (AUTH PLAIN, LOGIN, CRAM-MD5). */
export interface AuthModule<This = Plugin> {
  /** Gives the password in clear, or nothing when there is no such user. `auth_base` looks at the number of parameters: two or three. */
  get_plain_passwd?:
    | ((this: This, user: string, connection: Connection, done: (password?: string | null) => void) => void)
    | ((this: This, user: string, done: (password?: string | null) => void) => void);
  /** Says whether the password is right, with an optional text for the client and code. */
  check_plain_passwd?(
    this: This,
    connection: Connection,
    user: string,
    password: string,
    done: (valid: boolean, message?: string | { message: string; code: number }) => void,
  ): void;
  check_cram_md5_passwd?(
    this: This,
    connection: Connection,
    user: string,
    response: string,
    done: (valid: boolean, message?: string | { message: string; code: number }) => void,
  ): void;
}

/** `plugin.haraka_require('plugins')`. */
export interface Plugins extends LogMethods {
  readonly config: Config;
  readonly plugin_list: readonly string[];
  readonly registered_plugins: Readonly<Record<string, Plugin>>;
  readonly registered_hooks: Readonly<
    Record<string, readonly { readonly plugin: string; readonly method: string; readonly priority: number; readonly timeout: number }[]>
  >;
  readonly server: Server | { readonly notes: Record<string, unknown> };
  /** Names that were replaced by packages. */
  readonly deprecated: Readonly<Record<string, string>>;
  readonly Plugin: new (name: string) => Plugin;
  /** Runs a hook on an object that has `<hook>_respond`. */
  run_hooks(hook: string, object: object, parameters?: unknown): void;
  load_plugins(override?: string | readonly string[]): void;
  load_plugin(name: string): void;
  shutdown_plugins(): void;
}
