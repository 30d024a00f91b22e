import type { Envelope, Session } from '../../mail/envelope.ts';
import type { Verdict } from '../../mail/verdict.ts';

/** Port: what the Haraka adapter needs of the product. Both may reject; the client is then asked to come again (451). */
export type HarakaPort = {
  /** `bytes` is the message as the client sent it, without dot-stuffing and end mark, at most the limit. */
  judge(envelope: Envelope, bytes: Uint8Array, session: Session): Promise<Verdict>;
  /** Resolves once the message is durable: afterwards the client gets 250. Called only when the verdict's reply was 2xx. */
  accept(envelope: Envelope, bytes: Uint8Array, session: Session, verdict: Verdict): Promise<{ readonly id: string }>;
};
