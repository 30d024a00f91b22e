import { startPool } from '../../threads/start.ts';
import { sniffKind, type DocumentFile } from './document-text.ts';
import { noFields } from './fields.ts';
import { isComplaintHead, hintOfName, hintsOfMail, withHints, type Mail } from './read-mail.ts';
import type { ReadDocument } from './read-document.ts';

export type DocumentReader = {
  /** Never rejects for what stands in the files: what can't be read in time gives no fields, and is a document all the same. */
  read(files: readonly DocumentFile[], mail: Mail): Promise<ReadDocument>;
  close(): Promise<void>;
};

export type DocumentReaderOptions = {
  /** Wall-clock limit for one mail's files, milliseconds. */
  readonly deadlineMs: number;
  readonly threads?: number;
  /** Memory the process may gain while files are read, MiB: buffers don't count in a worker's heap. */
  readonly memoryMb?: number;
};

const heapMb = 512;
const watchMs = 100;
const startMs = 30_000;

/** What is known of files that could not be read: their kind by their first octets, and the mail's own words. */
function unread(files: readonly DocumentFile[], mail: Mail): ReadDocument {
  const kinds = files.map(sniffKind);
  const main = kinds.findIndex((k) => k !== 'other');
  const hints = [...files.flatMap((f) => hintOfName(f.name ?? '') ?? []), ...hintsOfMail(mail)];
  return {
    main: main < 0 ? null : main,
    fields: main < 0 ? noFields : withHints(noFields, hints),
    files: kinds.map((kind) => ({
      kind,
      pages: null,
      unreadable: kind === 'other' ? null : 'deadline',
      hasSignatureFields: false,
      scan: false,
    })),
    isDocument: main >= 0,
    complaint: isComplaintHead(mail.subject) || files.some((f) => isComplaintHead((f.name ?? '').replace(/[_.-]+/gu, ' '))),
    secrecyMark: null,
  };
}

type Slots = { take(): Promise<void>; give(): void };

/** Lets `count` tasks run at a time, in order. */
function createSlots(count: number): Slots {
  let free = count;
  const waiting: (() => void)[] = [];
  return {
    take: () => {
      if (free > 0) {
        free -= 1;
        return Promise.resolve();
      }
      return new Promise((resolve) => waiting.push(resolve));
    },
    give: () => {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    },
  };
}

/** Reads documents in worker threads of its own, each mail under one deadline and a memory limit. */
export function createDocumentReader(options: DocumentReaderOptions): DocumentReader {
  const url = new URL(import.meta.url.endsWith('.ts') ? './document-worker.ts' : './document-worker.js', import.meta.url);
  const pool = startPool(url, { threads: options.threads ?? 1, heapMb });
  /** Starting a thread takes a second that no mail's time should pay for. */
  const warmUp = (): Promise<unknown> =>
    pool.run({ files: [], mail: { subject: '', text: '', from: '' } }, { signal: AbortSignal.timeout(startMs) }).catch(() => null);
  let ready = warmUp();
  const slots = createSlots(options.threads ?? 1);
  const memoryLimit = (options.memoryMb ?? 768) * 1024 * 1024;

  /** Aborting ends the worker thread; a fresh one takes its place. */
  async function limited(files: readonly DocumentFile[], mail: Mail): Promise<ReadDocument> {
    // The clock runs from the moment a thread is free.
    await slots.take();
    await ready;
    const control = new AbortController();
    const before = process.memoryUsage.rss();
    const clock = setTimeout(() => control.abort(), options.deadlineMs);
    const watch = setInterval(() => {
      if (process.memoryUsage.rss() - before > memoryLimit) control.abort();
    }, watchMs);
    try {
      const read: ReadDocument = await pool.run({ files, mail }, { signal: control.signal });
      return read;
    } catch (error) {
      ready = warmUp();
      throw error;
    } finally {
      clearTimeout(clock);
      clearInterval(watch);
      slots.give();
    }
  }

  return {
    read: (files, mail) => limited(files, mail).catch(() => unread(files, mail)),
    close: () => pool.destroy(),
  };
}
