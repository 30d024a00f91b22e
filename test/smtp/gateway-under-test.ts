import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ownCertificate, type Certificate } from '../../app/certificate.ts';
import { createGateway, type Gateway, type GatewayOptions, type Refused } from '../../gateway/accept.ts';
import type { Judged, Reader } from '../../gateway/read/reader.ts';
import { createRoutes } from '../../gateway/relay/route.ts';
import { relaySettings } from '../../gateway/relay/settings.ts';
import { loadTraceKeys } from '../../gateway/relay/trace-keys.ts';
import { createListeners, type Listeners } from '../../gateway/smtp/create-listeners.ts';
import { headerEnd } from '../../gateway/smtp/submitted-header.ts';
import { smtpSettings } from '../../gateway/smtp/settings.ts';
import { createSpool, type Spool } from '../../gateway/spool/create-spool.ts';
import type { Step } from '../../gateway/spool/entry.ts';
import type { FileOps } from '../../gateway/spool/file-ops.ts';
import { spoolSettings } from '../../gateway/spool/settings.ts';
import { isInside } from '../../mail/boundary.ts';
import type { Log } from '../../mail/log.ts';
import { replyOf } from '../../mail/reply.ts';
import type { Outcome, Verdict } from '../../mail/verdict.ts';
import { boundary, directory } from '../rules/agency.ts';

export const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
export const noFacts = { known: [], rate: { messages: 0, newOutside: 0 } };

/** Judges by a header field `X-Outcome: hold` and the like, so that a test decides what the rules say. */
export const plainReader: Pick<Reader, 'judge'> = {
  async judge({ source, envelope }, lookup) {
    const bytes = 'bytes' in source ? Buffer.from(source.bytes) : (await readFile(source.path)).subarray(0, source.length);
    const end = headerEnd(bytes);
    const header = bytes.subarray(0, end < 0 ? bytes.length : end).toString('utf8');
    const field = (name: string): string | null => new RegExp(`^${name}:[ \\t]*(.*)$`, 'im').exec(header)?.[1]?.trim() ?? null;
    await lookup({ messageId: field('message-id'), references: [], insideIds: [], attachments: [], shingles: [] });
    if (field('x-crash') !== null) throw new Error('the reader ended');
    const outcome = (field('x-outcome') ?? 'pass') as Outcome;
    const rule = field('x-rule') ?? 'header.ambiguous';
    const outcomes = Object.fromEntries(envelope.recipients.map((r) => [r.address, outcome]));
    const verdict: Verdict = {
      outcomes,
      findings: outcome === 'pass' ? [] : [{ rule, clause: 'ĐB Điều 5', action: outcome, reasons: [], recipients: Object.keys(outcomes) }],
      reply: outcome === 'reject' ? replyOf('header.ambiguous') : outcome === 'defer' ? replyOf('rate.too-fast') : replyOf('accepted'),
      repaired: field('x-repair') !== null,
    };
    const subject = field('subject') ?? '';
    return {
      verdict,
      summary: {
        messageId: field('message-id'),
        subject,
        from: envelope.from,
        fromName: '',
        date: field('date'),
        bytes: bytes.length,
        automatic: false,
      },
      record: {
        messageId: field('message-id'),
        references: [],
        insideIds: [],
        attachments: [],
        shingles: [],
        subject,
        date: field('date'),
        from: envelope.from,
        fromName: '',
        participants: [],
        shingleCount: 0,
        consentGiven: false,
        excerpt: '',
      },
      repaired: verdict.repaired ? Buffer.from('Subject: repaired\r\n\r\nrepaired\r\n') : null,
    } satisfies Judged;
  },
};

export type World = {
  readonly folder: string;
  readonly drop: string;
  readonly gateway: Gateway;
  readonly listeners: Listeners;
  readonly spool: Spool;
  readonly certificate: Certificate;
  readonly refused: Refused[];
  port(kind: 'submission' | 'submissions' | 'inbound' | 'relay'): number;
  /** Messages in a recipient's drop. */
  box(address: string): Promise<readonly string[]>;
  /** Resolves when the test holds; rejects after 10 s. */
  until(holds: () => boolean | Promise<boolean>): Promise<void>;
  /** Ends listeners and gateway; the folder stays. */
  stop(): Promise<void>;
  close(): Promise<void>;
};

export type WorldOptions = {
  readonly folder?: string;
  readonly smtp?: Record<string, unknown>;
  readonly relay?: Record<string, unknown>;
  readonly spool?: Record<string, unknown>;
  readonly reader?: Pick<Reader, 'judge'>;
  readonly provenance?: GatewayOptions['provenance'];
  readonly steps?: readonly Step[];
  readonly ops?: FileOps;
  readonly log?: Log;
  readonly clock?: () => Date;
};

/** Listeners on free ports, a spool in a temporary folder, and a Maildir drop as the next hop unless routes say otherwise. */
export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'vanthu-smtp-')));
  const drop = join(folder, 'drop');
  const log = options.log ?? silent;
  const clock = options.clock ?? ((): Date => new Date());
  const anyPort = {
    submission: '127.0.0.1:0',
    submissions: '127.0.0.1:0',
    inbound: '127.0.0.1:0',
    relay: '127.0.0.1:0',
    'smtp.hostname': 'gw.vidu.gov.vn',
  };
  const settings = smtpSettings.parse({ ...anyPort, ...options.smtp });
  const relay = relaySettings.parse({ routes: { '*': `maildir:${drop}` }, ...options.relay });
  const certificate = await ownCertificate(join(folder, 'secrets'), ['localhost', '127.0.0.1'], new Date());
  const spool = await createSpool({
    folder: join(folder, 'spool'),
    node: 'n1',
    settings: spoolSettings.parse({ 'spool.reserve': 0, ...options.spool }),
    clock,
    log,
    ...(options.ops === undefined ? {} : { ops: options.ops }),
  });
  const people = directory();
  const refused: Refused[] = [];
  const gateway = createGateway({
    spool,
    reader: options.reader ?? plainReader,
    provenance: options.provenance ?? { lookup: async () => noFacts },
    steps: options.steps ?? [],
    relay: {
      routes: createRoutes(relay.routes, (address) => isInside(boundary, address)),
      settings: relay,
      hostname: 'gw.vidu.gov.vn',
      keys: await loadTraceKeys('', join(folder, 'secrets')),
    },
    boundary: () => boundary,
    agency: () => 'SỞ NỘI VỤ TỈNH VÍ DỤ',
    postmaster: () => 'hoanv@vidu.gov.vn',
    clock,
    log,
    onRefused: (view) => refused.push(view),
  });
  const listeners = await createListeners({
    settings,
    tls: certificate,
    intake: gateway.intake,
    signIn: async (address, password) => (password === 'later' ? 'later' : password === 'đúng' ? people.person(address) : null),
    directory: () => people,
    boundary: () => boundary,
    upstream: () => ({ authservId: 'mx.vidu.gov.vn', clients: ['127.0.0.1'] }),
    clock,
    log,
  });
  gateway.start();
  let running = true;
  const stop = async (): Promise<void> => {
    if (!running) return;
    running = false;
    await listeners.close(200);
    await gateway.close(1_000);
  };
  return {
    folder,
    drop,
    gateway,
    listeners,
    spool,
    certificate,
    refused,
    port: (kind) => Number(listeners.addresses[kind]?.split(':').at(-1)),
    async box(address) {
      const path = join(drop, address, 'new');
      try {
        return await Promise.all((await readdir(path)).sort().map((name) => readFile(join(path, name), 'latin1')));
      } catch {
        return [];
      }
    },
    until,
    stop,
    async close() {
      await stop();
      if (options.folder === undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}

export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 10_000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error('it did not come to hold within 10 s');
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
}
