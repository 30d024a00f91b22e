import type { Boundary } from '../../mail/boundary.ts';
import type { Envelope, Session, Via } from '../../mail/envelope.ts';
import type { Facts, KnownMessage } from '../../mail/facts.ts';
import type { InnerMessage, LegacyText, Mailbox, Message, Part } from '../../mail/message.ts';
import type { Person } from '../../mail/people.ts';
import type { Action, Outcome } from '../../mail/verdict.ts';
import { defaultPolicy, type Policy } from '../../rules/policy.ts';
import type { JudgeInput } from '../../rules/rule.ts';
import { boundary, directory } from './agency.ts';

/** A message as short as a case needs it. Addresses without a domain are ours. */
export type Brief = {
  readonly from?: string | readonly string[];
  readonly to?: readonly string[];
  readonly subject?: string;
  readonly text?: string;
  readonly bytes?: number;
  /** Further header fields, `name: value`. */
  readonly fields?: readonly string[];
  readonly parts?: readonly Partial<Part>[];
  readonly inner?: readonly Partial<InnerMessage>[];
  readonly legacy?: readonly Partial<LegacyText>[];
  readonly signed?: boolean;
  readonly wire?: Partial<Message['wire']>;
  readonly problem?: Message['problem'];
};

export type RuleCase = {
  readonly name: string;
  readonly via?: Via;
  /** Authenticated person; on submission the envelope's and header's sender unless said otherwise. */
  readonly as?: string;
  readonly envelopeFrom?: string;
  readonly rcpt?: readonly string[];
  readonly client?: string;
  readonly aligned?: boolean;
  readonly message?: Brief;
  readonly known?: readonly Partial<KnownMessage>[];
  readonly rate?: Partial<Facts['rate']>;
  readonly policy?: Partial<Policy>;
  readonly boundary?: Partial<Boundary>;
  readonly people?: Readonly<Record<string, Partial<Person>>>;
  readonly repairedBytes?: number;
  readonly expect: {
    /** All findings, in order: rule, action, codes that must be among the reasons, persons asked first to last for each question. */
    readonly findings: readonly {
      readonly rule: string;
      readonly action: Action;
      readonly codes?: readonly string[];
      readonly says?: string;
      readonly recipients?: readonly string[];
      readonly ask?: readonly (readonly string[])[];
    }[];
    /** Default: every recipient passes. */
    readonly outcomes?: Readonly<Record<string, Outcome>>;
    /** `250` by default; code, enhanced code, then words the text must hold. */
    readonly reply?: string;
    readonly says?: string;
    readonly repaired?: boolean;
  };
};

export const full = (address: string): string => (address === '' || address.includes('@') ? address : `${address}@vidu.gov.vn`);
const mailbox = (text: string): Mailbox => {
  const [name, address] = text.includes('<') ? text.replace('>', '').split(' <') : ['', text];
  return { address: full(address ?? ''), name: name ?? '' };
};

const part = (brief: Partial<Part>, index: number): Part => ({
  path: String(index + 1),
  mediaType: 'application/octet-stream',
  charset: null,
  disposition: 'attachment',
  fileName: null,
  contentId: null,
  bytes: 1_000,
  sha256: 'ab'.repeat(32),
  text: null,
  firstPage: null,
  entries: [],
  holdsMessage: false,
  unreadable: null,
  duplicateFields: [],
  ...brief,
});

const field = (line: string): Message['header'][number] => {
  const colon = line.indexOf(':');
  return { name: line.slice(0, colon).toLowerCase(), text: line.slice(colon + 1).trim() };
};

function message(brief: Brief, from: readonly Mailbox[], to: readonly Mailbox[]): Message {
  const subject = brief.subject ?? 'Trao đổi công việc';
  const fields = (brief.fields ?? []).map((line) => field(line));
  const resent = fields.filter((f) => f.name === 'resent-from').map((f) => mailbox(f.text));
  return {
    bytes: brief.bytes ?? 2_000,
    header: [...fields, { name: 'from', text: from.map((m) => m.address).join(', ') }, { name: 'subject', text: subject }],
    from,
    sender: null,
    replyTo: [],
    to,
    cc: [],
    resentFrom: resent,
    subject,
    date: '2026-11-20T02:12:00Z',
    messageId: '<m@vidu.gov.vn>',
    inReplyTo: [],
    references: [],
    parts: [
      part({ mediaType: 'text/plain', disposition: null, text: brief.text ?? '', sha256: null }, 0),
      ...(brief.parts ?? []).map((p, i) => part(p, i + 1)),
    ],
    inner: (brief.inner ?? []).map((m) => ({ messageId: null, from: [], to: [], subject: '', date: null, text: '', ...m })),
    text: brief.text ?? 'Kính gửi anh chị, phòng gửi thông tin để biết.',
    legacy: (brief.legacy ?? []).map((l) => ({ where: '1', what: 'tcvn3', declared: null, sample: 'Kính gửi', repairable: true, ...l })),
    signed: brief.signed ?? false,
    wire: { bareNewline: false, nul: false, ...brief.wire },
    problem: brief.problem ?? null,
  };
}

export const known = (brief: Partial<KnownMessage>): KnownMessage => ({
  id: 'n1-1',
  messageId: '<goc@vidu.gov.vn>',
  subject: 'Dự thảo phương án',
  date: '2026-11-20T02:12:00Z',
  authorName: 'Hoàng Anh Tuấn',
  origin: 'inside',
  issued: false,
  how: ['text'],
  contained: 0.92,
  attachments: [],
  consentGiven: false,
  excerpt: 'Phòng dự kiến sắp xếp lại',
  ...brief,
  author: full(brief.author ?? 'tuanha'),
  entitled: (brief.entitled ?? ['tuanha', 'maivt']).map((a) => full(a)),
});

/** The judge's input that a case describes. */
export function inputOf(c: RuleCase): JudgeInput {
  const via = c.via ?? 'submission';
  const brief = c.message ?? {};
  const inbound = via === 'inbound' || via === 'mailbox';
  const person = via === 'submission' ? full(c.as ?? 'maivt') : null;
  const author = brief.from ?? person ?? (inbound ? 'doitac@congty.example' : full(c.envelopeFrom ?? 'maivt'));
  const from = (typeof author === 'string' ? [author] : author).map((a) => mailbox(a));
  const rcpt = (c.rcpt ?? [inbound ? 'huydq' : 'x@congty.example']).map((a) => full(a));
  const envelope: Envelope = {
    from: c.envelopeFrom === undefined ? (person ?? from[0]?.address ?? '') : full(c.envelopeFrom),
    recipients: rcpt.map((address) => ({ address })),
    smtpUtf8: false,
    body8bit: true,
  };
  const session: Session = {
    via,
    person,
    client: c.client ?? '127.0.0.1',
    helo: 'may',
    tls: true,
    receivedAt: '2026-11-23T02:00:00Z',
    aligned: c.aligned ?? false,
  };
  return {
    message: message(
      brief,
      from,
      (brief.to ?? rcpt).map((a) => mailbox(a)),
    ),
    envelope,
    session,
    facts: { known: (c.known ?? []).map((k) => known(k)), rate: { messages: 0, newOutside: 0, ...c.rate } },
    policy: { ...defaultPolicy, ...c.policy },
    boundary: { ...boundary, ...c.boundary },
    directory: directory(c.people),
    now: '2026-11-23T02:00:00Z',
    ...(c.repairedBytes === undefined ? {} : { repairedBytes: c.repairedBytes }),
  };
}
