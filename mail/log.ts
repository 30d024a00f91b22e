/** Where parts write their log; pino satisfies it. Never pass secrets or message text. */
export type Log = {
  info(fields: object, text: string): void;
  warn(fields: object, text: string): void;
  error(fields: object, text: string): void;
};
