import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';

const program = '/usr/sbin/dovecot';
/** Dovecot's own processes change users: only root can start it with users of its own. */
export const hasDovecot = existsSync(program) && process.getuid?.() === 0;

/** Dovecot reads no mail as root; 8 is `mail` on Debian and need not exist elsewhere. */
const mailUser = 8;

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('data', () => resolve((socket.destroy(), true)));
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
  });

/** Accounts with their passwords, and master users; their mail lies in Maildirs by address below `folder`. */
export type Accounts = { readonly users: Readonly<Record<string, string>>; readonly masters: Readonly<Record<string, string>> };

const accountLines = async (folder: string, { users, masters }: Accounts): Promise<readonly string[]> => {
  const list = (of: Readonly<Record<string, string>>): string =>
    Object.entries(of)
      .map(([name, password]) => `${name}:{PLAIN}${password}:::::\n`)
      .join('');
  for (const path of Object.keys(users).flatMap((user) => ['', 'tmp', 'new', 'cur'].map((sub) => join(folder, user, sub)))) {
    await mkdir(path, { recursive: true });
    await chown(path, mailUser, mailUser);
  }
  await writeFile(join(folder, 'users'), list(users));
  await writeFile(join(folder, 'masters'), list(masters));
  return [
    'auth_master_user_separator = *',
    `passdb {\n  driver = passwd-file\n  args = username_format=%u ${folder}/masters\n  master = yes\n  result_success = continue\n}`,
    `passdb {\n  driver = passwd-file\n  args = username_format=%u ${folder}/users\n}`,
    `userdb {\n  driver = static\n  args = uid=${mailUser} gid=${mailUser} home=${folder}/%u\n}`,
    'auth_failure_delay = 0',
  ];
};

/** A Dovecot of its own on a loopback port: any account with one mailbox in a Maildir below `folder`, or the accounts named. */
export class Dovecot {
  readonly port: number;
  readonly maildir: string;
  readonly #folder: string;
  #process: ChildProcess | null = null;

  private constructor(folder: string, port: number) {
    this.#folder = folder;
    this.port = port;
    this.maildir = join(folder, 'Maildir');
  }

  static async start(folder: string, accounts: Accounts | null = null): Promise<Dovecot> {
    const server = new Dovecot(folder, await freePort());
    for (const path of ['Maildir', 'Maildir/tmp', 'Maildir/new', 'Maildir/cur', 'index', 'control'].map((sub) => join(folder, sub))) {
      await mkdir(path, { recursive: true });
      await chown(path, mailUser, mailUser);
    }
    await chmod(folder, 0o755);
    await writeFile(
      join(folder, 'dovecot.conf'),
      [
        `base_dir = ${folder}/run`,
        `state_dir = ${folder}/state`,
        `log_path = ${folder}/log`,
        'protocols = imap',
        'listen = 127.0.0.1',
        'ssl = no',
        'disable_plaintext_auth = no',
        accounts === null
          ? `mail_location = maildir:${server.maildir}:INDEX=${folder}/index:CONTROL=${folder}/control`
          : `mail_location = maildir:${folder}/%u`,
        `mail_uid = ${mailUser}`,
        `mail_gid = ${mailUser}`,
        `first_valid_uid = ${mailUser}`,
        'default_internal_user = root',
        'default_login_user = nobody',
        'default_internal_group = root',
        'mailbox_list_index = no',
        ...(accounts === null
          ? [
              'passdb {\n  driver = static\n  args = password=mat-khau\n}',
              `userdb {\n  driver = static\n  args = uid=${mailUser} gid=${mailUser} home=${folder}\n}`,
            ]
          : await accountLines(folder, accounts)),
        `service imap-login {\n  chroot =\n  inet_listener imap {\n    address = 127.0.0.1\n    port = ${server.port}\n  }\n  inet_listener imaps {\n    port = 0\n  }\n}`,
        'service anvil {\n  chroot =\n}',
        'service stats {\n  chroot =\n}',
      ].join('\n'),
    );
    await server.run();
    return server;
  }

  /** Resolves when it greets. */
  async run(): Promise<void> {
    this.#process = spawn(program, ['-F', '-c', join(this.#folder, 'dovecot.conf')], { stdio: 'ignore', detached: true });
    while (!(await answers(this.port))) {
      if (this.#process.exitCode !== null) throw new Error(`dovecot ended with ${this.#process.exitCode}; see ${this.#folder}/log`);
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }

  async stop(): Promise<void> {
    const running = this.#process;
    this.#process = null;
    if (running === null || running.exitCode !== null) return;
    const ended = new Promise((resolve) => running.once('exit', resolve));
    running.kill('SIGTERM');
    await ended;
    // Sessions outlive the master for seconds; they are in its process group.
    try {
      if (running.pid !== undefined) process.kill(-running.pid, 'SIGKILL');
    } catch {
      // None was left.
    }
  }

  /** The server forgets its numbers: another UIDVALIDITY, UIDs from 1 again. */
  async forget(): Promise<void> {
    await this.stop();
    for (const path of ['index', 'control'].map((sub) => join(this.#folder, sub))) {
      await rm(path, { recursive: true, force: true });
      await mkdir(path);
      await chown(path, mailUser, mailUser);
    }
    await this.run();
  }
}
