import type { MailJudgement } from '../../mail/office-mail.ts';
import type { Message } from '../../mail/message.ts';
import type { Finding } from '../../mail/verdict.ts';
import { codeOf, type Book, type Document, type DocumentFields } from './document.ts';
import type { CopyOf, FirstSender, IntakeKind } from './intake-item.ts';
import { isAutomatic, isInvitationAnswer, isReport, isThanks, personalMail } from './office-mail-kind.ts';
import type { DocumentReading } from './ports.ts';
import { organKeyOf } from './same-document.ts';

/** What becomes of a mail to the office mailbox. */
export type Decision =
  | {
      readonly state: 'registering';
      readonly kind: 'document' | 'complaint';
      readonly book: Book;
      readonly firstSender: FirstSender | null;
    }
  | { readonly state: 'waiting'; readonly kind: IntakeKind; readonly reasons: readonly string[]; readonly copyOf: CopyOf | null }
  | { readonly state: 'spam'; readonly kind: 'spam'; readonly reasons: readonly string[] }
  | { readonly state: 'sealed'; readonly kind: 'sealed'; readonly rule: string; readonly reasons: readonly string[] };

/** The agency as its own documents name it. */
export type AgencyIdentity = { readonly name: string; readonly code: string };

const wait = (kind: IntakeKind, ...reasons: readonly string[]): Decision => ({ state: 'waiting', kind, reasons, copyOf: null });

const stops = (finding: Finding): boolean => finding.action === 'seal' || finding.action === 'reject' || finding.action === 'hold';

/**
 * Whether a rule saw a mark of secrecy: nothing of the mail may be kept but time and sender, also while a trial lets it pass with a
 * note (secret documents have their own book on paper). That the word is merely mentioned is none.
 */
export const isSecret = (judgement: MailJudgement): boolean =>
  judgement.findings.some(
    (f) =>
      f.rule === 'secrecy.marked' && (stops(f) || (f.action === 'note' && f.reasons.some((r) => /^secrecy\.(?!mention\b)/.test(r.code)))),
  );

/** What may be said before the documents are opened; null = read them. */
export function decideUnread(mail: {
  readonly message: Message;
  readonly judgement: MailJudgement;
  readonly notSpam: boolean;
}): Decision | null {
  const { message, judgement, notSpam } = mail;
  const findings = judgement.findings.filter((f) => f.action !== 'off');
  if (isSecret(judgement)) return { state: 'sealed', kind: 'sealed', rule: 'secrecy.marked', reasons: ['Có dấu chỉ độ mật.'] };
  const sealing = findings.find((f) => f.action === 'seal' && f.rule !== 'complaint.excluded' && f.rule !== 'spam.likely');
  if (sealing !== undefined && !notSpam)
    return { state: 'sealed', kind: 'sealed', rule: sealing.rule, reasons: sealing.reasons.map((r) => r.text) };
  const spam = findings.find((f) => f.rule === 'spam.likely');
  // ĐB Đ5, TTH Đ7: "trừ các thư rác quảng cáo"
  if (spam !== undefined && !notSpam) return { state: 'spam', kind: 'spam', reasons: spam.reasons.map((r) => r.text) };
  const personal = personalMail(message);
  if (personal !== null) return wait('personal', personal);
  if (isReport(message)) return wait('tray', 'Thư báo tự động (báo phát, báo đã đọc, trả lời tự động).');
  if (isInvitationAnswer(message)) return wait('tray', 'Trả lời thư mời họp.');
  return null;
}

/** A number and ký hiệu that our own agency gave: the code stands last in `QĐ-SNV`, first in a công văn's `SNV-VP`. */
function isOwnDocument(fields: Pick<DocumentFields, 'codeNotation' | 'organName'>, agency: AgencyIdentity): boolean {
  const codes = (fields.codeNotation ?? '').toUpperCase().split(/[-/]/);
  if (agency.code === '' || !codes.includes(agency.code.toUpperCase())) return false;
  return (
    fields.organName === null ||
    organKeyOf(agency.name).includes(organKeyOf(fields.organName)) ||
    organKeyOf(fields.organName).includes(organKeyOf(agency.name))
  );
}

/** Who of outside sent first what a colleague passes on: a message inside, or the quoted block's own From line. */
export function firstSenderOf(message: Message, isInside: (address: string) => boolean): FirstSender | null {
  for (const inner of message.inner) {
    const from = inner.from[0];
    if (from !== undefined && !isInside(from.address)) return { from: from.address, at: inner.date };
  }
  const quoted = /^[>\s]*(?:từ|from)\s*:[^\n]*?([^\s<>"()[\],;:]+@[^\s<>"()[\],;:]+)/imu.exec(message.text)?.[1];
  return quoted === undefined || isInside(quoted) ? null : { from: quoted.toLowerCase(), at: null };
}

export type ReadMail = {
  readonly message: Message;
  readonly judgement: MailJudgement;
  readonly reading: DocumentReading;
  readonly fields: DocumentFields;
  readonly hasFiles: boolean;
  /** The row it repeats, where one does. */
  readonly same: Document | null;
  readonly alteredCopyOf: string | null;
  readonly isInside: (address: string) => boolean;
  readonly agency: AgencyIdentity;
};

/** What gets a number, what waits (registry.md): pure, over the mail and its documents as read. */
export function decideRead(mail: ReadMail): Decision {
  const { message, judgement, reading, fields, same, agency } = mail;
  if (reading.secrecyMark)
    return { state: 'sealed', kind: 'sealed', rule: 'secrecy.marked', reasons: ['Văn bản kèm theo có dấu chỉ độ mật.'] };
  // TB Đ5, Đ6.5, QN Đ5.3: an agency document with số/ký hiệu about complaints is an ordinary one.
  const numbered = codeOf(fields).includes('/');
  const complaint = reading.complaint || judgement.findings.some((f) => f.rule === 'complaint.excluded' && f.action !== 'off');
  if (complaint && !numbered) return { state: 'registering', kind: 'complaint', book: 'don', firstSender: null };
  const register = (firstSender: FirstSender | null): Decision => ({ state: 'registering', kind: 'document', book: 'den', firstSender });
  const own = isOwnDocument(fields, agency);
  if (same !== null)
    return {
      state: 'waiting',
      kind: 'copy',
      reasons: [`Bản thêm của số đến ${same.number}${same.arrivalDate === null ? '' : ` năm ${same.year}`}.`],
      copyOf: { documentId: same.id, arrivalNumber: same.number, year: same.year },
    };
  if (mail.alteredCopyOf !== null) return wait('copy', 'Thư đã qua hệ thống nhưng nội dung nay khác: có thể là bản thêm.');
  if (judgement.inside) {
    // TB Đ6.7, TTH Đ7.1b: what reached a colleague's own mailbox from outside is registered, first sender and time kept.
    const first = firstSenderOf(message, mail.isInside);
    if (reading.isDocument && !own && first !== null) return register(first);
    if (reading.isDocument && !own && numbered)
      return wait('tray', `Văn bản ${codeOf(fields)} của nơi khác do người trong cơ quan chuyển đến, chưa rõ nơi gửi và ngày nhận.`);
    return mail.hasFiles
      ? wait('issue-request', 'Đề nghị phát hành của người trong cơ quan.')
      : wait('tray', 'Thư nội bộ, không có văn bản kèm theo.');
  }
  if (own && reading.isDocument) return wait('tray', `Văn bản ${codeOf(fields)} do cơ quan mình ban hành.`);
  if (reading.isDocument) return register(null);
  if (isThanks(message)) return wait('tray', 'Thư cảm ơn hoặc báo đã nhận.');
  if (isAutomatic(message, judgement.envelopeFrom)) return wait('tray', 'Thư tự động, không có văn bản.');
  return mail.hasFiles
    ? wait('tray', 'Tệp kèm theo chưa rõ là văn bản (không có số, ký hiệu hoặc chỉ là phụ lục).')
    : wait('tray', 'Thư không có văn bản kèm theo.');
}
