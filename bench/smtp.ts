/** Accepted and delivered messages per second, beside Postfix without any filter in the same run. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { sendLetters } from './letters.ts';
import { until, watch, type Usage } from './processes.ts';
import {
  domain,
  missing,
  password,
  person,
  smtpSource,
  startPostfix,
  startSink,
  startVanThu,
  type Server,
  type VanThu,
} from './servers.ts';

export type Load = {
  readonly name: string;
  readonly octets: number;
  readonly messages: number;
  readonly sessions: number;
  /** smtp-source's filling; letters with a text each; letters from people who signed in over TLS. */
  readonly what: 'filling' | 'letters' | 'submission';
};

export type Figure = Usage & { readonly server: string; readonly load: Load; readonly accepted: number; readonly delivered: number };

export const loads: readonly Load[] = [
  { name: '4 KB', octets: 4_096, messages: 4_000, sessions: 20, what: 'filling' },
  { name: '4 KB, a text each', octets: 4_096, messages: 4_000, sessions: 20, what: 'letters' },
  { name: '100 KB', octets: 102_400, messages: 2_000, sessions: 20, what: 'filling' },
  { name: '8 MB', octets: 8_388_608, messages: 64, sessions: 8, what: 'filling' },
  { name: '4 KB, AUTH and TLS', octets: 4_096, messages: 2_000, sessions: 20, what: 'submission' },
];
export const shortLoads: readonly Load[] = [
  { name: '4 KB', octets: 4_096, messages: 100, sessions: 20, what: 'filling' },
  { name: '1 MB, a text each', octets: 1_048_576, messages: 4, sessions: 2, what: 'letters' },
];

const loadSeconds = 300;

/** smtp-source has one sender a process: several, as there are several people. */
async function sendFilling(port: number, { messages, sessions, octets }: Load): Promise<number> {
  const processes = Math.min(4, sessions);
  const start = performance.now();
  await Promise.all(
    Array.from({ length: processes }, async (_, n) => {
      const own = Math.floor(messages / processes) + (n < messages % processes ? 1 : 0);
      const args = ['-d', '-N', '-s', String(sessions / processes), '-m', String(own), '-l', String(octets), '-M', `may${n}.${domain}`];
      const addresses = ['-f', person(n), '-t', 'nhan@noikhac.example', '-S', `Thư đo ${n}`, `127.0.0.1:${port}`];
      const child = spawn(smtpSource, [...args, ...addresses], { stdio: ['ignore', 'ignore', 'pipe'], timeout: loadSeconds * 1_000 });
      let said = '';
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        said += text;
      });
      const [code] = (await once(child, 'close')) as [number | null];
      if (code !== 0) throw new Error(`smtp-source ended with ${code}: ${said.slice(0, 500)}`);
    }),
  );
  return (performance.now() - start) / 1_000;
}

const isVanThu = (server: Server): server is VanThu => 'submissions' in server;

/** One load on one server, until nothing of it waits there. */
export async function measure(server: Server, load: Load): Promise<Figure> {
  const watching = watch(server.pid);
  const start = performance.now();
  const { messages, sessions, octets } = load;
  const seconds =
    load.what === 'filling'
      ? await sendFilling(server.port, load)
      : load.what === 'letters'
        ? await sendLetters({ port: server.port, sessions, messages, octets })
        : await sendLetters({ port: isVanThu(server) ? server.submissions : 0, sessions, messages, octets, password });
  const sent = performance.now() - seconds * 1_000;
  await until(`${server.name} has delivered everything`, () => server.isEmpty(), loadSeconds, 20);
  const all = (performance.now() - Math.max(start, sent)) / 1_000;
  return { server: server.name, load, accepted: messages / seconds, delivered: messages / all, ...watching.end() };
}

/** Writes of 4 KB with fdatasync a second: what the disk gives one writer. */
function syncedWrites(folder: string): number {
  const file = openSync(join(folder, 'sync'), 'w');
  const octets = Buffer.alloc(4_096, 1);
  const start = performance.now();
  let n = 0;
  for (; performance.now() - start < 500; n++) {
    writeSync(file, octets);
    fdatasyncSync(file);
  }
  closeSync(file);
  return n / 0.5;
}

const heads = ['load', 'server', 'accepted/s', 'delivered/s', 'CPU ms each', 'peak MiB', 'of Postfix'] as const;

function row(figure: Figure, reference: Figure | undefined): readonly string[] {
  const ratio =
    reference === undefined || reference === figure
      ? ''
      : `${(figure.accepted / reference.accepted).toFixed(2)} / ${(figure.delivered / reference.delivered).toFixed(2)}`;
  const each = (figure.processor * 1_000) / figure.load.messages;
  const rates = [figure.accepted, figure.delivered].map((n) => n.toFixed(n < 100 ? 1 : 0));
  return [figure.load.name, figure.server, ...rates, each.toFixed(2), (figure.peak / 2 ** 20).toFixed(0), ratio];
}

export function table(rows: readonly (readonly string[])[]): string {
  const widths = heads.map((head, n) => Math.max(head.length, ...rows.map((r) => (r[n] ?? '').length)));
  const line = (cells: readonly string[]): string =>
    widths
      .map((width, n) => (n < 2 || n === 6 ? (cells[n] ?? '').padEnd(width) : (cells[n] ?? '').padStart(width)))
      .join('  ')
      .trimEnd();
  return `${[line(heads), ...rows.map(line)].join('\n')}\n`;
}

export type SmtpBenchOptions = {
  readonly short?: boolean;
  readonly source?: boolean;
  readonly rounds?: number;
  /** Only loads whose name begins so. */
  readonly only?: string;
  readonly nodeOptions?: readonly string[];
  readonly say?: (text: string) => void;
};

/** Runs all loads, each on both servers in turn. Without Postfix (or root, which it needs) nothing is measured: returns null and says why. */
export async function benchSmtp(options: SmtpBenchOptions = {}): Promise<readonly Figure[] | null> {
  const say = options.say ?? ((text: string): void => void process.stdout.write(text));
  const absent = missing();
  if (absent !== null) {
    say(`skipped: ${absent} is missing; the comparison needs Postfix with smtp-source and smtp-sink (Debian: apt install postfix)\n`);
    return null;
  }
  const folder = mkdtempSync(join(tmpdir(), 'vanthu-bench-'));
  const closing: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const end of closing.splice(0).toReversed()) await end();
    rmSync(folder, { recursive: true, force: true });
  };
  // whoever interrupts a bench does not want its servers left behind
  const interrupted = (): void => void close().finally(() => process.exit(130));
  process.once('SIGTERM', interrupted).once('SIGINT', interrupted);
  try {
    const cpu = cpus();
    say(
      `${cpu.length} x ${cpu[0]?.model ?? '?'}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, node ${process.version}, ` +
        `load ${loadavg()[0]?.toFixed(1) ?? '?'}, ${syncedWrites(folder).toFixed(0)} synced writes/s; all rules on, everything synced before its 250\n`,
    );
    const sink = await startSink();
    closing.push(() => sink.stop());
    const postfix = await startPostfix(folder, sink.port);
    closing.push(() => postfix.stop());
    const { source = false, nodeOptions = [] } = options;
    const vanThu = await startVanThu(folder, sink.port, { source, nodeOptions });
    closing.push(() => vanThu.stop());
    const figures: Figure[] = [];
    const chosen = (options.short === true ? shortLoads : loads).filter((load) => load.name.startsWith(options.only ?? ''));
    for (let round = 0; round < (options.rounds ?? 1); round++) {
      for (const load of chosen) {
        const reference = load.what === 'submission' ? undefined : await measure(postfix, load);
        const own = await measure(vanThu, load);
        const both = reference === undefined ? [own] : [reference, own];
        figures.push(...both);
        say(table(both.map((figure) => row(figure, reference))));
      }
    }
    const log = vanThu
      .log()
      .split('\n')
      .filter((line) => line.startsWith('{'));
    if (log.length > 0) say(`Văn Thư logged ${log.length} warnings, the first: ${log[0]?.slice(0, 300) ?? ''}\n`);
    return figures;
  } finally {
    process.off('SIGTERM', interrupted).off('SIGINT', interrupted);
    await close();
  }
}
