import type { Mailbox, Message } from './message.ts';
import type { Finding } from './verdict.ts';

/** Mail to the office mailbox on its way to the register: one shape, whichever source saw it first. */

/** How it came, as the register names it: our own stream, the office mailbox (IMAP or Maildir), paper entered by hand. */
export type OfficeVia = 'smtp' | 'imap' | 'paper';

/** Header facts that lists show; also for mail that could not be read. */
export type MailSummary = {
  readonly messageId: string | null;
  readonly subject: string;
  readonly from: Mailbox;
  readonly recipients: readonly string[];
};

/** What was found out about the mail when it was judged. */
export type MailJudgement = {
  /** Reverse-path; empty for the null sender, null where nobody kept it. */
  readonly envelopeFrom: string | null;
  /** SPF or DKIM passed aligned with the header From. */
  readonly aligned: boolean;
  /** Sent by somebody of the agency (NĐ30 Đ3.6: not văn bản đến). */
  readonly inside: boolean;
  readonly findings: readonly Finding[];
};

export type OfficeMail = {
  /** Entry of the spool, where it passed through us. */
  readonly entryId: string | null;
  readonly via: OfficeVia;
  /** `id:<valid X-Vanthu-Id>` and `sha256:<content hash>`: the same message carries at least one that agrees. */
  readonly sourceKeys: readonly string[];
  /** When it reached the agency, ISO 8601. */
  readonly receivedAt: string;
  readonly summary: MailSummary;
  /** Null: not judged yet. */
  readonly judgement: MailJudgement | null;
  /** Our own id of the message whose X-Vanthu-Id it carries with other content: a further copy for the clerk. */
  readonly alteredCopyOf: string | null;
  /** The message as received. */
  readonly original: Uint8Array;
};

/** One attached file, decoded. */
export type MailFile = {
  readonly path: string;
  readonly name: string | null;
  readonly mediaType: string;
  readonly sha256: string;
  readonly bytes: Uint8Array;
};

/** The mail read, and judged where nobody had. */
export type ExaminedMail = { readonly message: Message; readonly files: readonly MailFile[]; readonly judgement: MailJudgement };
