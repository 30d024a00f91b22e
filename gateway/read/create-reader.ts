import { serialize } from 'node:v8';
import { Failure } from '../../mail/failure.ts';
import { startPool } from '../../threads/start.ts';
import type { JudgeSettings, Judged, Reader, Source } from './reader.ts';
import type { Depth, JudgeTask, Opened, OpenTask, ReadResult, ReadTask } from './tasks.ts';

export type ReaderOptions = {
  readonly threads: number;
  /** For one message from octets to verdict, milliseconds of work; waiting for the store doesn't count. */
  readonly deadlineMs: number;
  /** Heap of a worker, MiB. */
  readonly heapMb?: number;
};

/** Each attempt reads less and may take this share of the deadline. */
const attempts: readonly { readonly depth: Depth; readonly share: number }[] = [
  { depth: 'all', share: 0.6 },
  { depth: 'no-documents', share: 0.3 },
  { depth: 'header', share: 0.1 },
];
/** A worker that does not even begin is one that can't be started. */
const startMs = 60_000;

/** Octets that can be handed to a worker without touching the caller's: a view into a pool would copy the whole pool. */
const ownOctets = (source: Source): Source => ('bytes' in source ? { bytes: new Uint8Array(source.bytes) } : source);

class Overdue extends Error {}

/**
 * Reads and judges messages in worker threads. A message visits a worker twice: opened to find its keys, judged once the facts are
 * known; no thread waits for the database meanwhile. A thread that runs over its time is ended, and the message read again
 * without its documents, then by its header alone, so that no mail is lost or waited for because of what stands in it.
 */
export function createReader(settings: JudgeSettings, options: ReaderOptions): Reader {
  const pool = startPool(new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url), {
    threads: options.threads,
    heapMb: options.heapMb ?? 512,
  });
  let closed = false;
  let version = 0;
  let shared: JudgeTask['settings'];
  const update = (next: JudgeSettings): void => {
    const octets = serialize(next);
    const memory = new SharedArrayBuffer(octets.length);
    new Uint8Array(memory).set(octets);
    shared = { version: ++version, octets: memory };
  };
  update(settings);

  /** Runs a task and ends its thread when it works longer than `ms`. */
  async function run(task: OpenTask | JudgeTask | ReadTask, ms: number, transfer: readonly ArrayBuffer[] = []): Promise<unknown> {
    const abort = new AbortController();
    const queued = Date.now();
    const began = new Float64Array(task.began);
    began[0] = 0;
    let timer: NodeJS.Timeout;
    const watch = (): void => {
      const start = began[0] ?? 0;
      const left = start === 0 ? (Date.now() - queued < startMs ? ms : 0) : start + ms - Date.now();
      if (left <= 0) abort.abort();
      else timer = setTimeout(watch, Math.max(1, left));
    };
    timer = setTimeout(watch, ms);
    try {
      return await pool.run(task, { signal: abort.signal, transferList: [...transfer] });
    } catch (error) {
      throw abort.signal.aborted ? new Overdue(`over ${Math.round(ms)} ms`, { cause: error }) : error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Tries less and less of the message until something can be said of it. */
  async function descend(make: (depth: Depth, problem: OpenTask['problem']) => OpenTask | ReadTask): Promise<unknown> {
    let problem: OpenTask['problem'] = null;
    for (const { depth, share } of attempts) {
      try {
        return await run(make(depth, problem), Math.max(50, options.deadlineMs * share));
      } catch (error) {
        if (closed) throw error;
        const detail = error instanceof Error ? error.message : String(error);
        problem = { kind: error instanceof Overdue ? 'deadline' : 'broken', detail };
      }
    }
    throw new Failure('Chưa đọc được thư này, đề nghị gửi lại sau ít phút.', { temporary: true, cause: problem?.detail });
  }

  const common = (source: Source): Pick<OpenTask, 'began' | 'source'> => ({ began: new SharedArrayBuffer(8), source: ownOctets(source) });

  return {
    async judge({ source, envelope, session, now }, lookup) {
      const opening = (depth: Depth, problem: OpenTask['problem']): OpenTask => ({
        kind: 'open',
        ...common(source),
        envelope,
        depth,
        problem,
      });
      const opened = (await descend(opening)) as Opened;
      const facts = await lookup(opened.keys);
      const judging = async ({ carried, needsOctets }: Opened, share: number): Promise<Judged> => {
        const octets = needsOctets ? ownOctets(source) : null;
        const began = new SharedArrayBuffer(8);
        const task: JudgeTask = { kind: 'judge', began, carried, source: octets, envelope, session, now, facts, settings: shared };
        return (await run(task, options.deadlineMs * share, [carried.buffer])) as Judged;
      };
      try {
        return await judging(opened, 0.6);
      } catch (error) {
        if (closed) throw error;
        // The rules themselves failed over it: they get the header alone.
        const detail = error instanceof Error ? error.message : String(error);
        const problem = { kind: error instanceof Overdue ? 'deadline' : 'broken', detail } as const;
        return judging((await run(opening('header', problem), options.deadlineMs * 0.3)) as Opened, 0.3);
      }
    },
    async read(source, { files = false } = {}) {
      return (await descend((depth, problem) => ({ kind: 'read', ...common(source), files, depth, problem }))) as ReadResult;
    },
    update,
    close() {
      closed = true;
      return pool.destroy();
    },
  };
}
