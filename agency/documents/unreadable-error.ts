export type Unreadable = 'encrypted' | 'broken' | 'limits';

/** A file that can't be read, and why. */
export class UnreadableError extends Error {
  readonly why: Unreadable;

  constructor(why: Unreadable, message: string) {
    super(message);
    this.name = 'UnreadableError';
    this.why = why;
  }
}
