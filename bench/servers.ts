/** The servers that are compared, and the next hop they share: each with a private folder, on free loopback ports. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readFileSync, readdirSync } from 'node:fs';
import { chmod, chown, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { hashPassword } from '../agency/people/password.ts';
import { packageRoot } from '../app/package-root.ts';
import { freePort, listening, until } from './processes.ts';

const sbin = '/usr/sbin';
export const smtpSource = join(sbin, 'smtp-source');

/** What is missing for a comparison; null when all is there. */
export const missing = (): string | null =>
  ['postfix', 'smtp-source', 'smtp-sink'].find((name) => !existsSync(join(sbin, name))) ??
  (process.getuid?.() === 0 ? null : 'root (Postfix starts only so)');

export type Server = {
  readonly name: string;
  /** Port that takes mail of the agency's people to the outside. */
  readonly port: number;
  readonly pid: number;
  /** Whether no message waits any more. */
  isEmpty(): Promise<boolean>;
  stop(): Promise<void>;
};

const stopPatienceMs = 15_000;

async function end(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), stopPatienceMs);
  await exited;
  clearTimeout(timer);
}

const pidOf = (child: ChildProcess): number => {
  if (child.pid === undefined) throw new Error(`${child.spawnfile} did not start`);
  return child.pid;
};

export type Sink = { readonly port: number; stop(): Promise<void> };

/** A next hop that takes everything and keeps nothing. */
export async function startSink(): Promise<Sink> {
  const port = await freePort();
  const child = spawn(join(sbin, 'smtp-sink'), ['-c', '-u', 'nobody', '-m', '200', `127.0.0.1:${port}`, '200'], { stdio: 'ignore' });
  await listening('smtp-sink', port, 10);
  return { port, stop: () => end(child) };
}

const filesBelow = (folder: string): number =>
  readdirSync(folder, { withFileTypes: true }).reduce(
    (n, entry) => n + (entry.isDirectory() ? filesBelow(join(folder, entry.name)) : 1),
    0,
  );

const services = ['cleanup:0', 'qmgr:1', 'rewrite:', 'bounce:0', 'smtp:', 'error:', 'proxymap:', 'anvil:1', 'scache:1'];
const programs: Readonly<Record<string, string>> = { rewrite: 'trivial-rewrite' };

/** Postfix that relays everything to `sink`, without any filter and without delays on the way in. */
export async function startPostfix(folder: string, sink: number): Promise<Server> {
  const config = join(folder, 'postfix');
  for (const sub of ['', 'queue', 'data']) await mkdir(join(config, sub), { recursive: true });
  await chmod(folder, 0o755);
  // Postfix keeps its locks as its own user
  const [, owner = '0', group = '0'] = /^postfix:[^:]*:(\d+):(\d+):/m.exec(await readFile('/etc/passwd', 'utf8')) ?? [];
  await chown(join(config, 'data'), Number(owner), Number(group));
  const port = await freePort();
  const main = {
    compatibility_level: '3.6',
    queue_directory: join(config, 'queue'),
    data_directory: join(config, 'data'),
    maillog_file: join(folder, 'postfix.log'),
    maillog_file_prefixes: folder,
    myhostname: 'mail.bench.example',
    inet_interfaces: '127.0.0.1',
    inet_protocols: 'ipv4',
    mydestination: '',
    mynetworks: '127.0.0.0/8',
    alias_maps: '',
    relayhost: `[127.0.0.1]:${sink}`,
    smtpd_recipient_restrictions: 'permit_mynetworks, reject',
    smtp_tls_security_level: 'none',
    smtp_host_lookup: 'native',
    disable_dns_lookups: 'yes',
    in_flow_delay: '0',
    message_size_limit: '31457280',
    smtpd_client_connection_count_limit: '0',
  };
  await writeFile(
    join(config, 'main.cf'),
    Object.entries(main)
      .map(([name, value]) => `${name} = ${value}\n`)
      .join(''),
  );
  const open = new Set(['cleanup', 'qmgr']);
  await writeFile(
    join(config, 'master.cf'),
    [
      `127.0.0.1:${port} inet n - n - - smtpd`,
      'postlog unix-dgram n - n - 1 postlogd',
      ...services.map((service) => {
        const [name = '', count = ''] = service.split(':');
        return `${name} unix ${open.has(name) ? 'n' : '-'} - n - ${count === '' ? '-' : count} ${programs[name] ?? name}`;
      }),
      'defer unix - - n - 0 bounce',
      'trace unix - - n - 0 bounce',
      'retry unix - - n - - error',
      'relay unix - - n - - smtp',
      '',
    ].join('\n'),
  );
  const child = spawn(join(sbin, 'postfix'), ['-c', config, 'start-fg'], { stdio: 'ignore' });
  const queue = join(config, 'queue');
  // start-fg is a shell around the master process, which has to be ended by itself
  const master = (): number => Number(readFileSync(join(queue, 'pid', 'master.pid'), 'utf8'));
  const stop = async (): Promise<void> => {
    try {
      process.kill(master(), 'SIGTERM');
    } catch {
      child.kill('SIGKILL');
    }
    await end(child, 'SIGCONT');
  };
  try {
    await listening('Postfix', port, 15);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    name: 'Postfix',
    port,
    pid: master(),
    isEmpty: () => Promise.resolve(['incoming', 'active', 'deferred', 'maildrop'].every((name) => filesBelow(join(queue, name)) === 0)),
    stop,
  };
}

export const domain = 'sonoivu.bench.example';
export const person = (n: number): string => `nguoi${n}@${domain}`;
export const people = 8;
export const password = 'Mật khẩu để đo';

export type VanThu = Server & {
  /** Listener with TLS from the start, for people. */
  readonly submissions: number;
  /** What it logged at level warn and above. */
  log(): string;
};

/** How the product under measure is started. */
export type Start = {
  /** From the sources, where the build may be absent or old. */
  readonly source?: boolean;
  readonly nodeOptions?: readonly string[];
};

/**
 * Văn Thư as an agency runs it: embedded store, rules acting, every mail judged, indexed and synced. Only limits that protect it
 * from a client like this one (messages an hour) are raised.
 */
export async function startVanThu(folder: string, sink: number, { source = false, nodeOptions = [] }: Start = {}): Promise<VanThu> {
  const home = join(folder, 'vanthu');
  await mkdir(home, { recursive: true });
  const [relay, submissions, web] = [await freePort(), await freePort(), await freePort()];
  const settings = {
    agency: { name: 'SỞ NỘI VỤ', code: 'SNV', domain, support: 'Quản trị' },
    data: join(home, 'data'),
    mode: 'thuc-thi',
    submission: 'off',
    inbound: 'off',
    submissions: `127.0.0.1:${submissions}`,
    relay: `127.0.0.1:${relay}`,
    web: `127.0.0.1:${web}`,
    routes: { '*': `smtp://127.0.0.1:${sink}?tls=none` },
    'rate.messages': 10_000_000,
    'rate.new-outside': 10_000_000,
    'reminders.enabled': false,
    'log-level': 'warn',
  };
  const hash = await hashPassword(password);
  const list = {
    people: [
      { address: `vanthu.vien@${domain}`, name: 'Văn Thư Viên', roles: ['van-thu', 'quan-tri'] },
      { address: `giamdoc@${domain}`, name: 'Giám Đốc', roles: ['lanh-dao'], head: true },
      ...Array.from({ length: people }, (_, n) => ({ address: person(n), name: `Người ${n}`, roles: ['chuyen-vien'], password: hash })),
    ],
    mailboxes: [{ address: `vanthu@${domain}`, kind: 'office', users: [`vanthu.vien@${domain}`] }],
  };
  await writeFile(join(home, 'vanthu.yaml'), stringify(settings));
  await writeFile(join(home, 'people.yaml'), stringify(list));
  const built = join(packageRoot, 'dist', 'app', 'main.js');
  if (!source && !existsSync(built)) throw new Error(`${built} is missing: run npm run bench, or npx tsc -p tsconfig.build.json first`);
  const entry = source ? ['--import', 'tsx', join(packageRoot, 'app', 'main.ts')] : [built];
  const log = join(home, 'log');
  const fd = openSync(log, 'w');
  const { PATH, HOME, TMPDIR, TZ } = process.env;
  const child = spawn(process.execPath, [...nodeOptions, ...entry, 'start'], {
    cwd: packageRoot,
    env: { PATH, HOME, TMPDIR, TZ, VANTHU_CONFIG: join(home, 'vanthu.yaml') },
    stdio: ['ignore', fd, fd],
  });
  closeSync(fd);
  const ended = (): boolean => child.exitCode !== null || child.signalCode !== null;
  const logged = (): string => readFileSync(log, 'utf8');
  try {
    await until('Văn Thư is ready', async () => ended() || (await responds(`http://127.0.0.1:${web}/readyz`)), 90);
    if (ended()) throw new Error(`Văn Thư ended: ${logged().slice(-2_000)}`);
  } catch (error) {
    await end(child);
    throw error;
  }
  return {
    name: 'Văn Thư',
    port: relay,
    submissions,
    pid: pidOf(child),
    async isEmpty() {
      const text = await (await fetch(`http://127.0.0.1:${web}/metrics`)).text();
      return /^vanthu_spool_messages 0$/m.test(text);
    },
    log: logged,
    stop: () => end(child),
  };
}

const responds = (url: string): Promise<boolean> =>
  fetch(url).then(
    (response) => response.status === 200,
    () => false,
  );
