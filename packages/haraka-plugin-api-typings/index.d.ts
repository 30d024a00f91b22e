/** The plugin API of Haraka 3.3, for plugins in TypeScript (or in JavaScript with `checkJs`). Types only: nothing here exists at run time. */
export type { Address, AddressGroup, AddressJson } from './address.js';
export type {
  Config,
  ConfigChanged,
  ConfigDirFile,
  ConfigDirOptions,
  ConfigOptions,
  ConfigType,
  IniFile,
  IniSection,
  IniValue,
} from './config.js';
export type { Connection, Hello, LocalEndpoint, ProxyState, RemotePeer, TlsState } from './connection.js';
export type { ConnectionState, ConnectionStates, HarakaConstants, ReturnCode, ReturnCodes } from './constants.js';
export type { DSN, DSNFactory, MakeDSN } from './dsn.js';
export type {
  DenyParameters,
  EsmtpParameters,
  Hook,
  HookArguments,
  HookName,
  Next,
  NextDelay,
  NextMessage,
  NextMx,
  NextName,
  QueueingConnection,
} from './hooks.js';
export type { Log, Logger, LogHook, LogItem, LogLevelName, LogMethods } from './logging.js';
export type { AttachmentStart, AttachmentStream, Body, BodyFilter, Header, MessageStream, PipeOptions } from './message.js';
export type { HarakaMx, HarakaMxInput, NetUtils } from './net-utils.js';
export type { ConnectionNotes, Notes, NotesPath, TransactionNotes } from './notes.js';
export type {
  BounceError,
  DeferredParameters,
  DeliveredParameters,
  HMailItem,
  Outbound,
  QueuedCallback,
  SendEmailOptions,
  TodoItem,
} from './outbound.js';
export type { AuthModule, HarakaModules, Plugin, PluginModule, Plugins } from './plugin.js';
export type { PluginOrName, Result, ResultEntry, ResultStore } from './results.js';
export type { Listener, Server, ServerNotes } from './server.js';
export type { Counts, Transaction } from './transaction.js';
