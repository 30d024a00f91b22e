/**
 * What plugins found out.
 * @see haraka-results 2.4 README.md and `index.js`
 */

/** Who speaks: the plugin itself, anything with its name, or the name. */
export type PluginOrName = string | { readonly name: string };

/** What `results.add` takes. Lists grow, other names are overwritten. */
export interface ResultEntry {
  pass?: string | readonly string[];
  fail?: string | readonly string[];
  msg?: string | readonly string[];
  skip?: string | readonly string[];
  /** Also written to the error log. */
  err?: string | Error | readonly (string | Error)[];
  /** Write a summary to the log now. */
  emit?: boolean;
  /** The summary to write instead of the computed one. */
  human?: string;
  human_html?: string;
  /** Lists of the summary, in this order. */
  order?: readonly string[];
  /** Names not to show in the summary. */
  hide?: readonly string[];
  [name: string]: unknown;
}

/** What is stored for one plugin. */
export interface Result {
  pass: string[];
  fail: string[];
  msg: string[];
  err: string[];
  skip: string[];
  human?: string;
  human_html?: string;
  [name: string]: unknown;
}

/** `connection.results` (whole connection) and `transaction.results` (one mail). */
export interface ResultStore {
  /** Stores what a plugin found and gives the summary. */
  add(plugin: PluginOrName, entry: ResultEntry): string;
  /** Appends to arrays under names of your own. */
  push(plugin: PluginOrName, entry: Readonly<Record<string, unknown>>): string;
  /** Adds to numbers under names of your own. */
  incr(plugin: PluginOrName, entry: Readonly<Record<string, number>>): void;
  /** Everything of one plugin, or undefined. */
  get(plugin: PluginOrName): Result | undefined;
  /** Everything, by plugin name. */
  get_all(): Record<string, Result>;
  /** Does a list (or value) contain this text, number, boolean or match? */
  has(plugin: PluginOrName, list: string, search: string | number | boolean | RegExp): boolean;
  /** Summary of one plugin, or undefined when it stored nothing. */
  collate(plugin: PluginOrName): string | undefined;
  /** Name of the plugin, as it is used as a key. */
  resolve_plugin_name(plugin: PluginOrName): string | undefined;
}
