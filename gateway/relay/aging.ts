import type { Log } from '../../mail/log.ts';
import type { Entry } from '../spool/spooled-entry.ts';
import type { Report } from './report.ts';
import type { RelaySettings } from './settings.ts';

type AgingOptions = {
  readonly settings: Pick<RelaySettings, 'queue.lifetime' | 'queue.delay-notice'>;
  /** Entries with copies that are queued, under way or waiting for their next try. */
  readonly queued: () => Iterable<Entry>;
  /** These copies are given up: nothing tries them any more. */
  readonly forget: (entry: Entry, addresses: readonly string[]) => void;
  readonly report: (entry: Entry, report: Report) => Promise<void>;
  readonly changed: (entry: Entry) => void;
  readonly clock: () => Date;
  readonly log: Log;
};

/** Looks now and then at copies that wait too long: told of after `queue.delay-notice`, given up after `queue.lifetime` (RFC 5321 4.5.4.1). */
export function startAging({ settings, queued, forget, report, changed, clock, log }: AgingOptions): { stop(): void } {
  const age = async (entry: Entry): Promise<void> => {
    const now = clock().getTime();
    const older = (address: string, seconds: number): boolean => now - Date.parse(entry.queuedAt(address)) > seconds * 1_000;
    const waiting = !entry.isJudged ? [] : entry.with('waiting');
    const expired = waiting.filter((address) => older(address, settings['queue.lifetime']));
    if (expired.length > 0) {
      const last = expired.map((address) => entry.state(address)?.lastReply).find((reply) => typeof reply === 'string');
      await entry.note({ event: 'failed', recipients: expired, detail: `550 4.4.7 Quá hạn chuyển thư. ${last ?? ''}`.trim() }, 'written');
      forget(entry, expired);
      await report(entry, { kind: 'failed', recipients: expired, nextHop: '' });
      changed(entry);
    }
    const late = waiting.filter(
      (address) => !expired.includes(address) && older(address, settings['queue.delay-notice']) && !entry.delayTold(address),
    );
    if (late.length > 0) {
      await report(entry, { kind: 'delayed', recipients: late, nextHop: '' });
      await entry.note({ event: 'delayed', recipients: late }, 'written');
      changed(entry);
    }
  };

  const beingAged = new Set<Entry>();
  const timer = setInterval(
    () => {
      for (const entry of new Set(queued())) {
        if (beingAged.has(entry)) continue;
        beingAged.add(entry);
        age(entry)
          .catch((error: unknown) => log.error({ id: entry.id, error: String(error) }, 'could not note the age of a copy'))
          .finally(() => beingAged.delete(entry));
      }
    },
    Math.min(30_000, settings['queue.delay-notice'] * 250, settings['queue.lifetime'] * 250),
  );
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
