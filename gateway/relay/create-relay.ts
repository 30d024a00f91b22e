import type { Recipient } from '../../mail/envelope.ts';
import type { Log } from '../../mail/log.ts';
import type { EntryView } from '../spool/entry.ts';
import type { Entry } from '../spool/spooled-entry.ts';
import { startAging } from './aging.ts';
import { HopProblem, type Delivery, type Hop } from './hop.ts';
import { createMaildirHop } from './maildir-hop.ts';
import type { Report } from './report.ts';
import type { Routes, Target } from './route.ts';
import type { RelaySettings } from './settings.ts';
import { createSmtpHop, probeHop, type Announced } from './smtp-hop.ts';
import type { TraceKeys } from './trace-keys.ts';
import { traceHeader } from './trace.ts';

export type RelayOptions = {
  readonly routes: Routes;
  readonly settings: RelaySettings;
  readonly hostname: string;
  readonly keys: TraceKeys;
  /** Where mail for an address really goes (postmaster@ to the administrator); itself by default. */
  readonly mailboxOf?: (address: string) => string;
  readonly clock: () => Date;
  readonly log: Log;
  /** Something is final or late: DSN, notices. Called after the state was written. */
  readonly report: (entry: Entry, report: Report) => Promise<void>;
  readonly changed: (entry: Entry) => void;
};

export type Relay = {
  /** Delivers every copy that waits; what is under way already is left alone. */
  enqueue(entry: Entry): void;
  probe(target: Target): Promise<Announced | null>;
  /** Stops taking up copies and waits for those under way, at most `graceMs`. */
  close(graceMs: number): Promise<void>;
};

type Job = { readonly entry: Entry; readonly recipients: readonly Recipient[]; attempt: number };

type Queue = {
  readonly target: Target;
  readonly hop: Hop;
  readonly jobs: Job[];
  active: number;
  /** Failures of the hop itself in a row; while any, one job probes at a time. */
  failures: number;
  downUntil: number;
  /** A timer is set for the end of `downUntil`. */
  waking: boolean;
};

const perTransaction = 100;

/** Entries behind so many others are let go of in memory. */
const longQueue = 500;

/** Takes copies to their next hops: one queue a hop, retries with growing pauses, until delivered, refused or too old. */
export function createRelay(options: RelayOptions): Relay {
  const { settings, clock, log, report, changed } = options;
  const mailboxOf = options.mailboxOf ?? ((address: string) => address);
  const queues = new Map<string, Queue>();
  /** entry id and recipient: queued, under way or waiting for its next try. */
  const taken = new Map<string, Entry>();
  const timers = new Set<NodeJS.Timeout>();
  const running = new Set<Promise<void>>();
  let closed = false;

  const mark = (entry: EntryView, address: string): string => `${entry.id} ${address}`;

  const later = (ms: number, work: () => void): void => {
    if (closed) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      if (!closed) work();
    }, ms);
    timer.unref();
    timers.add(timer);
  };

  const hopFor = (target: Target): Hop => {
    if (target.kind === 'maildir') return createMaildirHop(target.folder, options.hostname);
    const [user = '', pass = ''] = (settings['route-passwords'][`${target.host}:${target.port}`] ?? '').split(/:(.*)/s);
    return createSmtpHop({
      target,
      hostname: options.hostname,
      credentials: user === '' ? null : { user, pass },
      timeout: settings['queue.timeout'] * 1_000,
    });
  };

  const queueFor = (target: Target): Queue => {
    let queue = queues.get(target.key);
    if (queue === undefined) {
      queue = { target, hop: hopFor(target), jobs: [], active: 0, failures: 0, downUntil: 0, waking: false };
      queues.set(target.key, queue);
    }
    return queue;
  };

  const pause = (attempt: number): number =>
    Math.min(settings['queue.first-retry'] * 2 ** Math.min(attempt, 20), settings['queue.longest-retry']) * 1_000;

  const forget = (entry: EntryView, addresses: readonly string[]): void => {
    for (const address of addresses) taken.delete(mark(entry, address));
  };

  const settle = async (queue: Queue, job: Job, results: ReadonlyMap<string, Delivery>): Promise<void> => {
    const { entry } = job;
    const said = (result: Delivery['result']): ReadonlyMap<string, readonly string[]> => {
      const byReply = new Map<string, string[]>();
      for (const { address } of job.recipients) {
        const delivery = results.get(mailboxOf(address));
        if (delivery?.result === result) byReply.set(delivery.reply, [...(byReply.get(delivery.reply) ?? []), address]);
      }
      return byReply;
    };
    const note = async (result: Delivery['result'], event: 'delivered' | 'failed' | 'deferred'): Promise<readonly string[]> => {
      const all: string[] = [];
      for (const [reply, recipients] of said(result)) {
        await entry.note({ event, recipients, detail: reply, by: queue.target.key }, event === 'deferred' ? 'lazy' : 'written');
        all.push(...recipients);
      }
      return all;
    };
    const delivered = await note('delivered', 'delivered');
    const failed = await note('failed', 'failed');
    const deferred = await note('deferred', 'deferred');
    forget(entry, [...delivered, ...failed]);
    const unreported = delivered.filter((address) => results.get(mailboxOf(address))?.dsn !== true);
    if (unreported.length > 0) await report(entry, { kind: 'delivered', recipients: unreported, nextHop: queue.target.key });
    if (failed.length > 0) await report(entry, { kind: 'failed', recipients: failed, nextHop: queue.target.key });
    if (deferred.length > 0) {
      const again: Job = { entry, recipients: job.recipients.filter((r) => deferred.includes(r.address)), attempt: job.attempt + 1 };
      later(pause(job.attempt), () => push(queue, again));
      entry.lighten();
    }
    changed(entry);
  };

  const run = async (queue: Queue, job: Job): Promise<void> => {
    const { entry } = job;
    const waiting = job.recipients.filter((r) => entry.state(r.address)?.state === 'waiting');
    forget(
      entry,
      job.recipients.filter((r) => !waiting.includes(r)).map((r) => r.address),
    );
    if (waiting.length === 0) return;
    try {
      const results = await queue.hop.deliver({
        entry,
        recipients: waiting.map((r) => ({ ...r, address: mailboxOf(r.address) })),
        head: (recipient) => traceHeader(entry, options.hostname, options.keys, recipient),
      });
      queue.failures = 0;
      await settle(queue, { ...job, recipients: waiting }, results);
    } catch (error) {
      if (!(error instanceof HopProblem)) {
        log.error({ id: entry.id, hop: queue.target.key, error: String(error) }, 'delivery went wrong, tried again later');
        later(pause(job.attempt), () => push(queue, { ...job, attempt: job.attempt + 1 }));
        return;
      }
      // those under way when it went down are one failure
      if (Date.now() >= queue.downUntil) queue.failures += 1;
      const wait = Math.min(1_000 * 2 ** Math.min(queue.failures - 1, 10), settings['queue.longest-retry'] * 1_000, 300_000);
      queue.downUntil = Date.now() + wait;
      log.warn({ id: entry.id, hop: queue.target.key, error: error.message, seconds: wait / 1_000 }, 'next hop is away');
      await entry.note(
        { event: 'deferred', recipients: waiting.map((r) => r.address), detail: error.message, by: queue.target.key },
        'lazy',
      );
      // to the end: a message over which the hop hangs up must not keep the others waiting
      const again: Job = { ...job, recipients: waiting, attempt: job.attempt + (error.overMessage ? 1 : 0) };
      if (error.overMessage) later(pause(job.attempt), () => push(queue, again));
      else queue.jobs.push(again);
      changed(entry);
      pump(queue);
    }
  };

  /** Jobs that wait for the hop to come back are looked at again then; a timer may fire a moment early, so it is set anew. */
  const wake = (queue: Queue): void => {
    const away = queue.downUntil - Date.now();
    if (queue.jobs.length === 0 || away <= 0 || queue.waking) return;
    queue.waking = true;
    later(away, () => {
      queue.waking = false;
      pump(queue);
    });
  };

  const pump = (queue: Queue): void => {
    if (closed) return;
    wake(queue);
    while (
      queue.jobs.length > 0 &&
      Date.now() >= queue.downUntil &&
      queue.active < (queue.failures > 0 ? 1 : settings['queue.connections'])
    ) {
      const job = queue.jobs.shift();
      if (job === undefined) return;
      queue.active += 1;
      const work = run(queue, job)
        .catch((error: unknown) => {
          // the state could not be written: what stands in the log is tried again
          log.error({ id: job.entry.id, error: String(error) }, 'delivery could not be recorded, tried again later');
          later(pause(job.attempt), () => push(queue, { ...job, attempt: job.attempt + 1 }));
        })
        .finally(() => {
          queue.active -= 1;
          running.delete(work);
          pump(queue);
        });
      running.add(work);
    }
  };

  const push = (queue: Queue, job: Job): void => {
    queue.jobs.push(job);
    pump(queue);
  };

  /** RFC 3463 5.4.4: nobody said where such mail goes; waiting would not help. */
  const noRoute = (entry: Entry, recipients: readonly string[]): void => {
    const give = async (): Promise<void> => {
      await entry.note({ event: 'failed', recipients, detail: '550 5.4.4 Chưa có đường chuyển thư tới địa chỉ này' }, 'written');
      await report(entry, { kind: 'failed', recipients, nextHop: '' });
      changed(entry);
    };
    for (const address of recipients) taken.set(mark(entry, address), entry);
    const work = give()
      .catch((error: unknown) => log.error({ id: entry.id, error: String(error) }, 'no route, and it could not be noted'))
      .finally(() => {
        forget(entry, recipients);
        running.delete(work);
      });
    running.add(work);
  };

  const enqueue = (entry: Entry): void => {
    const byTarget = new Map<Target['key'], { target: Target; recipients: Recipient[] }>();
    const homeless: string[] = [];
    for (const recipient of entry.envelope.recipients) {
      if (entry.state(recipient.address)?.state !== 'waiting' || taken.has(mark(entry, recipient.address))) continue;
      const target = options.routes(mailboxOf(recipient.address));
      if (target === null) {
        homeless.push(recipient.address);
        continue;
      }
      taken.set(mark(entry, recipient.address), entry);
      const group = byTarget.get(target.key) ?? { target, recipients: [] };
      group.recipients.push(recipient);
      byTarget.set(target.key, group);
    }
    if (homeless.length > 0) noRoute(entry, homeless);
    for (const { target, recipients } of byTarget.values()) {
      const queue = queueFor(target);
      if (queue.failures > 0 || queue.jobs.length > longQueue) entry.lighten();
      // nodemailer has one set of DSN parameters a transaction (RFC 3461 has them per recipient)
      const alone = recipients.filter((r) => r.notify !== undefined || r.orcpt !== undefined);
      const together = recipients.filter((r) => r.notify === undefined && r.orcpt === undefined);
      for (const recipient of alone) push(queue, { entry, recipients: [recipient], attempt: 0 });
      for (let at = 0; at < together.length; at += perTransaction)
        push(queue, { entry, recipients: together.slice(at, at + perTransaction), attempt: 0 });
    }
  };

  const aging = startAging({ settings, queued: () => taken.values(), forget, report, changed, clock, log });

  return {
    enqueue,
    async probe(target) {
      if (target.kind === 'maildir') return null;
      const [user = '', pass = ''] = (settings['route-passwords'][`${target.host}:${target.port}`] ?? '').split(/:(.*)/s);
      return probeHop({ target, hostname: options.hostname, credentials: user === '' ? null : { user, pass }, timeout: 10_000 });
    },
    async close(graceMs) {
      closed = true;
      aging.stop();
      for (const timer of timers) clearTimeout(timer);
      let timer: NodeJS.Timeout | undefined;
      const grace = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, graceMs);
      });
      await Promise.race([Promise.all(running), grace]);
      clearTimeout(timer);
      for (const queue of queues.values()) queue.hop.close();
    },
  };
}
