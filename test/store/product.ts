/** The whole product on a recorded store: the demonstration with its samples, every listing of the API, every job. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { checkRecords } from '../../app/backup/check-records.ts';
import { loadAgency } from '../../app/agency.ts';
import { loadDemoPeople, playSamples } from '../../app/demo/demo.ts';
import { checkCommand } from '../../app/commands/check.ts';
import { demoSettings } from '../../app/demo/settings.ts';
import { startServer, type RunningServer } from '../../app/server.ts';
import { loadSettings } from '../../app/settings.ts';
import { connectStore } from '../../store/connect.ts';
import { startEmbeddedStore } from '../../store/embedded/start.ts';
import { startRecorder, type Asked } from './recorder.ts';
import { giveBackJob, useStores } from './use-stores.ts';

const quiet = { info() {}, warn() {}, error() {} };

const silent = new Writable({ write: (_chunk, _encoding, done) => done() });

/** What is read of the API's answers. */
type Listed = { readonly items: readonly { readonly id: string; readonly asked?: readonly string[] }[]; readonly next: string | null };

/** A person at the API of the demonstration. */
function signedIn(server: RunningServer, data: string) {
  const passwords: readonly { address: string; password: string }[] = JSON.parse(
    readFileSync(join(data, 'secrets', 'demo-passwords.json'), 'utf8'),
  );
  return async (local: string, path: string, body?: object): Promise<Listed> => {
    const { address, password } = passwords.find((p) => p.address.startsWith(`${local}@`)) ?? { address: '', password: '' };
    const response = await fetch(`${server.web ?? ''}/api/v1/${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { Authorization: `Basic ${btoa(`${address}:${password}`)}`, 'Content-Type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    const answer = await response.text();
    if (response.status !== 200) throw new Error(`${path}: ${response.status} ${answer}`);
    // Sound for lists; of what else the API answers nothing is read.
    return JSON.parse(answer) as Listed;
  };
}

/** Every list to its second page, every decision that the samples wait for, pages behind a sign-in. */
async function usePeople(server: RunningServer, data: string): Promise<void> {
  const api = signedIn(server, data);
  const lists = ['documents?q=ra+soat', 'documents?year=2026', 'intake?state=registered', 'held?state=waiting', 'sealed', 'spam', 'failed'];
  for (const list of [...lists, 'messages', 'messages?state=delivered']) {
    const first = await api('lanpt', `${list}${list.includes('?') ? '&' : '?'}limit=1`);
    if (first.next !== null) await api('lanpt', `${list}${list.includes('?') ? '&' : '?'}limit=1&after=${encodeURIComponent(first.next)}`);
  }
  await api('maivt', 'messages');
  await api('lanpt', 'check-ins?date=2026-11-20');
  const idOf = async (list: string): Promise<string> => (await api('lanpt', list)).items[0]?.id ?? '';
  const document = await idOf('documents');
  await api('lanpt', `documents/${document}`);
  const file = await fetchFile(server, data, document);
  if (file.byteLength === 0) throw new Error('an empty file');
  await api('lanpt', `spam/${await idOf('spam')}/release`, {});
  const [held] = (await api('lanpt', 'held')).items;
  const asked = held?.asked?.[0]?.split('@')[0] ?? '';
  await api(asked, `held/${held?.id}`);
  await api(asked, `held/${held?.id}/release`, {});
  await api('maivt', 'held?state=released');
}

async function fetchFile(server: RunningServer, data: string, document: string): Promise<ArrayBuffer> {
  const { address, password } = JSON.parse(readFileSync(join(data, 'secrets', 'demo-passwords.json'), 'utf8')).find(
    (p: { address: string }) => p.address.startsWith('lanpt@'),
  );
  const headers = { Authorization: `Basic ${btoa(`${address}:${password}`)}` };
  const response = await fetch(`${server.web ?? ''}/api/v1/documents/${document}/files/1`, { headers });
  const form = new URLSearchParams({ address, password, next: '/van-ban' });
  const entered = await fetch(`${server.web ?? ''}/dang-nhap`, { method: 'POST', redirect: 'manual', body: form });
  const cookie = entered.headers.getSetCookie().map((c) => c.split(';')[0]);
  for (const path of ['/van-ban', '/cho-van-thu', '/cho-dong-y', '/chua-vao-so', '/thu-rac', '/thu-giu-lai', '/kiem-tra'])
    await fetch(`${server.web ?? ''}${path}`, { headers: { Cookie: cookie.join('; ') } });
  return response.arrayBuffer();
}

/** What the clock wakes, once each, at moments when there is something to do. */
async function useJobs({ parts }: RunningServer): Promise<void> {
  for (const at of ['2026-11-23T07:45+07:00', '2026-11-23T07:46+07:00', '2026-11-23T17:30+07:00']) await parts.reminders.scan(new Date(at));
  await parts.hold.sweep();
  await parts.office.sendLists();
  await parts.office.registry.resume();
  await parts.tidy(new Date());
}

/** What a backup is proven with. */
async function verifyRecords(uri: string): Promise<void> {
  const connection = await connectStore(uri);
  const { problems } = await checkRecords(connection, () => true);
  await connection.close();
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

export interface Played {
  /** Every command that reached the store, in order. */
  readonly asked: readonly Asked[];
  /** LMDB's file; to be opened when the store has ended. */
  readonly file: string;
  /** Ends product and store; the file stays. */
  end(): Promise<void>;
  clean(): void;
}

export async function playProduct(): Promise<Played> {
  const folder = mkdtempSync(join(tmpdir(), 'vanthu-whole-'));
  const store = await startEmbeddedStore({ folder: join(folder, 'store') });
  const recorder = await startRecorder(store.uri);
  const data = join(folder, 'data');
  const any = '127.0.0.1:0';
  const listeners = ['SUBMISSION', 'SUBMISSIONS', 'INBOUND', 'RELAY', 'WEB'].map((name) => [`VANTHU_${name}`, any] as const);
  const env = { VANTHU_DATA: data, VANTHU_MONGODB_URI: recorder.uri, VANTHU_THREADS: '1', ...Object.fromEntries(listeners) };
  const loaded = loadSettings(env, folder, demoSettings);
  const agency = await loadAgency(loaded.settings, loaded.base, '2026-11-01', await loadDemoPeople(data));
  const clock = (): Date => new Date();
  const server = await startServer({ loaded, agency: () => agency, clock, log: quiet, signal: new AbortController().signal });
  await playSamples(server, data, agency.calendar, clock(), quiet);
  await usePeople(server, data);
  await useJobs(server);
  await useStores(server.stores);
  await giveBackJob(recorder.uri);
  await verifyRecords(recorder.uri);
  await checkCommand.run([], { stdout: silent, stderr: silent, env, cwd: folder });
  return {
    asked: recorder.asked,
    file: join(folder, 'store', 'store.mdb'),
    async end() {
      await server.stop();
      await recorder.close();
      await store.stop();
    },
    clean: () => rmSync(folder, { recursive: true, force: true }),
  };
}
