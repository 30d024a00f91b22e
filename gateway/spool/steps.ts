import type { Log } from '../../mail/log.ts';
import type { Step } from './entry.ts';
import type { Entry } from './spooled-entry.ts';

export type StepsOptions = {
  /** In order. `index` comes first: mail that began inside is not relayed before it. */
  readonly steps: readonly Step[];
  readonly log: Log;
  /** The copies that wait may leave now. */
  readonly relay: (entry: Entry) => void;
  /** A step has failed again and again; it goes on trying. */
  readonly stuck: (entry: Entry, step: string) => void;
  /** Every step is done. */
  readonly done: (entry: Entry) => void;
};

export type Steps = {
  /** Runs what is not done yet. */
  start(entry: Entry): void;
  /** Whether the copies of this entry may leave (its index is done, or need not be waited for). */
  mayLeave(entry: Entry): boolean;
  isDone(entry: Entry): boolean;
  /** Takes up nothing more and waits for what runs, at most `graceMs`: a step that is cut runs again at the next start. */
  close(graceMs: number): Promise<void>;
};

type Lane = { readonly step: Step; readonly waiting: Entry[]; active: number };

const firstPause = 500;
const longestPause = 300_000;
/** So many failures in a row, after about four minutes, are no passing trouble. */
const stuckAfter = 9;

/** Steps after the commit: idempotent, so each runs again until it resolved once; a failing entry does not stop others. */
export function createSteps({ steps, log, relay, done, stuck }: StepsOptions): Steps {
  const lanes = new Map(steps.map((step): [string, Lane] => [step.name, { step, waiting: [], active: 0 }]));
  const running = new Set<Promise<void>>();
  const timers = new Set<NodeJS.Timeout>();
  const failures = new Map<string, number>();
  let closed = false;

  const isNotice = (entry: Entry): boolean => entry.session.via === 'notice';
  const beganInside = (entry: Entry): boolean => entry.session.via === 'submission' || entry.session.via === 'relay';
  const isDone = (entry: Entry): boolean => isNotice(entry) || steps.every((step) => entry.stepDone(step.name));
  const mayLeave = (entry: Entry): boolean => !beganInside(entry) || !lanes.has('index') || entry.stepDone('index');

  const resolved = (entry: Entry, step: Step): void => {
    if (step.name === 'index') {
      if (beganInside(entry)) relay(entry);
      others(entry);
    }
    if (isDone(entry)) done(entry);
  };

  const run = async (lane: Lane, entry: Entry): Promise<void> => {
    const key = `${lane.step.name} ${entry.id}`;
    try {
      await lane.step.run(entry);
      await entry.note({ event: 'step', detail: lane.step.name }, 'lazy');
      failures.delete(key);
    } catch (error) {
      const count = (failures.get(key) ?? 0) + 1;
      failures.set(key, count);
      const pause = Math.min(firstPause * 2 ** Math.min(count - 1, 20), longestPause);
      log.warn({ id: entry.id, step: lane.step.name, error: String(error), count }, 'step failed, run again later');
      if (count === stuckAfter) stuck(entry, lane.step.name);
      if (closed) return;
      const timer = setTimeout(() => {
        timers.delete(timer);
        push(lane, entry);
      }, pause);
      timer.unref();
      timers.add(timer);
      return;
    }
    resolved(entry, lane.step);
  };

  const pump = (lane: Lane): void => {
    if (closed) return;
    while (lane.waiting.length > 0 && lane.active < (lane.step.concurrency ?? 64)) {
      const entry = lane.waiting.shift();
      if (entry === undefined) return;
      lane.active += 1;
      const work = run(lane, entry)
        .catch((error: unknown) => log.error({ id: entry.id, step: lane.step.name, error: String(error) }, 'step went wrong'))
        .finally(() => {
          lane.active -= 1;
          running.delete(work);
          pump(lane);
        });
      running.add(work);
    }
  };

  const push = (lane: Lane, entry: Entry): void => {
    lane.waiting.push(entry);
    pump(lane);
  };

  const others = (entry: Entry): void => {
    for (const [name, lane] of lanes) if (name !== 'index' && !entry.stepDone(name)) push(lane, entry);
  };

  return {
    start(entry) {
      if (mayLeave(entry)) relay(entry);
      if (isDone(entry)) return done(entry);
      const index = lanes.get('index');
      if (index !== undefined && !entry.stepDone('index')) push(index, entry);
      else others(entry);
    },
    mayLeave,
    isDone,
    async close(graceMs) {
      closed = true;
      for (const timer of timers) clearTimeout(timer);
      let timer: NodeJS.Timeout | undefined;
      const grace = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, graceMs);
      });
      await Promise.race([Promise.all(running), grace]);
      clearTimeout(timer);
    },
  };
}
