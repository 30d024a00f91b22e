import type { Envelope, Session } from '../../mail/envelope.ts';
import type { Reply } from '../../mail/verdict.ts';

/** Port: who takes messages from the listeners. `gateway/accept.ts` implements it. */
export type Intake = {
  /** Whether a message of so many octets can be kept now; else 452 4.3.1 at MAIL FROM. */
  hasRoom(octets: number): boolean;
  begin(envelope: Envelope, session: Omit<Session, 'aligned'>): Reception;
};

/** What the listener saw of the octets themselves. */
export type Seen = { readonly bareNewline: boolean; readonly nul: boolean; readonly aligned: boolean };

/** One message on its way in: written in pieces, then answered once, or given up. */
export type Reception = {
  readonly id: string;
  /** Resolves when more may come. */
  write(chunk: Buffer): Promise<void>;
  /** The one answer to DATA; never rejects. */
  finish(seen: Seen): Promise<Reply>;
  abort(): Promise<void>;
};
