/** An SMTP transaction as it reached us (RFC 5321), before anything was judged. */

/** Which way a message came in. `notice` = written by us, `mailbox` = found in the office mailbox. */
export type Via = 'submission' | 'relay' | 'inbound' | 'mailbox' | 'notice';

export type Recipient = {
  /** Domain in lower case, local part as given. */
  readonly address: string;
  /** RFC 3461 NOTIFY, upper case words. */
  readonly notify?: readonly string[];
  /** RFC 3461 ORCPT as given. */
  readonly orcpt?: string;
};

export type Envelope = {
  /** Reverse-path; empty for the null sender. */
  readonly from: string;
  readonly recipients: readonly Recipient[];
  readonly smtpUtf8: boolean;
  readonly body8bit: boolean;
  /** RFC 3461 RET. */
  readonly ret?: 'FULL' | 'HDRS';
  /** RFC 3461 ENVID. */
  readonly envid?: string;
};

/** Who handed the message over, and how. */
export type Session = {
  readonly via: Via;
  /** Address of the authenticated person (submission only); null otherwise. */
  readonly person: string | null;
  readonly client: string;
  readonly helo: string;
  readonly tls: boolean;
  /** Time of the hand-over, ISO 8601 with offset or Z. */
  readonly receivedAt: string;
  /** SPF or DKIM passed aligned with the header From, said by the named upstream or verified by us. */
  readonly aligned: boolean;
};
