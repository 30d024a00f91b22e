/** What a program and everything it started take of the machine, read from /proc. */
import { readFileSync, readdirSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

export type Usage = {
  /** Largest sum of resident memory, octets; pages that processes share count once for each. */
  readonly peak: number;
  /** Processor time used since the start, seconds. */
  readonly processor: number;
};

const ticksPerSecond = 100;
const pageSize = 4_096;
const everyMs = 100;

type Process = { readonly parent: number; readonly processor: number; readonly resident: number };

function processOf(pid: number): Process | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name stands in brackets and may hold anything; from there: state, ppid, …, utime, stime, cutime, cstime, …, rss
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const number = (field: number): number => Number(fields[field - 3]);
    return {
      parent: number(4),
      processor: (number(14) + number(15) + number(16) + number(17)) / ticksPerSecond,
      resident: number(24) * pageSize,
    };
  } catch {
    return null;
  }
}

/** The processes that descend from `root`, itself included. */
function family(root: number): readonly Process[] {
  const all = new Map<number, Process>();
  for (const name of readdirSync('/proc')) {
    const known = /^\d+$/.test(name) ? processOf(Number(name)) : null;
    if (known !== null) all.set(Number(name), known);
  }
  const descends = (pid: number): boolean => {
    for (let at = pid; at > 1; at = all.get(at)?.parent ?? 0) if (at === root) return true;
    return false;
  };
  return [...all].filter(([pid]) => descends(pid)).map(([, known]) => known);
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

/** Watches a program while it works; `end` says what it took. */
export function watch(root: number): { end(): Usage } {
  const before = sum(family(root).map((p) => p.processor));
  let peak = 0;
  const look = (): void => {
    peak = Math.max(peak, sum(family(root).map((p) => p.resident)));
  };
  look();
  const timer = setInterval(look, everyMs);
  return {
    end() {
      clearInterval(timer);
      look();
      return { peak, processor: sum(family(root).map((p) => p.processor)) - before };
    },
  };
}

export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });

const greets = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('data', () => {
      socket.end('QUIT\r\n');
      resolve(true);
    });
    socket.once('error', () => resolve(false));
    socket.setTimeout(2_000, () => socket.destroy());
  });

/** Resolves once `look` holds. Rejects when `seconds` have passed, with what was waited for. */
export async function until(what: string, look: () => boolean | Promise<boolean>, seconds: number, everyMs = 50): Promise<void> {
  const end = performance.now() + seconds * 1_000;
  while (!(await look())) {
    if (performance.now() > end) throw new Error(`${what}: not within ${seconds} s`);
    await pause(everyMs);
  }
}

export const listening = (what: string, port: number, seconds: number): Promise<void> => until(what, () => greets(port), seconds, 100);
