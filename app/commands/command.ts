/** A command of `vanthu`: one file each, one line each in `app/commands/index.ts`. */

export type Io = {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
};

/** Exit codes follow sysexits: 0 done, 1 something found wrong, 2 wrong usage, 75 try again later, 78 bad configuration. */
export type Command = {
  readonly name: string;
  /** One line in Vietnamese and English. */
  readonly summary: string;
  readonly usage: string;
  run(args: readonly string[], io: Io): Promise<number>;
};
