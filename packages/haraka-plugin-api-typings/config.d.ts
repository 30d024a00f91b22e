/// <reference types="node" />
/**
 * Configuration files.
 * @see haraka-config 1.7 README.md and `config.js`
 */

export type ConfigType = 'value' | 'list' | 'data' | 'ini' | 'json' | 'hjson' | 'yaml' | 'js' | 'binary';

export interface ConfigOptions {
  /** Do not watch the file. */
  no_watch?: boolean;
  /** For ini files: `section.key` (or `key` of main); with `+` true, with `-` false when absent. */
  booleans?: readonly string[];
}

/** Runs after a watched file was read again; gets the error when it could not be parsed (the old content stays). */
export type ConfigChanged = (error?: Error) => void;

export type IniValue = string | number | boolean | (string | number)[] | undefined;

export type IniSection = Record<string, IniValue>;

/** Keys before any section stand in `main`. */
export interface IniFile {
  main: IniSection;
  [section: string]: IniSection;
}

type Rest =
  [changed?: ConfigChanged | null, options?: ConfigOptions | null] | [options: ConfigOptions | null, changed?: ConfigChanged | null];

/** `this.config` of a plugin: its package's own `config` folder, overridden by Haraka's. Every `get` gives a copy. */
export interface Config {
  readonly root_path: string;
  readonly overrides_path?: string;
  get(name: `${string}.ini`, ...rest: Rest): IniFile;
  get(name: string, type: 'ini', ...rest: Rest): IniFile;
  /** Parsed, unchecked. */
  get(name: `${string}.${'json' | 'hjson' | 'yaml' | 'yml' | 'js'}`, ...rest: Rest): unknown;
  get(name: string, type: 'json' | 'hjson' | 'yaml' | 'js', ...rest: Rest): unknown;
  get(name: `${string}.${'pem' | 'bin'}`, ...rest: Rest): Buffer | null;
  get(name: string, type: 'binary', ...rest: Rest): Buffer | null;
  /** Lines; without comments and blank lines for `list`. */
  get(name: string, type: 'list' | 'data', ...rest: Rest): string[];
  /** First line; digits become a number; null when the file is absent or empty. */
  get(name: string, type: 'value', ...rest: Rest): string | number | boolean | null;
  get(name: string, ...rest: Rest): string | number | boolean | null;
  /** First line as an integer, NaN when there is none and no default. */
  getInt(name: string, defaultValue?: number): number;
  /** Files of a folder. */
  getDir(name: string, options: ConfigDirOptions, done: (error: Error | null, files?: ConfigDirFile[]) => void): void;
  getDir(name: string, options?: ConfigDirOptions): Promise<ConfigDirFile[]>;
  stop_watching(name: string): void;
  /** Configuration of another folder, with overrides. */
  module_config(defaultsPath: string, overridesPath?: string): Config;
}

export interface ConfigDirOptions {
  type?: ConfigType;
  watchCb?: () => void;
}

export interface ConfigDirFile {
  path: string;
  data: unknown;
}
