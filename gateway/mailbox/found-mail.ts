/** A mail that a source saw in the office mailbox. */
export type FoundMail = {
  /** The message with CRLF; only its header where it is too large. */
  readonly bytes: Uint8Array;
  /** When it reached the mailbox. */
  readonly receivedAt: Date;
  readonly tooLarge: boolean;
  /** What the source calls it, for the log. */
  readonly name: string;
};

/** Resolves once the mail is durably kept, however often it comes; rejects when it has to come again. */
export type TakeFound = (found: FoundMail) => Promise<void>;

export type SourceState = {
  readonly connected: boolean;
  /** Last complete look, ISO 8601. */ readonly lookedAt: string | null;
  readonly problem: string | null;
};

/** A supervised source: keeps trying until stopped. */
export type MailboxSource = {
  start(): void;
  /** Resolves when nothing of it runs any more. */
  stop(): Promise<void>;
  state(): SourceState;
};

const first = 1_000;
const longest = 60_000;

/** Milliseconds until the next try after so many failures in a row: doubling up to a minute, half of it by chance. */
export const retryPause = (failures: number, random: () => number): number => {
  const whole = Math.min(longest, first * 2 ** Math.min(failures - 1, 10));
  return whole / 2 + random() * (whole / 2);
};
