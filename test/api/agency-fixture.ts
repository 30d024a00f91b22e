import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { directoryOf } from '../../agency/people/directory.ts';
import { completePeople } from '../../agency/people/load-people.ts';
import { createSignIn } from '../../agency/people/sign-in.ts';
import { createRegistry } from '../../agency/registry/register.ts';
import { noFields } from '../../agency/documents/fields.ts';
import { countsOf, pagesOf } from '../../api/pages/index.ts';
import { routesOf } from '../../api/routes/index.ts';
import { startWeb } from '../../api/server.ts';
import type { Services } from '../../api/services.ts';
import { readMessage } from '../../gateway/read/read-message.ts';
import { createFileBlobs } from '../../store/blobs.ts';
import { createCheckIns } from '../../store/check-ins.ts';
import { connectStore } from '../../store/connect.ts';
import { createDocuments } from '../../store/documents.ts';
import { startEmbeddedStore } from '../../store/embedded/start.ts';
import { createIntake } from '../../store/intake.ts';
import { createTraces } from '../../store/traces.ts';
import { createWebSessions } from '../../store/web-sessions.ts';
import { agency, domain, people, quiet, startWorld } from '../hold/agency.ts';

export const password = 'mật-khẩu-1';
export const at = (local: string): string => `${local}@${domain}`;

/** Who signs in, by role. */
export const who = {
  'quan-tri': at('sonbn'),
  'van-thu': at('lanpt'),
  'lanh-dao': at('ductm'),
  'chanh-van-phong': at('hoanv'),
  'truong-phong': at('tuanha'),
  'chuyen-vien': at('maivt'),
} as const;
export type TestRole = keyof typeof who;
export const roles = Object.keys(who) as readonly TestRole[];

const everybody = {
  ...people,
  people: [
    ...people.people.filter((p) => p.address !== at('sonbn')),
    { address: at('sonbn'), name: 'Bùi Ngọc Sơn', title: 'Quản trị mạng', roles: ['quan-tri'], unit: 'VP' },
  ],
};

/** What breaks out of HTML where it is not escaped. */
export const hostile = `"><script>alert(1)</script><img src=x onerror=alert(1)>'\`&\u202etxt.exe`;

type Asked = Omit<RequestInit, 'headers'> & { readonly headers?: Readonly<Record<string, string>> };

export type Fixture = Awaited<ReturnType<typeof startAgency>>;

/** A whole agency behind the real web server: real stores, register, held mail and check-ins over the embedded store. */
export async function startAgency() {
  const folder = await mkdtemp(join(tmpdir(), 'vanthu-web-'));
  const store = await startEmbeddedStore({ folder: join(folder, 'store') });
  const connection = await connectStore(store.uri);
  const world = await startWorld(connection);
  const directory = directoryOf(completePeople(everybody, agency, 'test'));
  const clock = (): Date => world.time.now;
  const documents = await createDocuments(connection, agency.name, { random: () => 0.5 });
  const intake = await createIntake(connection, agency.name);
  const traces = await createTraces(connection, agency.name);
  const sessions = await createWebSessions(connection);
  const checkIns = await createCheckIns(connection, agency.name, 24);
  const blobs = createFileBlobs(join(folder, 'blobs'));
  const registry = createRegistry({
    documents,
    intake,
    blobs,
    examine: async (mail) => ({
      message: (await readMessage(Buffer.from(mail.original))).message,
      files: [],
      judgement: mail.judgement ?? { envelopeFrom: null, aligned: false, inside: false, findings: [] },
    }),
    read: () => Promise.resolve({ main: null, fields: noFields, files: [], isDocument: false, complaint: false, secrecyMark: false }),
    announcements: { announce: () => Promise.resolve() },
    directory: () => directory,
    isInside: (address) => address.endsWith(`@${domain}`),
    agency: { name: agency.name, code: 'SNV' },
    receipts: false,
    complaintsPerson: at('tuanha'),
    handOver: () => Promise.resolve(),
    clock,
    log: quiet,
  });
  const services: Services = {
    documents,
    intake,
    blobs,
    registry,
    decisions: world.decisions,
    hold: world.hold,
    entries: world.entries,
    traces,
    checkIns,
    calendar: world.options.calendar,
    reader: {
      read: (source) => world.options.reader.read(source),
      judge: () => Promise.reject(new Error('nothing is judged here')),
      update: () => undefined,
      close: () => Promise.resolve(),
    },
    directory: () => directory,
  };
  const looks: string[] = [];
  const routes = routesOf(services);
  const pages = pagesOf(services);
  const web = await startWeb({
    host: '127.0.0.1',
    port: 0,
    agencyName: agency.name,
    agencyParent: 'ỦY BAN NHÂN DÂN TỈNH VÍ DỤ',
    secure: false,
    proxies: [],
    directory: () => directory,
    signIn: createSignIn({ directory: () => directory, imap: (_address, given) => Promise.resolve(given === password), clock }),
    sessions,
    routes,
    pages,
    counts: countsOf(services),
    ready: () => true,
    metrics: () => Promise.resolve('vanthu_documents_total 5\n'),
    looked: (person) => looks.push(person.address),
    clock,
    log: quiet,
  });

  const url = `http://127.0.0.1:${web.port}`;
  const basic = (address: string, given = password): Record<string, string> => ({
    authorization: `Basic ${Buffer.from(`${address}:${given}`).toString('base64')}`,
  });

  /** The cookie of a fresh sign-in on the page. */
  const signIn = async (address: string): Promise<string> => {
    const response = await fetch(`${url}/dang-nhap`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ address, password }),
    });
    const cookie = response.headers.get('set-cookie')?.split(';')[0];
    if (cookie === undefined) throw new Error(`no cookie for ${address}: ${response.status}`);
    return cookie;
  };
  const page = (path: string, cookie: string, more: Asked = {}): Promise<Response> =>
    fetch(`${url}${path}`, { redirect: 'manual', ...more, headers: { cookie, ...more.headers } });
  /** The form token of a signed-in page. */
  const csrf = async (cookie: string): Promise<string> => {
    const text = await (await page('/van-ban', cookie)).text();
    return /name="csrf" value="([^"]+)"/.exec(text)?.[1] ?? '';
  };
  const api = (path: string, address: string, more: Asked = {}): Promise<Response> =>
    fetch(`${url}/api/v1${path}`, { ...more, headers: { ...basic(address), ...more.headers } });
  const post = (path: string, address: string, body: unknown = {}): Promise<Response> =>
    api(path, address, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });

  return {
    url,
    world,
    services,
    routes,
    pages,
    looks,
    signIn,
    page,
    csrf,
    api,
    post,
    basic,
    async stop() {
      await web.stop();
      await connection.close();
      await store.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
