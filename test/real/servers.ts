import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';

const postfix = '/usr/sbin/postfix';
const dovecot = '/usr/sbin/dovecot';
const sieve = '/usr/lib/dovecot/modules/lib90_sieve_plugin.so';

/** What is missing to run Postfix, Dovecot and Pigeonhole here; null when all is there. */
export const missing: string | null =
  process.getuid?.() !== 0 ? 'root' : ([postfix, dovecot, sieve].find((path) => !existsSync(path)) ?? null);

export const imapPassword = 'x';

/** Owner of the mailboxes: Dovecot delivers nothing as root; 8 is `mail` on Debian and need not exist elsewhere. */
const mailUser = 8;

/** The agency's own server behind the gateway, all on loopback. */
export type AgencyServer = {
  /** Postfix: the next hop for mail to the agency, and where the agency's own mail begins. */
  readonly smtp: number;
  /** Dovecot's IMAP, in the clear; any address with {@link imapPassword}. */
  readonly imap: number;
  /** Sets a mailbox's Sieve script. */
  filter(address: string, script: string): Promise<void>;
  /** Mail in the inbox, as it lies in Dovecot's Maildir. */
  inbox(address: string): Promise<readonly Buffer[]>;
  /** What the servers logged. */
  log(): Promise<string>;
  stop(): Promise<void>;
};

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
    socket.once('close', () => resolve(false));
    socket.setTimeout(2_000, () => socket.destroy());
  });

async function ready(port: number, child: ChildProcess, what: string): Promise<void> {
  for (let i = 0; i < 100; i++) {
    if (child.exitCode !== null) throw new Error(`${what} ended with ${child.exitCode}`);
    if (await greets(port)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${what} did not greet within 10 s`);
}

const exit = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once('exit', () => resolve());
    setTimeout(() => child.kill('SIGKILL'), 5_000).unref();
  });

/** Services that programs outside Postfix may reach; the rest is private to it. */
const isPublic = new Set(['cleanup', 'qmgr', 'postlog']);

const services = [
  'cleanup:0',
  'qmgr:1',
  'trivial-rewrite:',
  'bounce:0',
  'smtp:',
  'lmtp:',
  'error:',
  'proxymap:',
  'anvil:1',
  'scache:1',
  'virtual:',
  'local:',
];

async function startPostfix(
  folder: string,
  ports: { readonly smtp: number; readonly lmtp: number; readonly relay: number },
  domain: string,
): Promise<() => Promise<void>> {
  const config = join(folder, 'postfix');
  for (const sub of ['', 'queue', 'data']) await mkdir(join(config, sub), { recursive: true });
  // Postfix keeps its locks as its own user
  const [, owner = '0', group = '0'] = /^postfix:[^:]*:(\d+):(\d+):/m.exec(await readFile('/etc/passwd', 'utf8')) ?? [];
  await chown(join(config, 'data'), Number(owner), Number(group));
  await writeFile(
    join(config, 'main.cf'),
    [
      'compatibility_level = 3.6',
      `queue_directory = ${config}/queue`,
      `data_directory = ${config}/data`,
      `maillog_file = ${folder}/postfix.log`,
      `maillog_file_prefixes = ${folder}`,
      `myhostname = mail.${domain}`,
      'inet_interfaces = 127.0.0.1',
      'inet_protocols = ipv4',
      'mydestination =',
      'mynetworks = 127.0.0.0/8',
      'alias_maps =',
      `virtual_mailbox_domains = ${domain}`,
      'virtual_mailbox_maps = static:all',
      `virtual_transport = lmtp:inet:127.0.0.1:${ports.lmtp}`,
      `relayhost = [127.0.0.1]:${ports.relay}`,
      'smtpd_recipient_restrictions = permit_mynetworks, reject',
      'smtp_tls_security_level = none',
      'smtp_host_lookup = native',
      'disable_dns_lookups = yes',
      'message_size_limit = 31457280',
      'minimal_backoff_time = 2s',
      'queue_run_delay = 2s',
      'smtputf8_enable = yes',
      '',
    ].join('\n'),
  );
  const line = (name: string, type: string, count: string, program: string): string =>
    `${name} ${type} ${isPublic.has(name) || type === 'inet' ? 'n' : '-'} - n - ${count === '' ? '-' : count} ${program}`;
  const names: Record<string, string> = { 'trivial-rewrite': 'rewrite' };
  await writeFile(
    join(config, 'master.cf'),
    [
      line(`127.0.0.1:${ports.smtp}`, 'inet', '', 'smtpd'),
      line('postlog', 'unix-dgram', '1', 'postlogd'),
      ...services.map((service) => {
        const [program = '', count = ''] = service.split(':');
        return line(names[program] ?? program, 'unix', count, program);
      }),
      line('defer', 'unix', '0', 'bounce'),
      line('trace', 'unix', '0', 'bounce'),
      line('retry', 'unix', '', 'error'),
      line('relay', 'unix', '', 'smtp'),
      '',
    ].join('\n'),
  );
  const child = spawn(postfix, ['-c', config, 'start-fg'], { stdio: 'ignore' });
  // start-fg is a shell around the master process, which has to be ended by itself
  const stop = async (): Promise<void> => {
    try {
      process.kill(Number(await readFile(join(config, 'queue', 'pid', 'master.pid'), 'utf8')), 'SIGTERM');
    } catch {
      child.kill('SIGKILL');
    }
    await exit(child);
  };
  try {
    await ready(ports.smtp, child, 'Postfix');
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}

async function startDovecot(
  folder: string,
  ports: { readonly smtp: number; readonly lmtp: number; readonly imap: number },
  domain: string,
): Promise<() => Promise<void>> {
  const home = join(folder, 'dovecot');
  for (const sub of ['', 'mail', 'home', 'sieve']) {
    await mkdir(join(home, sub), { recursive: true });
    await chown(join(home, sub), mailUser, mailUser);
  }
  await writeFile(
    join(home, 'dovecot.conf'),
    [
      `base_dir = ${home}/run`,
      `state_dir = ${home}/state`,
      `log_path = ${folder}/dovecot.log`,
      'protocols = lmtp imap',
      'listen = 127.0.0.1',
      'ssl = no',
      'disable_plaintext_auth = no',
      `mail_location = maildir:${home}/mail/%u`,
      `mail_uid = ${mailUser}`,
      `mail_gid = ${mailUser}`,
      `first_valid_uid = ${mailUser}`,
      'default_internal_user = root',
      'default_login_user = nobody',
      'default_internal_group = root',
      `hostname = mail.${domain}`,
      `submission_host = 127.0.0.1:${ports.smtp}`,
      'auth_username_format = %Lu',
      `passdb {\n  driver = static\n  args = password=${imapPassword}\n}`,
      `userdb {\n  driver = static\n  args = uid=${mailUser} gid=${mailUser} home=${home}/home/%u allow_all_users=yes\n}`,
      `service lmtp {\n  inet_listener lmtp {\n    address = 127.0.0.1\n    port = ${ports.lmtp}\n  }\n}`,
      `service imap-login {\n  chroot =\n  inet_listener imap {\n    address = 127.0.0.1\n    port = ${ports.imap}\n  }\n  inet_listener imaps {\n    port = 0\n  }\n}`,
      'service anvil {\n  chroot =\n}',
      'service stats {\n  chroot =\n}',
      `protocol lmtp {\n  mail_plugins = sieve\n  postmaster_address = postmaster@${domain}\n}`,
      `plugin {\n  sieve = file:${home}/sieve/%u;active=${home}/sieve/%u.sieve\n}`,
      '',
    ].join('\n'),
  );
  const child = spawn(dovecot, ['-F', '-c', join(home, 'dovecot.conf')], { stdio: 'ignore' });
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await exit(child);
  };
  try {
    await ready(ports.lmtp, child, 'Dovecot');
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}

/** Starts both below `folder`, which other users must be able to reach; mail to other domains goes to the gateway's relay listener at `relay`. */
export async function startAgencyServer(folder: string, domain: string, relay: number): Promise<AgencyServer> {
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o755);
  const ports = { smtp: await freePort(), lmtp: await freePort(), imap: await freePort(), relay };
  const stopDovecot = await startDovecot(folder, ports, domain);
  let stopPostfix: () => Promise<void>;
  try {
    stopPostfix = await startPostfix(folder, ports, domain);
  } catch (error) {
    await stopDovecot();
    throw error;
  }
  const mail = join(folder, 'dovecot', 'mail');
  return {
    smtp: ports.smtp,
    imap: ports.imap,
    async filter(address, script) {
      const path = join(folder, 'dovecot', 'sieve', `${address}.sieve`);
      await writeFile(path, script);
      await chown(path, mailUser, mailUser);
    },
    async inbox(address) {
      const all: Buffer[] = [];
      for (const sub of ['new', 'cur']) {
        const path = join(mail, address, sub);
        if (existsSync(path)) for (const name of (await readdir(path)).sort()) all.push(await readFile(join(path, name)));
      }
      return all;
    },
    async log() {
      const read = async (name: string): Promise<string> => (existsSync(join(folder, name)) ? readFile(join(folder, name), 'utf8') : '');
      return (await read('postfix.log')) + (await read('dovecot.log'));
    },
    async stop() {
      await Promise.all([stopPostfix(), stopDovecot()]);
    },
  };
}
