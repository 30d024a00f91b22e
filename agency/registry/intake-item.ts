import type { MailJudgement, OfficeVia } from '../../mail/office-mail.ts';
import type { Book } from './document.ts';

/**
 * Where one mail to the office mailbox stands. `received`: kept, not decided. `registering`: decided, its number is being taken.
 * `waiting`: Chờ văn thư. `forwarding`: being handed to a unit. The others are final, but `spam` and `failed` can be taken up again.
 */
export type IntakeState =
  'received' | 'registering' | 'waiting' | 'registered' | 'dismissed' | 'forwarding' | 'forwarded' | 'spam' | 'sealed' | 'failed';

/**
 * Why it waits: an ordinary mail without a document, `issue-request` (Đề nghị phát hành, from inside), `copy` (Bản thêm),
 * `personal` (gửi đích danh, Đảng, đoàn thể: not opened), or nothing of these.
 */
export type IntakeKind = 'tray' | 'issue-request' | 'copy' | 'personal' | 'document' | 'complaint' | 'spam' | 'sealed' | 'failed';

/** Which document the mail repeats. */
export type CopyOf = { readonly documentId: string; readonly arrivalNumber: number; readonly year: number };

/** Registered as a colleague's hand-over of mail from outside: who sent it first, and when. */
export type FirstSender = { readonly from: string; readonly at: string | null };

export type IntakeData = {
  readonly agency: string;
  readonly state: IntakeState;
  readonly kind: IntakeKind;
  readonly sourceKeys: readonly string[];
  readonly entryId: string | null;
  readonly via: OfficeVia;
  readonly messageId: string | null;
  readonly subject: string;
  readonly from: string;
  readonly fromName: string;
  readonly recipients: readonly string[];
  readonly receivedAt: string;
  readonly judgement: MailJudgement | null;
  readonly alteredCopyOf: string | null;
  /** What the clerk reads: why it has no number yet. */
  readonly reasons: readonly string[];
  /** For sealed mail the rule that sealed it. */
  readonly rule: string | null;
  /** SHA-256 of the message as received; null once it may not be kept. */
  readonly original: string | null;
  readonly files: readonly { readonly name: string | null; readonly mediaType: string; readonly bytes: number; readonly sha256: string }[];
  /** While registering: the book it goes into. */
  readonly book: Book | null;
  readonly firstSender: FirstSender | null;
  readonly copyOf: CopyOf | null;
  readonly documentId: string | null;
  /** A person said it is no spam. */
  readonly notSpam: boolean;
  /** Address of the person who answered, with the reason or the unit it was handed to. */
  readonly decidedBy: string | null;
  readonly decidedAt: string | null;
  readonly answer: string | null;
  readonly unit: string | null;
  /** What went wrong, for the clerk; the cause is in the log. */
  readonly failure: string | null;
  readonly attempts: number;
};

export type IntakeItem = IntakeData & { readonly id: string };
