import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createTransport } from 'nodemailer';
import { completePeople } from '../../agency/people/load-people.ts';
import type { DirectoryData } from '../../agency/people/directory.ts';
import type { Calendar } from '../../agency/calendar/calendar.ts';
import type { Log } from '../../mail/log.ts';
import { addDays, localTime } from '../../mail/local-time.ts';
import type { RunningServer } from '../server.ts';
import { demoAgency, demoDomain, demoPeople, newPasswords, type DemoPassword } from './people.ts';
import { demoSamples, tryMails, type Sample } from './samples.ts';
import { dropOf } from './settings.ts';

/** A file that appears whole or not at all, readable by us only. */
function writePrivate(path: string, content: unknown): void {
  writeFileSync(`${path}.new`, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

const readPrivate = (path: string): unknown => (existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null);

/** Passwords are made at the first start and kept under data/secrets. */
function passwordsOf(data: string): readonly DemoPassword[] {
  const secrets = join(data, 'secrets');
  const path = join(secrets, 'demo-passwords.json');
  // Sound: we wrote the file ourselves, whole.
  const kept = readPrivate(path) as readonly DemoPassword[] | null;
  if (kept !== null) return kept;
  mkdirSync(secrets, { recursive: true, mode: 0o700 });
  const made = newPasswords();
  writePrivate(path, made);
  return made;
}

export async function loadDemoPeople(data: string): Promise<DirectoryData> {
  return completePeople(await demoPeople(passwordsOf(data)), demoAgency, 'trình diễn');
}

/** The same for a command that only reads: nobody's password is needed. */
export const demoPeopleOnly = async (): Promise<DirectoryData> => completePeople(await demoPeople([]), demoAgency, 'trình diễn');

/** Start of the last working morning that is half an hour old: the samples are dated on it. */
export function sampleMorning(calendar: Calendar, now: Date): Date {
  let date = localTime(now).date;
  for (;;) {
    const start = calendar.sessions(date)[0]?.start;
    if (start !== undefined && start.getTime() + 30 * 60_000 <= now.getTime()) return start;
    date = addDays(date, -1);
  }
}

async function send(sample: Sample, server: RunningServer, passwords: readonly DemoPassword[]): Promise<void> {
  const person = sample.submittedBy === null ? null : `${sample.submittedBy}@${demoDomain}`;
  const address = person === null ? server.addresses.inbound : server.addresses.submission;
  const at = address?.lastIndexOf(':') ?? -1;
  if (address === null || at < 0) throw new Error('the demonstration needs its SMTP listeners');
  const transport = createTransport({
    host: address.slice(0, at),
    port: Number(address.slice(at + 1)),
    name: 'trinhdien.example',
    requireTLS: person !== null,
    ignoreTLS: person === null,
    tls: { ca: readFileSync(server.ca), servername: 'localhost' },
    ...(person === null ? {} : { auth: { user: person, pass: passwords.find((p) => p.address === person)?.password ?? '' } }),
  });
  try {
    await transport.sendMail({ envelope: { from: sample.from, to: [...sample.to] }, raw: sample.raw });
  } finally {
    transport.close();
  }
}

/** So long the start waits for the samples to come to rest. */
const restMs = 120_000;

async function atRest({ parts, stores }: RunningServer): Promise<boolean> {
  const [moving, filed, waiting] = await Promise.all([
    stores.intake.list({ states: ['received', 'registering'], limit: 1 }),
    stores.intake.list({ states: ['registered', 'waiting', 'spam', 'failed', 'dismissed'], limit: 1 }),
    stores.decisions.list({ state: 'waiting', limit: 10 }),
  ]);
  const leaving = parts.gateway.unfinished().some((entry) => entry.recipients.some((r) => r.state === 'waiting'));
  return moving.total === 0 && filed.total >= 7 && waiting.items.length > 0 && waiting.items.every((d) => !d.unsettled) && !leaving;
}

/** Messages for the printed tries. */
export const triesOf = (data: string) => ({
  folder: join(data, 'thu'),
  density: join(data, 'thu', 'mat-do.eml'),
  forward: join(data, 'thu', 'chuyen-tiep.eml'),
});

type Progress = { readonly morning: string; readonly sent: number; readonly done: boolean };

/** Sends what of the eight mails was not sent yet, in order, through the real listeners; waits until they rest. */
export async function playSamples(server: RunningServer, data: string, calendar: Calendar, now: Date, log: Log): Promise<void> {
  const path = join(data, 'demo-samples.json');
  // Sound: we wrote the file ourselves, whole.
  let progress = (readPrivate(path) as Progress | null) ?? { morning: sampleMorning(calendar, now).toISOString(), sent: 0, done: false };
  if (progress.done) return;
  writePrivate(path, progress);
  const tries = triesOf(data);
  const mails = await tryMails(new Date(progress.morning));
  mkdirSync(tries.folder, { recursive: true, mode: 0o700 });
  writeFileSync(tries.density, mails.density);
  writeFileSync(tries.forward, mails.forward);
  const passwords = passwordsOf(data);
  const samples = await demoSamples(new Date(progress.morning));
  for (const sample of samples.slice(progress.sent)) {
    await send(sample, server, passwords);
    progress = { ...progress, sent: progress.sent + 1 };
    writePrivate(path, progress);
  }
  const end = Date.now() + restMs;
  while (!(await atRest(server))) {
    if (Date.now() > end) {
      log.warn({}, 'the samples of the demonstration are still being worked on');
      break;
    }
    await pause(100);
  }
  writePrivate(path, { ...progress, done: true });
}

/** What outsiders need to use the demonstration (contract: Running). */
export function writeDemoFacts(
  server: RunningServer,
  data: string,
  people: DirectoryData,
): readonly { readonly address: string; readonly name: string; readonly title: string; readonly password: string }[] {
  const passwords = passwordsOf(data);
  const listed = people.people.map((p) => ({
    address: p.address,
    name: p.name,
    password: passwords.find((w) => w.address === p.address)?.password ?? '',
    roles: p.roles,
    unit: p.unit,
    title: p.title,
  }));
  writePrivate(join(data, 'demo.json'), {
    domain: demoDomain,
    office: `vanthu@${demoDomain}`,
    ...server.addresses,
    web: server.web,
    ca: server.ca,
    drop: dropOf(data),
    people: listed,
  });
  return listed;
}
