import { Agenda } from 'agenda';
import type { Log } from '../mail/log.ts';
import type { StoreConnection } from '../store/connect.ts';
import { createJobBackend } from '../store/job-backend.ts';

/** Work that the clock wakes. Each is idempotent: agenda only wakes it, truth lies in our own collections. */
export type Job = { readonly name: string; readonly every: string; run(now: Date): Promise<void> };

type Parts = { readonly connection: StoreConnection; readonly jobs: readonly Job[]; readonly clock: () => Date; readonly log: Log };

/** Wakes the jobs on the same connection as everything else; a failed run is logged and comes again at its next time. */
export async function startJobs({ connection, jobs, clock, log }: Parts): Promise<{ stop(): Promise<void> }> {
  const agenda = new Agenda({
    backend: createJobBackend(connection),
    processEvery: '15 seconds',
    defaultLockLifetime: 120_000,
  });
  agenda.on('error', (error: unknown) => log.warn({ err: error }, 'agenda'));
  const run = async (job: Job): Promise<void> => {
    try {
      await job.run(clock());
    } catch (error) {
      log.error({ err: error, job: job.name }, 'job failed, comes again');
    }
  };
  for (const job of jobs) {
    agenda.define(job.name, (_agendaJob, done) => {
      run(job).then(() => done(), done);
    });
  }
  await agenda.start();
  for (const job of jobs) await agenda.every(job.every, job.name);
  return { stop: () => agenda.stop() };
}
