import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createDocumentReader } from '../agency/documents/create-document-reader.ts';
import { isDutyAddress } from '../agency/people/directory.ts';
import { createSignIn, type SignIn } from '../agency/people/sign-in.ts';
import type { Reminders } from '../agency/reminders/reminders.ts';
import { createGateway, type Gateway } from '../gateway/accept.ts';
import { createAnswerStep } from '../gateway/hold/answer.ts';
import { createHold, type Hold } from '../gateway/hold/hold.ts';
import { withholdAnswers } from '../gateway/hold/withhold-answers.ts';
import { createIndexStep } from '../gateway/index-step.ts';
import { createImapPasswordCheck } from '../gateway/mailbox/imap-password.ts';
import { createRegisterStep } from '../gateway/mailbox/register-step.ts';
import { createNotices, type Notices } from '../gateway/notices.ts';
import { createReader } from '../gateway/read/create-reader.ts';
import type { Reader } from '../gateway/read/reader.ts';
import { createRoutes } from '../gateway/relay/route.ts';
import { loadTraceKeys } from '../gateway/relay/trace-keys.ts';
import { hostnameOf } from '../gateway/smtp/create-listeners.ts';
import { createSpool } from '../gateway/spool/create-spool.ts';
import type { Step } from '../gateway/spool/entry.ts';
import { createNoticesStep, explainSize } from '../gateway/tell-sender.ts';
import { traceOf } from '../gateway/traces.ts';
import { isInside } from '../mail/boundary.ts';
import type { Log } from '../mail/log.ts';
import { judgeSettingsOf, type Agency } from './agency.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { createOffice, type Office } from './office.ts';
import type { Loaded } from './settings.ts';
import { createStaffReminders } from './staff.ts';
import type { Stores } from './stores.ts';
import { createTraceWriter } from './trace-writer.ts';

export type ComposeOptions = {
  readonly loaded: Loaded;
  readonly agency: () => Agency;
  readonly stores: Stores;
  /** Address of the pages as people open them. */
  readonly webUrl: () => string;
  readonly clock: () => Date;
  readonly log: Log;
};

/** All parts, plugged together and not yet listening. */
export type Parts = {
  readonly gateway: Gateway;
  readonly hold: Hold;
  readonly notices: Notices;
  readonly office: Office;
  readonly reminders: Reminders;
  readonly reader: Reader;
  readonly signIn: SignIn;
  readonly metrics: Metrics;
  /** The size explained to the person whose mail was refused for it. */
  tooLarge(person: string, bytes: number, limit: number): void;
  /** Removes bytes and rows whose time is over. */
  tidy(now: Date): Promise<void>;
  close(graceMs: number): Promise<void>;
};

/** One message from octets to verdict; a slow one is read again with less (hostile-input: MIME). */
const deadlineMs = 10_000;
/** All documents of one mail to the office mailbox. */
const documentsMs = 30_000;

function signInOf({ loaded: { settings }, agency, clock }: ComposeOptions): SignIn {
  const [host = '', port = ''] = settings['people.imap'].split(':');
  const imap = host === '' ? null : createImapPasswordCheck({ host, port: Number(port), tls: settings['people.imap-tls'] });
  return createSignIn({ directory: () => agency().directory, imap, clock });
}

/** The composition root: each part gets what it uses, and nothing else. */
export async function composeParts(options: ComposeOptions): Promise<Parts> {
  const { loaded, agency, stores, clock, log } = options;
  const { settings, data } = loaded;
  const secrets = join(data, 'secrets');
  await mkdir(secrets, { recursive: true, mode: 0o700 });
  const directory = () => agency().directory;
  const boundary = () => agency().boundary;
  const page = (path: string): string => `${options.webUrl()}${path}`;
  const { domain } = agency();
  const traceKeys = await loadTraceKeys(settings['trace-keys'], secrets);
  const spool = await createSpool({ folder: join(data, 'spool'), node: settings.node, settings, clock, log });
  const reader = createReader(judgeSettingsOf(agency()), { threads: settings.threads, deadlineMs });
  const documentReader = createDocumentReader({ deadlineMs: documentsMs });
  const metrics = createMetrics({
    spool: () => gateway.unfinished().length,
    held: () => stores.decisions.countWaiting(),
    documents: () => stores.documents.count('den'),
  });
  const administrator = (): string => directory().withRole('quan-tri')[0]?.address ?? directory().office;
  const notices = createNotices({
    sent: stores.sentNotices,
    deliver: (raw, envelope) => gateway.deliver(raw, envelope),
    agency: { name: agency().name, domain },
    support: settings['agency.support'],
    salutation: settings['agency.salutation'],
    directory,
    clock,
    log,
    onSent: metrics.notices,
  });
  const entries = {
    view: (id: string) => gateway.entries.view(id),
    rule: (id: string, ruling: Parameters<Gateway['entries']['rule']>[1]) => gateway.entries.rule(id, ruling),
  };
  const { decisions, provenance } = stores;
  const hold = createHold({
    entries,
    decisions,
    notices,
    directory,
    boundary,
    calendar: agency().calendar,
    provenance,
    reader,
    page: (id) => page(`/cho-dong-y/${id}`),
    domain,
    clock,
    log,
  });
  const office = createOffice({
    agency,
    settings,
    data,
    stores,
    reader,
    documentReader,
    notices,
    gateway: () => gateway,
    traceKeys,
    page,
    clock,
    log,
  });
  const enforcing = settings['relay-enforces-senders'];
  const looked: Step = {
    name: 'look',
    async run({ session, committedAt }) {
      if (session.person !== null) await stores.checkIns.looked(session.person, new Date(committedAt), 'mail-sent');
    },
  };
  const gateway = createGateway({
    spool,
    reader: withholdAnswers(reader, domain),
    provenance,
    steps: [
      createIndexStep({ provenance, boundary, directory }),
      createAnswerStep({
        hold,
        decisions,
        entries,
        reader,
        directory,
        boundary,
        domain,
        enforcesSenders: (client) => enforcing.includes(client),
        log,
      }),
      hold.step,
      createRegisterStep({
        register: { take: (mail) => office.registry.take(mail) },
        office: () => directory().office,
        boundary,
      }),
      createNoticesStep({ notices, reader, directory, boundary, domain }),
      looked,
    ],
    relay: {
      routes: createRoutes(settings.routes, (address) => isInside(boundary(), address)),
      settings,
      hostname: hostnameOf(settings),
      keys: traceKeys,
      mailboxOf: (address) => (isDutyAddress(address, domain) ? administrator() : address),
    },
    boundary,
    agency: () => agency().name,
    postmaster: () => `postmaster@${domain}`,
    clock,
    log,
    onStuck({ id, summary }, step) {
      const text = `Thư ${id} của ${summary.from} còn giữ nguyên nhưng bước «${step}» không làm được sau nhiều lần; hệ thống vẫn thử lại. Xem nhật ký (vanthu trace ${id}).`;
      notices
        .send({
          kind: 'admin',
          key: `stuck:${id}:${step}`,
          to: administrator(),
          about: id,
          data: { subject: 'Có thư chưa xử lý xong', text },
        })
        .catch((error: unknown) => log.warn({ err: error, id }, 'the administrator was not told'));
    },
    onRefused(refused) {
      metrics.messages(refused.session.via, 'refused');
      stores.traces.save([refusedTrace(refused)]).catch((error: unknown) => log.warn({ err: error }, 'a refusal was not remembered'));
    },
  });
  const traces = createTraceWriter(stores.traces, log);
  const counted = new Set<string>();
  gateway.onChange((entry) => {
    traces.changed(entry);
    if (entry.session.via === 'notice' || counted.has(entry.id) || entry.events.length > 2) return;
    counted.add(entry.id);
    if (counted.size > 10_000) counted.clear();
    const outcomes = Object.values(entry.verdict.outcomes);
    metrics.messages(entry.session.via, outcomes.find((o) => o !== 'pass') ?? 'pass');
  });
  const reminders = createStaffReminders({ agency, settings, stores, notices, page, counted: metrics.reminders, log });

  return {
    gateway,
    hold,
    notices,
    office,
    reminders,
    reader,
    signIn: signInOf(options),
    metrics,
    tooLarge(person, bytes, limit) {
      explainSize(notices, person, { subject: null, bytes, limit, attachments: [] }, clock()).catch((error: unknown) =>
        log.warn({ err: error }, 'the size was not explained'),
      );
    },
    async tidy(now) {
      await spool.sweep();
      await stores.sessions.removeExpired(now);
      await stores.checkIns.removeExpired(now);
    },
    async close(graceMs) {
      await gateway.close(graceMs);
      await traces.close();
      await Promise.all([reader.close(), documentReader.close(), spool.close()]);
    },
  };
}

/** A refusal as a message's life of one event. */
function refusedTrace(refused: Parameters<NonNullable<Parameters<typeof createGateway>[0]['onRefused']>>[0]): ReturnType<typeof traceOf> {
  const { id, at, envelope, session, reply, judged } = refused;
  const said = `${reply.code} ${reply.enhanced} ${reply.text}`;
  const secret = judged.verdict.findings.some((f) => f.rule === 'secrecy.marked' && f.action !== 'note');
  return {
    id,
    messageId: judged.summary.messageId,
    subject: secret ? null : judged.summary.subject,
    from: judged.summary.from,
    via: session.via,
    person: session.person,
    receivedAt: at,
    bytes: refused.bytes,
    findings: judged.verdict.findings.map((f) => (secret ? { ...f, reasons: [] } : f)),
    recipients: envelope.recipients.map((r) => ({ address: r.address, state: 'refused', lastReply: said, at })),
    events: [{ at, event: 'refused', detail: `${said} (sha256 ${refused.sha256})` }],
  };
}
