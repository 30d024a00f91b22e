import type { EntryView } from '../gateway/spool/entry.ts';
import { traceOf, type Trace, type Traces } from '../gateway/traces.ts';
import type { Log } from '../mail/log.ts';

/** Changes come in bursts: each message is written once a burst, as it stands then. */
const gatherMs = 100;
const retryMs = 5_000;
const atOnce = 200;

/**
 * Projects the spool into the messages' traces. What is not written yet is kept and tried again; a crash loses nothing that
 * counts, since the spool itself answers for messages it still has.
 */
export function createTraceWriter(traces: Pick<Traces, 'save'>, log: Log): { changed(entry: EntryView): void; close(): Promise<void> } {
  const pending = new Map<string, EntryView>();
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<void> = Promise.resolve();

  /** What is left of an entry whose files are gone can't be told any more: what was written of it before stays. */
  const traced = (entries: readonly EntryView[]): readonly Trace[] =>
    entries.flatMap((entry) => {
      try {
        return [traceOf(entry)];
      } catch (error) {
        log.warn({ id: entry.id, error: String(error) }, 'the last of a message is not traced');
        return [];
      }
    });

  const write = async (): Promise<void> => {
    while (pending.size > 0) {
      const batch = [...pending.values()].slice(0, atOnce);
      for (const entry of batch) pending.delete(entry.id);
      try {
        await traces.save(traced(batch));
      } catch (error) {
        for (const entry of batch) if (!pending.has(entry.id)) pending.set(entry.id, entry);
        log.warn({ err: error, pending: pending.size }, 'traces are written later');
        return plan(retryMs);
      }
    }
  };
  const plan = (ms: number): void => {
    if (timer !== null) return;
    timer = setTimeout(() => {
      timer = null;
      running = running.then(write);
    }, ms);
    timer.unref();
  };

  return {
    changed(entry) {
      // Our own notices are told of by what they are about.
      if (entry.session.via === 'notice') return;
      pending.set(entry.id, entry);
      plan(gatherMs);
    },
    async close() {
      if (timer !== null) clearTimeout(timer);
      await running;
      await traces.save(traced([...pending.values()])).catch((error: unknown) => log.warn({ err: error }, 'traces not written'));
    },
  };
}
