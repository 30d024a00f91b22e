import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IndexRecord } from '../../mail/facts.ts';
import type { EntryView } from '../spool/entry.ts';
import { mailDate } from '../smtp/mail-date.ts';
import type { TraceKeys } from './trace-keys.ts';

/** What X-Vanthu-Id binds the id to. A copy that comes back is the same message only if all of it agrees. */
export type Marked = {
  readonly messageId: string | null;
  /** As the record of what passed has it. */
  readonly date: string | null;
  /** {@link contentMark} of the message. */
  readonly content: string;
};

/** The marks of a record; where it carries no content mark, what it knows of the content stands for it. */
export function markedOf(record: IndexRecord): Marked {
  const content =
    record.contentMark ??
    createHash('sha256')
      .update(JSON.stringify([record.attachments.map((a) => a.sha256).sort(), record.shingles]))
      .digest('hex');
  return { messageId: record.messageId, date: record.date, content };
}

const hmac = (secret: Buffer, id: string, marked: Marked): Buffer =>
  createHmac('sha256', secret)
    .update(JSON.stringify([id, marked.messageId, marked.date, marked.content]))
    .digest();

export const traceId = (keys: TraceKeys, id: string, marked: Marked): string =>
  `${id}; ${keys[0].id}; ${hmac(keys[0].secret, id, marked).toString('base64url')}`;

/**
 * What an X-Vanthu-Id field is worth: `same` = this very message passed us; `known` = the id and key are ours in form,
 * but the content or HMAC differs; null = means nothing. Only `same` decides anything.
 */
export function checkTrace(keys: TraceKeys, value: string, marked: Marked): { readonly id: string; readonly same: boolean } | null {
  const [, id, keyId, mac] =
    /^\s*([a-z0-9-]{20,64})\s*;\s*([A-Za-z0-9]{1,16})\s*;\s*([A-Za-z0-9_-]{43})\s*$/.exec(value.replaceAll(/\r?\n/g, '')) ?? [];
  const key = keys.find((k) => k.id === keyId);
  if (id === undefined || mac === undefined || key === undefined) return null;
  const given = Buffer.from(mac, 'base64url');
  const right = hmac(key.secret, id, marked);
  return { id, same: given.length === right.length && timingSafeEqual(given, right) };
}

const safe = (text: string): string =>
  text
    .replaceAll(/[^\x21-\x7e]/g, '?')
    .replaceAll(/[()\\;]/g, '?')
    .slice(0, 250);

/** RFC 5321 4.4: what is put on top when a copy leaves. Everything below stays as it came. */
export function traceHeader(entry: EntryView, hostname: string, keys: TraceKeys, recipient: string | null): Buffer {
  const { session, envelope, id } = entry;
  const protocol = `${envelope.smtpUtf8 ? 'UTF8' : 'E'}SMTP${session.tls ? 'S' : ''}${session.via === 'submission' ? 'A' : ''}`;
  const literal = session.client.includes(':') ? `IPv6:${session.client}` : session.client;
  const received =
    session.via === 'notice' || session.via === 'mailbox'
      ? `Received: by ${hostname} (Van Thu) id ${id}`
      : `Received: from ${safe(session.helo)} ([${safe(literal)}])\r\n\tby ${hostname} (Van Thu) with ${protocol} id ${id}`;
  const whom = recipient === null ? '' : `\r\n\tfor <${safe(recipient)}>`;
  const lines = [
    `${received}${whom};\r\n\t${mailDate(new Date(session.receivedAt))}`,
    `X-Vanthu-Id: ${traceId(keys, id, markedOf(entry.record)).replaceAll('; ', ';\r\n\t')}`,
  ];
  return Buffer.from(`${lines.join('\r\n')}\r\n`, 'latin1');
}
