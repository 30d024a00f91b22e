import { isInside, isOutside, type Boundary } from '../mail/boundary.ts';
import type { Envelope, Session } from '../mail/envelope.ts';
import type { Facts } from '../mail/facts.ts';
import { localTime } from '../mail/local-time.ts';
import type { Log } from '../mail/log.ts';
import type { Provenance } from './provenance.ts';
import type { Reader, Source } from './read/reader.ts';
import type { Judgement } from './spool/trailer.ts';

export type Judged = {
  readonly kind: 'judged';
  readonly judgement: Judgement;
  readonly repaired: Uint8Array | null;
  /** A rule orders that the bytes are not kept (TB Đ5: secrets). */
  readonly erase: boolean;
};

/** Nothing could be said: the facts are away, or the reader failed. */
export type Undecided = { readonly kind: 'undecided'; readonly away: boolean };

export type Judging = {
  judge(source: Source, envelope: Envelope, session: Session): Promise<Judged | Undecided>;
  /** Whether the outside sender is asked to come again: twice for the same bytes. */
  askAgain(sha256: string): boolean;
};

type Options = {
  readonly reader: Pick<Reader, 'judge'>;
  readonly provenance: Pick<Provenance, 'lookup'>;
  readonly boundary: () => Boundary;
  readonly clock: () => Date;
  readonly log: Log;
};

/** Facts that take longer are away: the sender's client waits meanwhile. */
const lookupTime = 5_000;
const asksRemembered = 10_000;

async function within<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Has a message read and judged with the facts of the store. */
export function createJudging({ reader, provenance, boundary, clock, log }: Options): Judging {
  const asked = new Map<string, number>();

  return {
    async judge(source, envelope, session) {
      const now = clock();
      const today = localTime(now).date;
      const outside = envelope.recipients.map((r) => r.address.toLowerCase()).filter((address) => isOutside(boundary(), address, today));
      const account =
        session.person ?? (session.via === 'relay' && isInside(boundary(), envelope.from) ? envelope.from.toLowerCase() : null);
      let used: Facts | null = null;
      let away = false;
      try {
        const judged = await reader.judge({ source, envelope, session, now: now.toISOString() }, async (keys) => {
          try {
            used = await within(provenance.lookup(keys, { account, now: now.toISOString(), outside }), lookupTime);
            return used;
          } catch (error) {
            away = true;
            throw error;
          }
        });
        const known = (used as Facts | null)?.known ?? [];
        const { verdict, summary, record, repaired } = judged;
        const secret = verdict.findings.some((f) => f.rule === 'secrecy.marked' && f.action === 'reject');
        return {
          kind: 'judged',
          judgement: {
            verdict,
            summary,
            record,
            facts: { known: known.map(({ id, author, how }) => ({ id, author, how })), away: false },
            repaired: repaired !== null && verdict.repaired,
          },
          repaired: verdict.repaired ? repaired : null,
          erase: secret && Object.values(verdict.outcomes).every((outcome) => outcome === 'reject'),
        };
      } catch (error) {
        log.warn({ away, error: String(error) }, away ? 'facts are away' : 'a message could not be judged');
        return { kind: 'undecided', away };
      }
    },

    askAgain(sha256) {
      const times = (asked.get(sha256) ?? 0) + 1;
      asked.delete(sha256);
      if (times > 2) return false;
      asked.set(sha256, times);
      const [oldest] = asked.keys();
      if (asked.size > asksRemembered && oldest !== undefined) asked.delete(oldest);
      return true;
    },
  };
}
