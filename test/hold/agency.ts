import { readFileSync, rmSync } from 'node:fs';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { Connection } from 'mongoose';
import { createCalendar } from '../../agency/calendar/calendar.ts';
import { calendarSettings } from '../../agency/calendar/settings.ts';
import { directoryOf } from '../../agency/people/directory.ts';
import { completePeople } from '../../agency/people/load-people.ts';
import { createAnswerStep } from '../../gateway/hold/answer.ts';
import { createHold } from '../../gateway/hold/hold.ts';
import { createNotices } from '../../gateway/notices.ts';
import { readMessage } from '../../gateway/read/read-message.ts';
import type { Entries, EntryView, RecipientState, Ruling } from '../../gateway/spool/entry.ts';
import type { Boundary } from '../../mail/boundary.ts';
import type { Envelope, Session } from '../../mail/envelope.ts';
import type { Finding, Outcome } from '../../mail/verdict.ts';
import { connectStore } from '../../store/connect.ts';
import { createDecisions } from '../../store/decisions.ts';
import { startEmbeddedStore, type EmbeddedStore } from '../../store/embedded/start.ts';
import { createSentNotices } from '../../store/sent-notices.ts';

export const domain = 'vidu.gov.vn';
const at = (local: string): string => `${local}@${domain}`;

/** The people of a small agency; each change is a copy. */
export const people = {
  people: [
    { address: at('ductm'), name: 'Trần Minh Đức', title: 'Giám đốc', roles: ['lanh-dao'], head: true },
    { address: at('thuyltt'), name: 'Lê Thị Thanh Thủy', title: 'Phó Giám đốc', roles: ['lanh-dao'], deputy: true },
    { address: at('hoanv'), name: 'Nguyễn Văn Hòa', title: 'Chánh Văn phòng', roles: ['chanh-van-phong', 'truong-phong'], unit: 'VP' },
    { address: at('lanpt'), name: 'Phạm Thị Lan', title: 'Văn thư', roles: ['van-thu'], unit: 'VP' },
    { address: at('tuanha'), name: 'Hoàng Anh Tuấn', title: 'Trưởng phòng CCVC', roles: ['truong-phong'], unit: 'CCVC' },
    { address: at('maivt'), name: 'Vũ Thị Mai', title: 'Chuyên viên', roles: ['chuyen-vien'], unit: 'CCVC' },
    { address: at('huydq'), name: 'Đỗ Quang Huy', title: 'Chuyên viên', roles: ['chuyen-vien'], unit: 'CCHC' },
    { address: at('sonbn'), name: 'Bùi Ngọc Sơn', title: 'Quản trị mạng', roles: ['quan-tri', 'chuyen-vien'], unit: 'VP' },
    { address: at('bichnt'), name: 'Ngô Thị Bích', title: '', roles: [], unit: 'CCVC', state: 'left' },
  ],
  units: [
    { code: 'VP', name: 'Văn phòng', head: at('hoanv') },
    { code: 'CCVC', name: 'Phòng Công chức, viên chức', head: at('tuanha') },
    { code: 'CCHC', name: 'Phòng Cải cách hành chính', head: at('hoanv') },
  ],
  mailboxes: [
    { address: at('vanthu'), kind: 'office', users: [at('lanpt')], unit: 'VP' },
    { address: at('ccvc'), kind: 'unit', users: [at('tuanha'), at('maivt')], unit: 'CCVC' },
  ],
};

export const boundary: Boundary = { origin: [domain], inside: [domain], trusted: [] };
export const agency = { name: 'SỞ NỘI VỤ TỈNH VÍ DỤ', domain };
export const directory = directoryOf(completePeople(people, agency, 'test'));
export const quiet = { info() {}, warn() {}, error() {} };

export type Sent = {
  readonly to: string;
  readonly kind: string;
  readonly raw: string;
  readonly text: string;
  readonly subject: string;
  readonly token: string;
};

/** A kept message in memory: what the port promises, and nothing of a spool. */
type Kept = EntryView & { readonly states: Map<string, RecipientState>; readonly rulings: Ruling[] };

export type World = Awaited<ReturnType<typeof startWorld>>;

/** One embedded store for a test file; each `agencyOf` gets its own agency key in it. */
export async function startStore(): Promise<{ connect(): Promise<Connection>; stop(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'vanthu-hold-'));
  const store: EmbeddedStore = await startEmbeddedStore({ folder });
  const connections: Connection[] = [];
  return {
    async connect() {
      const connection = await connectStore(store.uri);
      connections.push(connection);
      return connection;
    },
    async stop() {
      for (const connection of connections) await connection.close();
      await store.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

let made = 0;

/** The parts under test, plugged together over a real store, with a clock that the test moves. */
export async function startWorld(connection: Connection) {
  made += 1;
  const key = `agency-${String(made)}`;
  const decisions = await createDecisions(connection, key);
  const sentNotices = await createSentNotices(connection, key);
  const kept = new Map<string, Kept>();
  const sent: Sent[] = [];
  const entitled: string[][] = [];
  const time = { now: new Date('2026-11-23T08:00:00+07:00') };
  const clock = (): Date => time.now;
  const fail = { deliveries: 0 };

  const entries: Entries = {
    view: (id) => kept.get(id) ?? null,
    rule(id, ruling) {
      const entry = kept.get(id);
      if (entry === undefined) throw new Error(`no entry ${id}`);
      for (const address of ruling.recipients)
        entry.states.set(address, ruling.ruling === 'release' ? 'waiting' : ruling.ruling === 'return' ? 'returned' : 'refused');
      entry.rulings.push(ruling);
      return Promise.resolve();
    },
  };
  const notices = createNotices({
    sent: sentNotices,
    agency,
    support: 'Bùi Ngọc Sơn, 0123 456 789',
    directory: () => directory,
    clock,
    log: quiet,
    async deliver(raw, envelope) {
      if (fail.deliveries > 0) {
        fail.deliveries -= 1;
        throw new Error('the disk is full');
      }
      const { message } = await readMessage(raw);
      const field = (name: string): string => message.header.find((f) => f.name === name)?.text ?? '';
      sent.push({
        to: envelope.recipients[0]?.address ?? '',
        kind: field('x-vanthu-notice'),
        raw: raw.toString('latin1'),
        text: message.text,
        subject: message.subject,
        token: /tra-loi\+([0-9a-f]+)@/.exec(field('reply-to'))?.[1] ?? '',
      });
      return 'n1';
    },
  });
  const reader = {
    async read(source: { readonly bytes: Uint8Array } | { readonly path: string; readonly length: number }) {
      const bytes = 'bytes' in source ? Buffer.from(source.bytes) : readFileSync(source.path).subarray(0, source.length);
      return { message: (await readMessage(bytes)).message, files: [] };
    },
  };
  const options = {
    entries,
    decisions,
    notices,
    directory: () => directory,
    boundary: () => boundary,
    domain,
    calendar: createCalendar(calendarSettings.parse({})),
    provenance: {
      entitle(ids: readonly string[], addresses: readonly string[]) {
        entitled.push([...ids, ...addresses]);
        return Promise.resolve();
      },
    },
    reader,
    page: (id: string) => `http://127.0.0.1:8080/cho-dong-y/${id}`,
    clock,
    log: quiet,
  };
  const hold = createHold(options);
  const answers = createAnswerStep({ ...options, hold, enforcesSenders: (client) => client === '10.0.0.2' });

  /** Keeps a message as the spool would. */
  const keep = (
    id: string,
    mail: {
      readonly raw: string;
      readonly from: string;
      readonly to: readonly string[];
      readonly session?: Partial<Session>;
      readonly held?: readonly string[];
      readonly findings?: readonly Finding[];
    },
  ): Kept => {
    const bytes = Buffer.from(mail.raw.replace(/\r?\n/g, '\r\n'), 'utf8');
    const envelope: Envelope = { from: mail.from, recipients: mail.to.map((address) => ({ address })), smtpUtf8: false, body8bit: true };
    const session: Session = {
      via: 'submission',
      person: mail.from,
      client: '127.0.0.1',
      helo: 'x',
      tls: true,
      receivedAt: time.now.toISOString(),
      aligned: false,
      ...mail.session,
    };
    const states = new Map<string, RecipientState>(mail.to.map((a) => [a, mail.held?.includes(a) === true ? 'held' : 'waiting']));
    const outcomes = Object.fromEntries(mail.to.map((a): [string, Outcome] => [a, mail.held?.includes(a) === true ? 'hold' : 'pass']));
    const subject = /^Subject: (.*)$/m.exec(mail.raw)?.[1]?.trim() ?? '';
    const entry: Kept = {
      id,
      envelope,
      session,
      states,
      rulings: [],
      verdict: { outcomes, findings: mail.findings ?? [], reply: { code: 250, enhanced: '2.6.0', text: '' }, repaired: false },
      summary: {
        messageId: `<${id}@${domain}>`,
        subject,
        from: mail.from,
        fromName: '',
        date: null,
        bytes: bytes.length,
        automatic: false,
      },
      record: {
        messageId: null,
        references: [],
        insideIds: [],
        attachments: [],
        shingles: [],
        subject,
        date: null,
        from: mail.from,
        fromName: '',
        participants: [],
        shingleCount: 0,
        consentGiven: false,
        excerpt: '',
      },
      get recipients() {
        return [...states].map(([address, state]) => ({ address, state, lastReply: null, at: '' }));
      },
      events: [],
      committedAt: time.now.toISOString(),
      repaired: false,
      open: () => Promise.resolve(Readable.from([bytes])),
      read: () => Promise.resolve(bytes),
    };
    kept.set(id, entry);
    return entry;
  };

  /** Somebody writes to the address of a token. */
  const reply = async (
    token: string,
    from: string,
    text: string,
    more: { readonly session?: Partial<Session>; readonly headers?: string; readonly envelopeFrom?: string } = {},
  ): Promise<Kept> => {
    made += 1;
    const to = `tra-loi+${token}@${domain}`;
    const raw = `From: ${from}\nTo: ${to}\nSubject: Re: x\n${more.headers ?? ''}MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n${text}\n`;
    const entry = keep(`reply-${String(made)}`, {
      raw,
      from: more.envelopeFrom ?? from,
      to: [to],
      session: { person: from, ...more.session },
    });
    await answers.run(entry);
    return entry;
  };

  return { decisions, sentNotices, entries, notices, hold, answers, options, sent, entitled, time, fail, keep, reply, kept };
}

export const outside = 'ketoan@congty.example';

export const consent = (author: string, recipients: readonly string[] = [outside], more: Partial<Finding> = {}): Finding => ({
  rule: 'forward.unconsented',
  clause: 'Điều 8 Quy chế',
  action: 'hold',
  reasons: [{ code: 'forward.text', text: 'Khoảng 92% nội dung thư "Dự thảo" của đồng chí Hoàng Anh Tuấn có trong thư này' }],
  recipients,
  questions: [
    { kind: 'consent', ask: [at(author)], about: `m-${author}`, subject: `Dự thảo của ${author}`, excerpt: 'Phòng dự kiến sắp xếp lại' },
  ],
  ...more,
});

export const forwarded = (to: readonly string[] = [outside]): string =>
  `From: Vũ Thị Mai <${at('maivt')}>\nTo: ${to.join(', ')}\nSubject: Fwd: Dự thảo phương án\nMessage-ID: <f@${domain}>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\nChuyển anh xem.\n`;
