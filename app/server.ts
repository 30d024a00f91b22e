import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { countsOf, pagesOf } from '../api/pages/index.ts';
import { routesOf } from '../api/routes/index.ts';
import { startWeb, type Web } from '../api/server.ts';
import { createListeners, type Listeners } from '../gateway/smtp/create-listeners.ts';
import type { Log } from '../mail/log.ts';
import { StoreInUse } from '../store/embedded/start.ts';
import type { Agency } from './agency.ts';
import { ownCertificate } from './certificate.ts';
import { composeParts, type Parts } from './compose.ts';
import { lockData } from './data-lock.ts';
import { startJobs, type Job } from './jobs.ts';
import { withNextHopSizes } from './next-hop-size.ts';
import { kindMarker, type Loaded } from './settings.ts';
import { createStores, openStore, type OpenedStore, type Stores } from './stores.ts';

export type ServerOptions = {
  readonly loaded: Loaded;
  readonly agency: () => Agency;
  readonly clock: () => Date;
  readonly log: Log;
  /** Ends the wait for a database that is away at the start. */
  readonly signal: AbortSignal;
};

export type RunningServer = {
  readonly parts: Parts;
  readonly stores: Stores;
  /** host:port as listened on; null where this process does not listen. */
  readonly addresses: Listeners['addresses'];
  readonly web: string | null;
  /** Path of the certificate to trust. */
  readonly ca: string;
  /** GET /readyz from now on. */
  ready(): void;
  stop(): Promise<void>;
};

/** SIGTERM to exit: at most 10 s in all (contract: Running). */
const graceMs = 6_000;
const databaseRetryMs = 2_000;
const storeRetryMs = 200;

function placeOf(text: string): { readonly host: string; readonly port: number } {
  const at = text.lastIndexOf(':');
  return { host: text.slice(0, at).replace(/^\[|\]$/g, ''), port: Number(text.slice(at + 1)) };
}

/** A database that is away at the start, or a store that a killed server or a command leaves soon, is waited for: nothing is taken meanwhile. */
async function patientStore({ loaded, log, signal }: ServerOptions): Promise<OpenedStore> {
  for (;;) {
    try {
      return await openStore(loaded.settings['mongodb-uri'], loaded.data, log, { beside: false });
    } catch (error) {
      const another = error instanceof StoreInUse;
      if ((loaded.settings['mongodb-uri'] === '' && !another) || signal.aborted) throw error;
      log.warn(
        { err: error },
        another ? 'the store still serves another process; waiting for its end' : 'the database is away; trying again',
      );
      await pause(another ? storeRetryMs : databaseRetryMs, undefined, { signal });
    }
  }
}

const certificateOf = async ({
  loaded: { settings, data, base },
  agency,
  clock,
}: ServerOptions): Promise<{ key: string; cert: string; ca: string }> => {
  if (settings['tls.key'] === '' || settings['tls.cert'] === '')
    return ownCertificate(join(data, 'secrets'), ['localhost', agency().domain, `mail.${agency().domain}`], clock());
  const cert = resolve(base, settings['tls.cert']);
  return { key: readFileSync(resolve(base, settings['tls.key']), 'utf8'), cert: readFileSync(cert, 'utf8'), ca: cert };
};

const jobsOf = ({ hold, office, reminders, ...parts }: Parts, remind: boolean): readonly Job[] => [
  ...(remind ? [{ name: 'reminders', every: '1 minute', run: (now: Date) => reminders.scan(now) }] : []),
  { name: 'consent-clock', every: '1 minute', run: () => hold.sweep() },
  { name: 'registered-lists', every: '5 minutes', run: () => office.sendLists() },
  { name: 'register-resume', every: '5 minutes', run: async () => void (await office.registry.resume()) },
  { name: 'tidy', every: '6 hours', run: (now) => parts.tidy(now) },
];

/** Starts what `roles` name, in an order in which nothing is asked of a part that isn't there yet. Rejects when a port is taken. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { loaded, agency, clock, log } = options;
  const { settings, data } = loaded;
  const unlock = await lockData(data);
  const closing: (() => Promise<void> | void)[] = [unlock];
  const stop = async (): Promise<void> => {
    for (const close of closing.toReversed()) {
      try {
        await close();
      } catch (error) {
        log.error({ err: error }, 'a part did not end as it should');
      }
    }
  };
  try {
    mkdirSync(data, { recursive: true, mode: 0o700 });
    writeFileSync(kindMarker(data), `${loaded.kind}\n`);
    const opened = await patientStore(options);
    closing.push(() => opened.close());
    const stores = await createStores(opened, agency().domain, { data, keepMonths: settings['reminders.keep-months'] });
    let webUrl = settings['web-url'] || `http://${settings.web}`;
    const parts = await composeParts({ loaded, agency, stores, webUrl: () => webUrl, clock, log });
    closing.push(() => parts.close(graceMs));
    const has = (role: Loaded['settings']['roles'][number]): boolean => settings.roles.includes(role);
    let ready = false;
    const certificate = await certificateOf(options);

    parts.gateway.start();
    // what can't be finished now is tried again by its job
    await parts.office.registry.resume().catch((error: unknown) => log.warn({ err: error }, 'the register is finished later'));
    if (has('mailbox')) {
      for (const source of parts.office.sources) source.start();
      closing.push(async () => void (await Promise.all(parts.office.sources.map((source) => source.stop()))));
    }
    let web: Web | null = null;
    if (has('api')) {
      web = await startWebFor(options, parts, stores, () => ready);
      const own = web;
      closing.push(() => own.stop());
      webUrl = settings['web-url'] || `http://${placeOf(settings.web).host}:${web.port}`;
    }
    let listeners: Listeners | null = null;
    if (has('smtp')) {
      listeners = await createListeners({
        settings: await withNextHopSizes(settings, log),
        tls: certificate,
        intake: parts.gateway.intake,
        signIn: parts.signIn,
        directory: () => agency().directory,
        boundary: () => agency().boundary,
        upstream: () => agency().policy.upstream,
        onTooLarge: (person, octets, limit) => parts.tooLarge(person, octets, limit),
        clock,
        log,
      });
      const own = listeners;
      closing.push(() => own.close(graceMs));
    }
    if (has('jobs')) {
      const jobs = await startJobs({ connection: opened.connection, jobs: jobsOf(parts, settings['reminders.enabled']), clock, log });
      closing.push(() => jobs.stop());
    }
    return {
      parts,
      stores,
      addresses: listeners?.addresses ?? { submission: null, submissions: null, inbound: null, relay: null },
      web: web === null ? null : webUrl,
      ca: certificate.ca,
      ready: () => {
        ready = true;
      },
      stop: async () => {
        ready = false;
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function startWebFor(
  { loaded: { settings }, agency, clock, log }: ServerOptions,
  parts: Parts,
  stores: Stores,
  ready: () => boolean,
): Promise<Web> {
  const services = {
    ...stores,
    registry: parts.office.registry,
    hold: parts.hold,
    entries: parts.gateway.entries,
    calendar: agency().calendar,
    reader: parts.reader,
    directory: () => agency().directory,
  };
  return startWeb({
    ...placeOf(settings.web),
    agencyName: agency().name,
    agencyParent: agency().parent,
    secure: settings['web-url'].startsWith('https://'),
    proxies: settings['web-proxies'],
    directory: services.directory,
    signIn: parts.signIn,
    sessions: stores.sessions,
    routes: routesOf(services),
    pages: pagesOf(services),
    counts: countsOf(services),
    ready,
    metrics: () => parts.metrics.text(),
    looked: (person) => {
      stores.checkIns
        .looked(person.address, clock(), 'page-opened')
        .catch((error: unknown) => log.warn({ err: error }, 'a look was not recorded'));
    },
    clock,
    log,
  });
}
