import type { Message } from '../../mail/message.ts';
import { foldDiacritics, sameTone } from '../../vietnamese/normal-forms.ts';

const field = (message: Message, name: string): string =>
  message.header
    .find((f) => f.name === name)
    ?.text.trim()
    .toLowerCase() ?? '';
const hasField = (message: Message, name: string): boolean => message.header.some((f) => f.name === name);
const topType = (message: Message): string => message.parts[0]?.mediaType ?? 'text/plain';

/** A delivery or disposition report: DSN (RFC 3464), read receipt (RFC 8098). */
export const isReport = (message: Message): boolean =>
  topType(message) === 'multipart/report' ||
  message.parts.some((p) => p.mediaType === 'message/delivery-status' || p.mediaType === 'message/disposition-notification') ||
  field(message, 'auto-submitted').startsWith('auto-replied') ||
  hasField(message, 'x-autoreply');

/** Written by a program, or to many (RFC 3834, RFC 2919): such mail never gets an answer from us. */
export const isAutomatic = (message: Message, envelopeFrom: string | null): boolean =>
  isReport(message) ||
  envelopeFrom === '' ||
  !['', 'no'].includes(field(message, 'auto-submitted').split(/[;\s]/)[0] ?? '') ||
  /^(bulk|list|junk|auto_reply)$/.test(field(message, 'precedence')) ||
  hasField(message, 'list-id') ||
  hasField(message, 'list-unsubscribe') ||
  hasField(message, 'x-auto-response-suppress') ||
  hasField(message, 'x-vanthu-notice') ||
  hasField(message, 'x-loop') ||
  message.from.some((f) => /^(mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?)([+@-]|$)/i.test(f.address));

/** An answer to an invitation (iTIP, RFC 5546). */
export const isInvitationAnswer = (message: Message): boolean =>
  message.parts.some((p) => p.mediaType === 'text/calendar') &&
  /^(accepted|declined|tentative|chấp nhận|đã chấp nhận|từ chối|dự kiến)\s*:/i.test(message.subject);

/** The sender's own words: before the first quoted line or block. */
const ownLines = (message: Message): readonly string[] => {
  const lines = message.text.split(/\r?\n/).map((line) => line.trim());
  const quoted = lines.findIndex((line) =>
    /^>|^-{2,}\s*(original message|thư gốc|forwarded)|^(từ|from)\s*:|(đã viết|wrote)\s*:$/i.test(line),
  );
  return (quoted === -1 ? lines : lines.slice(0, quoted)).filter((line) => line !== '');
};

const thanks = /\b(cam on|da nhan|xac nhan|thanks?|thank you|received)\b/;

/** A few words of thanks or `Đã nhận`. */
export const isThanks = (message: Message): boolean => {
  const own = foldDiacritics(ownLines(message).join(' '));
  const subject = foldDiacritics(message.subject).replace(/^((re|tl|tra loi|fwd?)\s*:\s*)+/, '');
  return own.length <= 400 && (thanks.test(own) || /^(cam on|da nhan|thanks)/.test(subject));
};

/** Party, trade union and youth bodies: what is addressed to them is theirs to open. */
const party = '(?:chi bộ|chi ủy|đảng bộ|đảng ủy|ban cán sự đảng|tỉnh ủy|huyện ủy|thành ủy)';
const body = `(?:${party}|công đoàn|đoàn thanh niên|đoàn tncs|đoàn cơ sở|ban chấp hành đoàn|chi đoàn)`;
const addressedToBody = new RegExp(
  `^\\W*(?:[[(]|(?:kính )?(?:gửi|chuyển)\\s*:?)\\s*(?:đ/c |đồng chí )?(?:bí thư |phó bí thư |chủ tịch |ban chấp hành )?${body}(?![\\p{L}\\p{N}])`,
  'iu',
);
/** A line that also names an office of the State is addressed to many. */
const addressedToMany = /[;,]\s*(?:ubnd|ủy ban|hđnd|hội đồng|các sở|sở|văn phòng|phòng)(?!\p{L})/iu;
const named = (what: string): RegExp => new RegExp(`(?:^|[^\\p{L}])${what}(?![\\p{L}\\p{N}])`, 'iu');
const toBody = named(body);
const fromParty = named(party);
/** `123-CV/TU`: the Party sets a hyphen before the type where the State sets a slash. */
const partyCode = /(?<![\p{L}\p{N}/])\d+\s*-\s*(?:CV|QĐ|QC|QyĐ|KH|BC|TB|CT|NQ|HD|TTr|GM|KL|CTr|BB|TT|GGT)\/\p{Lu}{1,8}(?!\p{L})/u;
const toNamedPerson = named('đích danh');

/**
 * Gửi đích danh (NĐ30 Đ21.1b), mail to Party, union and youth bodies, and Party documents, which never enter this book; told from
 * the mail's outside only: header, file names, the line it is addressed with. Returns the reason, null for ordinary mail.
 */
export function personalMail(message: Message): string | null {
  const names = message.parts.flatMap((p) => (p.fileName === null ? [] : [sameTone(p.fileName)]));
  const subject = sameTone(message.subject);
  const head = [subject, ...ownLines(message).slice(0, 4).map(sameTone)];
  if ([...names, ...head].some((line) => toNamedPerson.test(line))) return 'Gửi đích danh, chưa mở. Nếu là việc chung, trả lời "Vào sổ".';
  const addressed =
    [...message.to, ...message.cc].some((box) => toBody.test(sameTone(box.name))) ||
    head.some((line) => addressedToBody.test(line) && !addressedToMany.test(line));
  const fromThem =
    message.from.some((box) => fromParty.test(sameTone(box.name))) || [...names, subject].some((line) => partyCode.test(line));
  return addressed || fromThem ? 'Thư của tổ chức Đảng, đoàn thể: không vào sổ này, chưa mở. Nếu là việc chung, trả lời "Vào sổ".' : null;
}
