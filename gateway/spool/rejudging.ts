import type { Log } from '../../mail/log.ts';
import { replyOf } from '../../mail/reply.ts';
import type { Judging } from '../judging.ts';
import type { Entry } from './spooled-entry.ts';
import type { Judgement } from './trailer.ts';

export type RejudgingOptions = {
  readonly judging: Pick<Judging, 'judge'>;
  readonly clock: () => Date;
  readonly log: Log;
  readonly judged: (entry: Entry) => void;
};

/** Judges kept messages whose facts were away, oldest first, until each has its verdict. */
export type Rejudging = { add(entry: Entry): void; close(): void };

const firstPause = 1_000;
const longestPause = 60_000;

/** So often the reader may fail at one message while the facts are there; then a person has to look. */
const tries = 3;

/** RFC 5321 has no late 4xx: what policy defers is looked at again. */
const deferPause = 600_000;

const sealed = (entry: Entry): Judgement => ({
  verdict: {
    outcomes: Object.fromEntries(entry.envelope.recipients.map((r) => [r.address, 'seal' as const])),
    findings: [
      {
        rule: 'content.unreadable',
        clause: 'an toàn',
        action: 'seal',
        reasons: [{ code: 'not-judged', text: 'Không đọc được thư để kiểm tra sau nhiều lần thử' }],
        recipients: entry.envelope.recipients.map((r) => r.address),
      },
    ],
    reply: replyOf('accepted'),
    repaired: false,
  },
  summary: entry.summary,
  record: entry.record,
  facts: { known: [], away: false },
  repaired: false,
});

export function createRejudging({ judging, log, judged }: RejudgingOptions): Rejudging {
  const waiting: Entry[] = [];
  const failures = new Map<string, number>();
  let pause = firstPause;
  let timer: NodeJS.Timeout | null = null;
  let busy = false;
  let closed = false;

  const settle = async (entry: Entry, judgement: Judgement, repaired: Uint8Array | null, erase: boolean): Promise<void> => {
    if (repaired !== null) await entry.keepRepaired(repaired);
    await entry.note({ event: 'judged', judged: judgement }, 'synced');
    if (erase) await entry.erase();
    failures.delete(entry.id);
    judged(entry);
  };

  /** One message; says how long to wait before the next. */
  const one = async (entry: Entry): Promise<number> => {
    const result = await judging.judge(entry.source, entry.envelope, entry.session);
    if (result.kind === 'judged') {
      if (Object.values(result.judgement.verdict.outcomes).includes('defer')) {
        setTimeout(() => add(entry), deferPause).unref();
      } else await settle(entry, result.judgement, result.repaired, result.erase);
      pause = firstPause;
      return 0;
    }
    if (!result.away) {
      const count = (failures.get(entry.id) ?? 0) + 1;
      failures.set(entry.id, count);
      if (count >= tries) {
        await settle(entry, sealed(entry), null, false);
        return 0;
      }
      waiting.push(entry);
      return firstPause;
    }
    waiting.unshift(entry);
    pause = Math.min(pause * 2, longestPause);
    return pause;
  };

  const next = async (entry: Entry): Promise<void> => {
    let rest = longestPause;
    try {
      rest = await one(entry);
    } catch (error) {
      log.error({ id: entry.id, error: String(error) }, 'a late verdict could not be kept');
      waiting.push(entry);
    }
    busy = false;
    wake(rest);
  };

  const wake = (ms: number): void => {
    if (closed || busy || timer !== null || waiting.length === 0) return;
    timer = setTimeout(() => {
      timer = null;
      const entry = waiting.shift();
      if (entry === undefined) return;
      busy = true;
      next(entry).catch(() => undefined);
    }, ms);
    timer.unref();
  };

  const add = (entry: Entry): void => {
    if (closed) return;
    waiting.push(entry);
    wake(firstPause);
  };

  return {
    add,
    close() {
      closed = true;
      if (timer !== null) clearTimeout(timer);
    },
  };
}
