import type { MailJudgement } from '../../mail/office-mail.ts';
import type { Message } from '../../mail/message.ts';
import type { Directory } from '../../mail/people.ts';
import { certain } from '../documents/fields.ts';
import { fieldNames, type Document } from './document.ts';
import { isAutomatic } from './office-mail-kind.ts';
import type { Announcement } from './ports.ts';

/** The ONE leader to whom is presented (ĐB Đ6.2b): the head, while away the deputy with uỷ quyền in force. */
export function leaderInCharge(directory: Directory): string | null {
  const leaders = directory.people.filter((p) => p.state === 'active' && !p.away);
  return (leaders.find((p) => p.head) ?? leaders.find((p) => p.deputy))?.address ?? null;
}

/** Khẩn goes to the leader at once, also at night (BĐ Đ4.2c). */
export function presentedAtOnce(document: Document, directory: Directory): Announcement | null {
  const leader = leaderInCharge(directory);
  return document.book !== 'den' || !document.urgent || leader === null
    ? null
    : { kind: 'presented', about: document.id, to: leader, documents: [document] };
}

/**
 * The outside sender's receipt (NĐ30 Đ21.2c): only for văn bản đến, only where the sender is proven, never to automatic mail, lists,
 * the null sender or our own addresses. Null = none.
 */
export function receiptFor(
  document: Document,
  message: Message,
  judgement: MailJudgement,
  isInside: (address: string) => boolean,
): Announcement | null {
  const to = message.from.length === 1 ? message.from[0]?.address : undefined;
  if (document.book !== 'den' || document.source.passedOn !== null || to === undefined || to === '') return null;
  if (
    !judgement.aligned ||
    judgement.inside ||
    isInside(to) ||
    judgement.envelopeFrom === '' ||
    isAutomatic(message, judgement.envelopeFrom)
  )
    return null;
  if (judgement.envelopeFrom !== null && isInside(judgement.envelopeFrom)) return null;
  return {
    kind: 'receipt',
    about: document.id,
    to,
    document,
    certain: fieldNames.filter((name) => document[name] !== null && (document.confidence[name] ?? 0) >= certain),
    inReplyTo: message.messageId,
    subject: message.subject,
  };
}
