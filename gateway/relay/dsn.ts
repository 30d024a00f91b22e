import { randomBytes } from 'node:crypto';
import type { EntryView } from '../spool/entry.ts';
import { mailDate } from '../smtp/mail-date.ts';

export type DsnInput = {
  readonly entry: EntryView;
  readonly kind: 'failed' | 'delayed' | 'delivered';
  readonly recipients: readonly string[];
  readonly to: string;
  /** The agency's full name. */
  readonly agency: string;
  readonly from: string;
  readonly hostname: string;
  readonly now: Date;
  /** Header of the message, or all of it where RET=FULL asked. */
  readonly original: Buffer;
};

const words = {
  failed: {
    subject: 'Thư không chuyển được',
    vi: 'Thư dưới đây không chuyển được đến:',
    next: 'Máy chủ không thử gửi nữa. Đề nghị kiểm tra địa chỉ người nhận rồi gửi lại, hoặc gửi bằng cách khác.',
    en: 'Your message could not be delivered to:',
    action: 'failed',
  },
  delayed: {
    subject: 'Thư bị chậm',
    vi: 'Thư dưới đây chưa chuyển được đến:',
    next: 'Máy chủ vẫn tiếp tục gửi; chưa cần gửi lại. Việc khẩn thì báo bằng điện thoại.',
    en: 'Your message has not been delivered yet; no need to send it again:',
    action: 'delayed',
  },
  delivered: {
    subject: 'Thư đã được chuyển đi',
    vi: 'Thư dưới đây đã chuyển đến máy chủ tiếp theo của:',
    next: 'Máy chủ đó không báo lại khi thư đến hộp thư.',
    en: 'Your message was relayed to the next server for:',
    action: 'relayed',
  },
} as const;

const encoded = (text: string): string => {
  const parts: string[] = [];
  let part = '';
  for (const letter of text) {
    if (Buffer.byteLength(part + letter) > 42) {
      parts.push(part);
      part = '';
    }
    part += letter;
  }
  parts.push(part);
  return parts.map((p) => `=?utf-8?B?${Buffer.from(p, 'utf8').toString('base64')}?=`).join('\r\n ');
};

/** Addresses in report fields are ASCII or utf-8 typed (RFC 6533); control characters never get there. */
const typed = (address: string): string =>
  `${/^[\x21-\x7e]+$/.test(address) ? 'rfc822' : 'utf-8'}; ${address.replaceAll(/[\x00-\x20\x7f]/g, '')}`;
const plain = (text: string): string =>
  text
    .replaceAll(/[\x00-\x1f\x7f]+/g, ' ')
    .normalize('NFC')
    .slice(0, 400);
const base64 = (text: string): string =>
  (
    Buffer.from(text, 'utf8')
      .toString('base64')
      .match(/.{1,76}/g) ?? []
  ).join('\r\n');

/** A delivery status notification (RFC 3464) in Vietnamese and English. Lines end in CRLF. */
export function deliveryStatus({ entry, kind, recipients, to, agency, from, hostname, now, original }: DsnInput): Buffer {
  const w = words[kind];
  const boundary = `=_${randomBytes(12).toString('hex')}`;
  const replyOf = (address: string): string => entry.recipients.find((r) => r.address === address)?.lastReply ?? '';
  const list = recipients.map((address) => `  ${address}${replyOf(address) === '' ? '' : `\n    ${plain(replyOf(address))}`}`).join('\n');
  const text = `${w.vi}\n${list}\n\nTiêu đề: ${plain(entry.summary.subject)}\nMã: ${entry.id}\n\n${w.next}\n\n-- \n${w.en}\n${list}\n`;
  const status = (address: string): string => {
    const said = /\b([245]\.\d{1,3}\.\d{1,3})\b/.exec(replyOf(address))?.[1];
    const first = kind === 'failed' ? '5' : kind === 'delayed' ? '4' : '2';
    return said?.startsWith(first) === true ? said : kind === 'failed' && said !== undefined ? `5${said.slice(1)}` : `${first}.0.0`;
  };
  const perRecipient = recipients.map((address) => {
    const asked = entry.envelope.recipients.find((r) => r.address === address);
    const reply = plain(replyOf(address)).replaceAll(/[^\x20-\x7e]/g, '?');
    return [
      ...(asked?.orcpt === undefined ? [] : [`Original-Recipient: ${plain(asked.orcpt)}`]),
      `Final-Recipient: ${typed(address)}`,
      `Action: ${w.action}`,
      `Status: ${status(address)}`,
      ...(/^[245]\d\d/.test(reply) ? [`Diagnostic-Code: smtp; ${reply}`] : []),
    ].join('\r\n');
  });
  const whole = entry.envelope.ret === 'FULL' && kind === 'failed';
  const headers = [
    `From: ${encoded(`Hệ thống thư công vụ – ${agency}`)} <${from}>`,
    `To: <${to}>`,
    `Subject: ${encoded(`${w.subject}: ${plain(entry.summary.subject).slice(0, 120)}`)}`,
    `Date: ${mailDate(now)}`,
    `Message-ID: <${randomBytes(12).toString('hex')}@${hostname}>`,
    'MIME-Version: 1.0',
    `Auto-Submitted: auto-${kind === 'delivered' ? 'generated' : 'replied'}`,
    `X-Vanthu-Notice: ${kind}`,
    `X-Vanthu-Message: ${entry.id}`,
    `Content-Type: multipart/report; report-type=delivery-status; boundary="${boundary}"`,
  ];
  const parts = [
    `Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n${base64(text)}`,
    `Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; ${hostname}\r\n${entry.envelope.envid === undefined ? '' : `Original-Envelope-Id: ${plain(entry.envelope.envid)}\r\n`}Arrival-Date: ${mailDate(new Date(entry.committedAt))}\r\n\r\n${perRecipient.join('\r\n\r\n')}\r\n`,
  ];
  const opening = `${headers.join('\r\n')}\r\n\r\n${parts.map((part) => `--${boundary}\r\n${part}\r\n`).join('')}--${boundary}\r\nContent-Type: ${whole ? 'message/rfc822' : 'text/rfc822-headers'}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n`;
  return Buffer.concat([Buffer.from(opening, 'utf8'), original, Buffer.from(`\r\n--${boundary}--\r\n`)]);
}
