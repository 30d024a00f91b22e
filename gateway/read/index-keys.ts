import type { Envelope } from '../../mail/envelope.ts';
import type { IndexRecord, Keys } from '../../mail/facts.ts';
import type { Message, Part } from '../../mail/message.ts';
import type { Summary } from '../spool/entry.ts';
import { shinglesOf, storedFrom } from './shingles.ts';
import { contentMark } from '../relay/content-mark.ts';

const tiny = 512;
const maxExcerpt = 4000;
const maxIds = 200;
const signatures = new Set(['application/pkcs7-signature', 'application/x-pkcs7-signature', 'application/pgp-signature']);

/** Files that carry content: not logos in the text, not signatures, not what is too small to be anybody's. */
const carriesContent = (part: Part): boolean =>
  part.sha256 !== null &&
  part.bytes >= tiny &&
  !signatures.has(part.mediaType) &&
  !(part.mediaType.startsWith('image/') && part.contentId !== null && part.disposition !== 'attachment') &&
  (part.text === null || part.fileName !== null || part.disposition === 'attachment');

const headerText = (message: Message, name: string): string => message.header.find((f) => f.name === name)?.text ?? '';

/** Outlook's Thread-Index: the first 22 octets name the conversation; kept as an id of their own kind. */
function threadIndex(message: Message): readonly string[] {
  const octets = Buffer.from(headerText(message, 'thread-index').slice(0, 200), 'base64').subarray(0, 22);
  return octets.length === 22 ? [`thread-index:${octets.toString('hex')}`] : [];
}

const idsIn = (text: string): readonly string[] => text.match(/<[^<>\s]{1,998}>/g) ?? [];

const unique = (values: readonly string[]): readonly string[] => [...new Set(values)].slice(0, maxIds);

/** All readable text: both alternatives, attached text, messages inside. A forward may carry its content in any of them. */
const everyText = (message: Message): string => [...new Set([message.text, ...message.parts.map((p) => p.text ?? '')])].join('\n');

/** The usual mail: what was sought for it is what is kept of it. */
const hasOneText = (message: Message): boolean => message.parts.every((part) => part.text === null || part.text === message.text);

/** What the store needs to find messages that this one may carry on. */
export function keysOf(message: Message): Keys {
  return {
    messageId: message.messageId,
    references: unique([
      ...message.inReplyTo,
      ...message.references,
      ...idsIn(headerText(message, 'x-forwarded-message-id')),
      ...threadIndex(message),
    ]),
    insideIds: unique(message.inner.map((m) => m.messageId).filter((id) => id !== null)),
    attachments: message.parts.filter(carriesContent).map((part) => ({ sha256: part.sha256 ?? '', name: part.fileName ?? '' })),
    shingles: shinglesOf(everyText(message), 'judged').sample,
  };
}

/** Where somebody else's text begins: separators, header blocks and attributions of the mail programs. */
const quoteStart =
  /^(?:-{3,}.*-{3,}|_{20,}|(?:từ|from|gửi từ|đến từ|người gửi)\s*:.*|vào .{0,200}(?:đã viết|viết)(?: là)?\s*:|on .{0,200}wrote:|bắt đầu thư.*:|begin forwarded message:)$/i;

const consentLines = new Set(['được phép chuyển tiếp ra ngoài', 'được chuyển tiếp ra ngoài']);

/** Prior consent: a whole unquoted line or a whole header value; a phrase within a line may say the opposite. */
function givesConsent(message: Message): boolean {
  if (headerText(message, 'x-forwarding-consent').toLowerCase() === 'external') return true;
  for (const line of message.text.split('\n')) {
    const plain = line.trim();
    if (quoteStart.test(plain.slice(0, 300))) return false;
    if (plain.startsWith('>')) continue;
    if (consentLines.has(plain.toLowerCase().replace(/[.!]$/, ''))) return true;
  }
  return false;
}

/** What is remembered of the message when it passes. */
export function recordOf(message: Message, envelope: Envelope, keys: Keys): IndexRecord {
  const own = (hasOneText(message) ? storedFrom(keys.shingles) : null) ?? shinglesOf(message.text, 'stored');
  const author = message.from[0];
  return {
    ...keys,
    shingles: own.sample,
    shingleCount: own.count,
    subject: message.subject,
    date: message.date,
    from: author?.address ?? envelope.from,
    fromName: author?.name ?? '',
    participants: [
      ...new Set(
        [...message.from, ...message.to, ...message.cc, ...message.replyTo]
          .map((m) => m.address)
          .concat(envelope.from, ...envelope.recipients.map((r) => r.address))
          .filter((address) => address !== '')
          .map((address) => address.toLowerCase()),
      ),
    ],
    consentGiven: givesConsent(message),
    excerpt: message.text.trim().slice(0, maxExcerpt),
    contentMark: contentMark(message),
  };
}

/** RFC 3834: written by a program, so nothing of ours answers it. */
function isAutomatic(message: Message, envelope: Envelope): boolean {
  const submitted = headerText(message, 'auto-submitted').toLowerCase();
  return (
    (submitted !== '' && submitted !== 'no') ||
    envelope.from === '' ||
    /^(?:bulk|list|junk|auto_reply)$/i.test(headerText(message, 'precedence')) ||
    message.header.some((f) => f.name === 'list-id' || f.name === 'x-auto-response-suppress') ||
    message.parts[0]?.mediaType === 'multipart/report'
  );
}

export function summaryOf(message: Message, envelope: Envelope): Summary {
  const author = message.from[0];
  return {
    messageId: message.messageId,
    subject: message.subject,
    from: author?.address ?? '',
    fromName: author?.name ?? '',
    date: message.date,
    bytes: message.bytes,
    automatic: isAutomatic(message, envelope),
  };
}
