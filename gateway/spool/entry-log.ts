import type { RecipientState, RecipientView, EntryEvent } from './entry.ts';
import type { Judgement, Trailer } from './trailer.ts';

/** What happens to an entry after its commit; the log holds one JSON line each. */
export type EventName =
  | 'judged'
  | 'delivered'
  | 'deferred'
  | 'failed'
  | 'sealed'
  | 'released'
  | 'refused'
  | 'returned'
  | 'dropped'
  | 'delayed'
  | 'notified'
  | 'step';

export type LogLine = EntryEvent & { readonly event: EventName; readonly judged?: Judgement };

/** Parses a log; a torn last line is ignored, so is anything that is no line of ours. */
export function parseLog(text: string): readonly LogLine[] {
  return text.split('\n').flatMap((line) => {
    if (!line.startsWith('{') || !line.endsWith('}')) return [];
    try {
      // written by us; a line cut in the middle does not parse
      return [JSON.parse(line) as LogLine];
    } catch {
      return [];
    }
  });
}

const afterEvent: Partial<Record<EventName, RecipientState>> = {
  delivered: 'delivered',
  failed: 'failed',
  sealed: 'sealed',
  released: 'waiting',
  refused: 'refused',
  returned: 'returned',
  dropped: 'refused',
};

const afterOutcome = { pass: 'waiting', hold: 'held', seal: 'sealed', reject: 'refused', defer: 'waiting' } as const;

export const isFinal = (state: RecipientState): boolean =>
  state === 'delivered' || state === 'refused' || state === 'returned' || state === 'failed';

/** State of an entry: the fold of its trailer and log. */
export class Fold {
  /** Null while it waits to be judged, or after {@link lighten}. */
  judged: Judgement | null;
  isJudged: boolean;
  repaired = false;
  /** Somebody has to decide, or a rule changed or stopped it. */
  decided = false;
  readonly events: EntryEvent[] = [];
  readonly stepsDone = new Set<string>();
  readonly recipients: Map<string, RecipientView>;
  /** Per recipient: when its queue clock started (commit, or release). */
  readonly queuedAt = new Map<string, string>();
  readonly delayTold = new Set<string>();
  /** Recipients whose failure was told (or need not be). */
  readonly told = new Set<string>();

  constructor(trailer: Trailer) {
    this.judged = trailer.judged;
    this.isJudged = trailer.judged !== null;
    this.recipients = new Map(
      trailer.envelope.recipients.map((r) => [
        r.address,
        { address: r.address, state: 'waiting' as const, lastReply: null, at: trailer.committedAt },
      ]),
    );
    for (const address of this.recipients.keys()) this.queuedAt.set(address, trailer.committedAt);
    if (trailer.judged !== null) this.#applyVerdict(trailer.judged, trailer.committedAt);
  }

  apply(line: LogLine): void {
    const { judged, ...event } = line;
    this.events.push(event);
    if (line.event === 'step' && line.detail !== undefined) this.stepsDone.add(line.detail);
    // A copy that a person lets go is mail that passes, and office mail, from then on.
    if (line.event === 'released') for (const step of ['index', 'register']) this.stepsDone.delete(step);
    if (judged !== undefined) {
      this.judged = judged;
      this.isJudged = true;
      this.#applyVerdict(judged, line.at);
    }
    for (const address of line.recipients ?? []) {
      const was = this.recipients.get(address);
      if (was === undefined) continue;
      if (line.event === 'released') this.queuedAt.set(address, line.at);
      if (line.event === 'delayed') this.delayTold.add(address);
      if (line.event === 'notified') this.told.add(address);
      if (line.event === 'failed') this.told.delete(address);
      const state = afterEvent[line.event] ?? was.state;
      const lastReply =
        line.event === 'delayed' || line.event === 'notified' || line.event === 'released' ? was.lastReply : (line.detail ?? was.lastReply);
      this.recipients.set(address, { address, state, lastReply, at: line.at });
    }
  }

  /** Lets go of what can be read again. */
  lighten(): void {
    this.judged = null;
  }

  #applyVerdict(judged: Judgement, at: string): void {
    this.repaired = judged.repaired;
    this.decided = judged.repaired || Object.values(judged.verdict.outcomes).some((outcome) => outcome !== 'pass');
    for (const [address, outcome] of Object.entries(judged.verdict.outcomes)) {
      const key = this.recipients.has(address)
        ? address
        : [...this.recipients.keys()].find((known) => known.toLowerCase() === address.toLowerCase());
      if (key === undefined) continue;
      this.recipients.set(key, { address: key, state: afterOutcome[outcome], lastReply: null, at });
      this.queuedAt.set(key, at);
    }
  }

  with(...states: readonly RecipientState[]): readonly string[] {
    return [...this.recipients.values()].filter((r) => states.includes(r.state)).map((r) => r.address);
  }
}
