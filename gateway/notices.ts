import { createHash, randomBytes } from 'node:crypto';
import MailComposer from 'nodemailer/lib/mail-composer/index.js';
import { answerLocalPart, noticeLocalPart } from '../agency/people/directory.ts';
import type { Envelope } from '../mail/envelope.ts';
import type { Log } from '../mail/log.ts';
import type { Directory } from '../mail/people.ts';
import { renderNotice, type Language, type NoticeData, type NoticeKind } from '../templates/notices/index.ts';
import type { Addressee, Salutation } from '../templates/notices/template.ts';

/** Port: which notices have been handed over; one per key. */
export type SentNotices = {
  has(key: string): Promise<boolean>;
  /** False when the key was there already. */
  add(sent: {
    readonly key: string;
    readonly kind: NoticeKind;
    readonly to: string;
    readonly about: string | null;
    readonly messageId: string;
    readonly at: Date;
  }): Promise<boolean>;
};

export type Attached = { readonly name: string; readonly mediaType: string; readonly content: Buffer };

export type Notice<K extends NoticeKind> = {
  readonly kind: K;
  /** Unique by kind, what it is about, person and state. */
  readonly key: string;
  readonly to: string;
  /** Id of the message it is about. */
  readonly about: string | null;
  readonly data: NoticeData[K];
  /** Where an answer is read. */
  readonly replyToken?: string;
  /** Message-ID with angle brackets. */
  readonly inReplyTo?: string;
  readonly attach?: readonly Attached[];
};

export type Notices = {
  /** Resolves once the notice is durable; false when its key was sent before. Rejects when it could not be kept: try again later. */
  send<K extends NoticeKind>(notice: Notice<K>): Promise<boolean>;
};

type Options = {
  readonly sent: SentNotices;
  /** Takes the finished message over, durably, past the rules; resolves to its entry id. */
  readonly deliver: (raw: Buffer, envelope: Envelope) => Promise<string>;
  readonly agency: { readonly name: string; readonly domain: string };
  readonly support: string;
  readonly salutation?: Salutation;
  readonly language?: Language;
  readonly directory: () => Directory;
  readonly clock: () => Date;
  readonly log: Log;
  /** For the metric of the mail budget. */
  readonly onSent?: (kind: NoticeKind, role: string) => void;
};

/** Answers to somebody's mail rather than to an event of ours (RFC 3834 section 5). */
const replies: ReadonlySet<NoticeKind> = new Set<NoticeKind>(['receipt', 'asked-again', 'too-large']);

/** A token for an answer address: 160 bits in letters and digits that survive servers which fold case. */
export const newToken = (random: (bytes: number) => Buffer = randomBytes): string => random(20).toString('hex');
export const hashToken = (token: string): string => createHash('sha256').update(token.toLowerCase()).digest('hex');

/** The token of `tra-loi+<token>@<domain>`; empty for the bare address; null for any other address. */
export function answerToken(address: string, domain: string): string | null {
  const lower = address.toLowerCase();
  if (!lower.endsWith(`@${domain.toLowerCase()}`)) return null;
  const local = lower.slice(0, lower.lastIndexOf('@'));
  if (local === answerLocalPart) return '';
  return local.startsWith(`${answerLocalPart}+`) ? local.slice(answerLocalPart.length + 1) : null;
}

/** Whether mail calls itself a notice of ours. Somebody else's words under this name are told to nobody either. */
export const isNotice = (from: string, domain: string): boolean => from.toLowerCase() === `${noticeLocalPart}@${domain.toLowerCase()}`;

const roleOf = (directory: Directory, address: string): string => {
  const person = directory.person(address);
  if (person !== null) return person.roles[0] ?? 'khac';
  const mailbox = directory.mailbox(address);
  return mailbox?.kind === 'office' ? 'hop-thu-co-quan' : mailbox?.kind === 'unit' ? 'hop-thu-don-vi' : 'ngoai';
};

const addresseeOf = (directory: Directory, address: string): Addressee => {
  const person = directory.person(address);
  if (person !== null) return { name: person.name, title: person.title };
  const mailbox = directory.mailbox(address);
  if (mailbox?.kind === 'office') return { name: `Văn thư ${directory.agency}`, title: '', plain: true };
  const head = mailbox === null ? null : directory.person(directory.unit(mailbox.unit)?.head ?? '');
  return head === null ? { name: address, title: '', plain: true } : { name: head.name, title: head.title };
};

/**
 * Writes and hands over what the gateway says to people, once per key. The key is recorded after the hand-over is durable:
 * a crash in between sends the same notice again, with the same Message-ID, which mail clients show once.
 */
export function createNotices(options: Options): Notices {
  const { agency, sent, log } = options;
  const under = new Map<string, Promise<boolean>>();
  const idOf = (key: string): string =>
    `<${createHash('sha256').update(`${agency.domain}\n${key}`).digest('hex').slice(0, 40)}@${agency.domain}>`;

  const write = async <K extends NoticeKind>(notice: Notice<K>, messageId: string): Promise<Buffer> => {
    const directory = options.directory();
    const say = {
      agencyName: agency.name,
      support: options.support,
      salutation: options.salutation ?? 'đồng chí',
      addressee: addresseeOf(directory, notice.to),
    };
    const { subject, text } = renderNotice(notice.kind, notice.data, say, options.language ?? 'vi');
    const composer = new MailComposer({
      from: { name: `Hệ thống thư công vụ – ${agency.name}`, address: `${noticeLocalPart}@${agency.domain}` },
      to: { name: directory.person(notice.to)?.name ?? '', address: notice.to },
      ...(notice.replyToken === undefined
        ? {}
        : { replyTo: { name: '', address: `${answerLocalPart}+${notice.replyToken}@${agency.domain}` } }),
      ...(notice.inReplyTo === undefined ? {} : { inReplyTo: notice.inReplyTo, references: notice.inReplyTo }),
      subject,
      date: options.clock(),
      messageId,
      text,
      textEncoding: 'quoted-printable',
      newline: '\r\n',
      disableUrlAccess: true,
      disableFileAccess: true,
      headers: {
        'Auto-Submitted': replies.has(notice.kind) ? 'auto-replied' : 'auto-generated',
        'X-Auto-Response-Suppress': 'All',
        'X-Vanthu-Notice': notice.kind,
        ...(notice.about === null ? {} : { 'X-Vanthu-Message': notice.about }),
      },
      attachments: (notice.attach ?? []).map((a) => ({ filename: a.name, contentType: a.mediaType, content: a.content })),
    });
    return composer.compile().build();
  };

  const once = async <K extends NoticeKind>(notice: Notice<K>): Promise<boolean> => {
    if (await sent.has(notice.key)) return false;
    const messageId = idOf(notice.key);
    const raw = await write(notice, messageId);
    // RFC 3834 section 3.3: what a program writes has the null reverse-path, so nothing comes back to answer.
    await options.deliver(raw, { from: '', recipients: [{ address: notice.to }], smtpUtf8: false, body8bit: false });
    const first = await sent.add({
      key: notice.key,
      kind: notice.kind,
      to: notice.to,
      about: notice.about,
      messageId,
      at: options.clock(),
    });
    log.info({ notice: notice.kind, about: notice.about }, 'notice handed over');
    if (first) options.onSent?.(notice.kind, roleOf(options.directory(), notice.to));
    return first;
  };

  return {
    send(notice) {
      const running = under.get(notice.key);
      if (running !== undefined) return running.then(() => false);
      const work = once(notice).finally(() => under.delete(notice.key));
      under.set(notice.key, work);
      return work;
    },
  };
}
