import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { stringify } from 'yaml';
import { hashPassword } from '../../agency/people/password.ts';
import { demoAgency, demoPeople } from '../../app/demo/people.ts';
import { packageRoot } from '../../app/package-root.ts';
import { freePort } from '../real/servers.ts';

/** Everybody's password, but of those whose password the agency's IMAP server checks. */
export const password = 'Mật-khẩu 2026';
export const at = (local: string): string => `${local}@${demoAgency.domain}`;
export const office = at('vanthu');

const startMs = 90_000;
const listeners = ['submission', 'submissions', 'inbound', 'relay', 'web'] as const;
type Listener = (typeof listeners)[number];
export type Ports = Readonly<Record<Listener, number>>;

/** Resolves to the first value that is not null or false. Rejects when `seconds` have passed, with what was waited for. */
export async function until<T>(what: string, look: () => T | Promise<T>, seconds = 45): Promise<NonNullable<Exclude<T, false>>> {
  const end = Date.now() + seconds * 1_000;
  for (;;) {
    const seen = await look();
    // Sound: the three values that mean "not yet" are left out by the comparison before.
    if (seen !== null && seen !== undefined && seen !== false) return seen as NonNullable<Exclude<T, false>>;
    if (Date.now() > end) throw new Error(`${what}: not within ${seconds} s`);
    await pause(40);
  }
}

/** The product as an operator runs it: its own process, its own data folder, ports that stay over restarts. */
export class Product {
  readonly folder: string;
  readonly data: string;
  readonly #environment: Record<string, string>;
  readonly #ports: Ports;
  #process: ChildProcess | null = null;

  private constructor(folder: string, ports: Ports, environment: Record<string, string>) {
    this.folder = folder;
    this.data = join(folder, 'data');
    this.#ports = ports;
    this.#environment = environment;
  }

  /** A product below `folder`, not started: with a configuration file and people of its own, or as the demonstration (`configure` null). */
  static async create(
    folder: string,
    configure: ((ports: Ports) => Readonly<Record<string, unknown>> | Promise<Readonly<Record<string, unknown>>>) | null,
    options: { readonly withoutPassword?: readonly string[]; readonly environment?: Record<string, string> } = {},
  ): Promise<Product> {
    await mkdir(folder, { recursive: true });
    const ports = Object.fromEntries(await Promise.all(listeners.map(async (name) => [name, await freePort()] as const)));
    const where = Object.fromEntries(listeners.map((name) => [`VANTHU_${name.toUpperCase()}`, `127.0.0.1:${ports[name]}`]));
    const environment: Record<string, string> = { ...where, VANTHU_DATA: join(folder, 'data'), ...options.environment };
    // Sound: made from the list of names just above.
    const product = new Product(folder, ports as Ports, environment);
    if (configure === null) return product;
    const settings = await configure(product.#ports);
    const file = join(folder, 'vanthu.yaml');
    const { name, parent, code, domain } = demoAgency;
    await writeFile(
      file,
      stringify({
        agency: { name, parent, code, domain, support: 'Bùi Ngọc Sơn' },
        mode: 'thuc-thi',
        'reminders.enabled': false,
        ...settings,
      }),
    );
    const hash = await hashPassword(password);
    // Sound: the shape that the people's file has, which the product checks at its start.
    const people = (await demoPeople([])) as { people: { address: string; state: string; password: string | null }[] };
    for (const person of people.people) {
      if (person.state === 'active' && options.withoutPassword?.includes(person.address) !== true) person.password = hash;
    }
    await writeFile(join(folder, 'people.yaml'), stringify(people));
    environment['VANTHU_CONFIG'] = file;
    return product;
  }

  port(name: Listener): number {
    return this.#ports[name];
  }

  get pid(): number {
    const pid = this.#process?.pid;
    if (pid === undefined) throw new Error('the product does not run');
    return pid;
  }

  /** Certificate that its clients trust. */
  get ca(): string {
    const demo = join(this.data, 'demo.json');
    if (existsSync(demo)) return String(JSON.parse(readFileSync(demo, 'utf8')).ca);
    return join(this.data, 'secrets', 'ca.crt');
  }

  get stdout(): string {
    return readFileSync(join(this.folder, 'stdout'), 'utf8');
  }

  get log(): string {
    return readFileSync(join(this.folder, 'stderr'), 'utf8');
  }

  /** Resolves when the product says that it is ready and takes mail. */
  async start(environment: Readonly<Record<string, string>> = {}): Promise<void> {
    const own = Object.entries(process.env).filter(([name]) => !name.startsWith('VANTHU_') && name !== 'NODE_OPTIONS');
    const out = openSync(join(this.folder, 'stdout'), 'w');
    const err = openSync(join(this.folder, 'stderr'), 'a');
    const child = spawn(process.execPath, ['--import', 'tsx', join(packageRoot, 'app', 'main.ts'), 'start'], {
      cwd: packageRoot,
      env: { ...Object.fromEntries(own), ...this.#environment, ...environment },
      stdio: ['ignore', out, err],
    });
    closeSync(out);
    closeSync(err);
    this.#process = child;
    await until(
      'the product is ready',
      () => {
        if (child.exitCode !== null || child.signalCode !== null)
          throw new Error(`the product ended with ${child.exitCode ?? child.signalCode}:\n${this.log.slice(-4_000)}`);
        return this.stdout.includes('Văn Thư sẵn sàng');
      },
      startMs / 1_000,
    );
    const ready = await fetch(`${this.web}/readyz`);
    if (ready.status !== 200) throw new Error(`ready on stdout, ${ready.status} on /readyz`);
  }

  /** The power goes: no process of the product runs any more. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** Ends it as a service manager does; resolves to its exit code. */
  async stop(): Promise<number | null> {
    return this.#end('SIGTERM');
  }

  async #end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#process;
    this.#process = null;
    if (child === null) return null;
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit');
      child.kill(signal);
      await ended;
    }
    return child.exitCode;
  }

  /** The process of the embedded store: the one child that is no build tool. */
  async storePid(): Promise<number> {
    const children = (await readFile(`/proc/${this.pid}/task/${this.pid}/children`, 'utf8')).split(' ').filter((pid) => pid !== '');
    for (const pid of children) {
      const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
      if (/embedded|vanthu-store/.test(line)) return Number(pid);
    }
    throw new Error(`no embedded store among ${children.join(' ')}`);
  }

  get web(): string {
    return `http://127.0.0.1:${this.#ports.web}`;
  }

  #passwordOf(local: string): string {
    const demo = join(this.data, 'demo.json');
    if (!existsSync(demo)) return password;
    // Sound: the contract's shape of the file.
    const { people } = JSON.parse(readFileSync(demo, 'utf8')) as { people: { address: string; password: string }[] };
    return people.find((p) => p.address === at(local))?.password ?? '';
  }

  /** The API as a person uses it. Rejects when the answer is no 200. */
  async api(local: string, path: string, body?: object): Promise<unknown> {
    const response = await fetch(`${this.web}/api/v1/${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        Authorization: `Basic ${Buffer.from(`${at(local)}:${this.#passwordOf(local)}`).toString('base64')}`,
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (response.status !== 200) throw new Error(`${path}: ${response.status} ${text}`);
    return JSON.parse(text);
  }

  /** All rows of the register of arrivals, lowest number first, as văn thư sees them. */
  async register(): Promise<readonly Row[]> {
    const rows: Row[] = [];
    for (let after: string | null = ''; after !== null;) {
      // Sound: the contract's shape of a list.
      const page = (await this.api('lanpt', `documents?book=den&limit=200${after === '' ? '' : `&after=${after}`}`)) as {
        items: Row[];
        next: string | null;
      };
      rows.push(...page.items);
      after = page.next;
    }
    return rows.toSorted((a, b) => a.arrivalNumber - b.arrivalNumber);
  }

  /** A page as a browser gets it after signing in. */
  async page(local: string, path: string): Promise<string> {
    const entered = await fetch(`${this.web}/dang-nhap`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ address: at(local), password: this.#passwordOf(local), next: path }),
    });
    const cookie = entered.headers
      .getSetCookie()
      .map((c) => c.split(';')[0])
      .join('; ');
    const page = await fetch(`${this.web}${path}`, { headers: { Cookie: cookie } });
    if (page.status !== 200) throw new Error(`${path}: ${page.status}`);
    return page.text();
  }
}

/** A row of the register as the API shows it, as far as the tests look at it. */
export type Row = {
  readonly id: string;
  readonly arrivalNumber: number;
  readonly codeNumber: string | null;
  readonly codeNotation: string | null;
  readonly issuedDate: string | null;
  readonly organName: string | null;
  readonly typeName: string | null;
  readonly subject: string | null;
  readonly confidence: Readonly<Record<string, number>>;
  readonly files: readonly { name: string; originalName: string | null; bytes: number; sha256: string; href: string; main: boolean }[];
  readonly source: { readonly via: string; readonly messageId: string | null; readonly from: string };
};

/** Messages in the Maildir of an address below `folder`, with CRLF. */
export async function maildir(folder: string, address: string): Promise<readonly string[]> {
  const all: string[] = [];
  for (const sub of ['new', 'cur']) {
    const path = join(folder, address, sub);
    if (!existsSync(path)) continue;
    for (const name of (await readdir(path)).sort()) {
      const text = await readFile(join(path, name), 'latin1').catch(() => '');
      all.push(text.replaceAll(/\r?\n/g, '\r\n'));
    }
  }
  return all;
}
