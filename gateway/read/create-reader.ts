import { serialize } from 'node:v8';
import type { Envelope } from '../../mail/envelope.ts';
import { Failure } from '../../mail/failure.ts';
import type { Message } from '../../mail/message.ts';
import { startPool } from '../../threads/start.ts';
import { keysOf, recordOf, summaryOf } from './index-keys.ts';
import { unreadMessage } from './read-message.ts';
import type { JudgeSettings, Judged, Reader, Source } from './reader.ts';
import type { CarriedValue, Depth, JudgeTask, Opened, OpenTask, ReadResult, ReadTask } from './tasks.ts';

export type ReaderOptions = {
  readonly threads: number;
  /** For one message from octets to verdict, milliseconds of work; waiting for the store doesn't count. */
  readonly deadlineMs: number;
  /** Heap of a worker, MiB. */
  readonly heapMb?: number;
};

/** Each attempt reads less and may take this share of the deadline, but at least so many milliseconds. */
const attempts: readonly { readonly depth: Depth; readonly share: number; readonly least: number }[] = [
  { depth: 'all', share: 0.6, least: 50 },
  { depth: 'no-documents', share: 0.3, least: 50 },
  { depth: 'header', share: 0.1, least: 250 },
];
const judgingLeast = 250;
/** A worker that does not even begin is one that can't be started. */
const startMs = 60_000;

/** Octets that can be handed to a worker without touching the caller's: a view into a pool would copy the whole pool. */
const ownOctets = (source: Source): Source => ('bytes' in source ? { bytes: new Uint8Array(source.bytes) } : source);

class Overdue extends Error {}

const problemOf = (error: unknown): NonNullable<Message['problem']> => ({
  kind: error instanceof Overdue ? 'deadline' : 'broken',
  detail: error instanceof Error ? error.message : String(error),
});

/** An error of the file system, not of the message. */
const ours = (error: unknown): boolean => error instanceof Error && 'syscall' in error;

/** Nothing of the message but its size, for the rules. */
function openedUnread(message: Message, envelope: Envelope): Opened {
  const keys = keysOf(message);
  const value: CarriedValue = { message, record: recordOf(message, envelope, keys), summary: summaryOf(message, envelope) };
  return { carried: new Uint8Array(serialize(value)), keys, needsOctets: false };
}

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

  /**
   * Tries less and less of the message. Null when not even its header could be read in time, which is the message's doing;
   * rejects when the octets can't be had or no worker starts, which is ours.
   */
  async function descend(make: (depth: Depth, problem: OpenTask['problem']) => OpenTask | ReadTask): Promise<unknown> {
    let problem: OpenTask['problem'] = null;
    for (const { depth, share, least } of attempts) {
      const task = make(depth, problem);
      try {
        return await run(task, Math.max(least, options.deadlineMs * share));
      } catch (error) {
        if (closed || ours(error) || new Float64Array(task.began)[0] === 0) {
          throw new Failure('Chưa đọc được thư này, đề nghị gửi lại sau ít phút.', { temporary: true, cause: error });
        }
        problem = {
          kind: error instanceof Overdue ? 'deadline' : 'broken',
          detail: error instanceof Error ? error.message : String(error),
        };
      }
    }
    return null;
  }

  const unread = (source: Source): Message =>
    unreadMessage('bytes' in source ? source.bytes.length : source.length, { kind: 'deadline', detail: 'header' });

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
      const opened = ((await descend(opening)) as Opened | null) ?? openedUnread(unread(source), envelope);
      const facts = await lookup(opened.keys);
      const judging = async ({ carried, needsOctets }: Opened): Promise<Judged> => {
        const octets = needsOctets ? ownOctets(source) : null;
        const began = new SharedArrayBuffer(8);
        const task: JudgeTask = { kind: 'judge', began, carried, source: octets, envelope, session, now, facts, settings: shared };
        return (await run(task, Math.max(judgingLeast, options.deadlineMs * 0.6), [carried.buffer])) as Judged;
      };
      try {
        return await judging(opened);
      } catch (error) {
        if (closed) throw error;
        // The rules themselves failed over it: they get the header alone.
        const header = await run(opening('header', problemOf(error)), judgingLeast).catch(() => null);
        return judging((header as Opened | null) ?? openedUnread(unread(source), envelope));
      }
    },
    async read(source, { files = false } = {}) {
      const read = await descend((depth, problem) => ({ kind: 'read', ...common(source), files, depth, problem }));
      return (read as ReadResult | null) ?? { message: unread(source), files: [] };
    },
    update,
    close() {
      closed = true;
      return pool.destroy();
    },
  };
}
