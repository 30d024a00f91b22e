import type { SlotName } from '../calendar/slots.ts';

export type UnseenMail = {
  /** Address or display name of the sender; never a subject (calendar: Reminding). */
  readonly from: string;
  readonly receivedAt: Date;
  /** One of our own reminders. */
  readonly reminder: boolean;
};

/** What one look into an INBOX told, changing nothing there. */
export type MailboxLook = {
  /** Names of what lies unread, oldest first; comparable with another look's while `era` is the same. */
  readonly unread: readonly string[];
  /** Changes when the server numbers its messages anew (UIDVALIDITY). */
  readonly era: string;
  /** Of those the ones that count: list, bulk and our other mail left out. */
  readonly mails: readonly UnseenMail[];
  /** Something that came since the time asked about is read already. */
  readonly readSince: boolean;
};

/** Port: looks into a mailbox; null when it can't be asked. */
export type Unread = { look(address: string, since: Date): Promise<MailboxLook | null> };

/** What lay unread in a person's INBOX at `at`. */
export type LastSeen = { readonly at: Date; readonly era: string; readonly unread: readonly string[] };

/** How somebody was seen to look into a mailbox. */
export type LookHow = 'mail-read' | 'mail-sent' | 'page-opened' | 'own-word';

/** Why a person was reminded or not, in one slot. */
export type SlotState = 'reminded' | 'looked' | 'nothing-new' | 'away' | 'leader' | 'left' | 'not-checked' | 'last-reminder-unread';

export type SlotRow = {
  readonly person: string;
  /** YYYY-MM-DD in Vietnam. */
  readonly date: string;
  readonly slot: SlotName;
  readonly state: SlotState;
  readonly at: Date;
};

/** Port: the check-in record. Personal data: kept `reminders.keep-months`, then removed by the store. */
export type CheckIns = {
  /** A look at `at`; the same minute twice is one. */
  looked(person: string, at: Date, how: LookHow): Promise<void>;
  lastLook(person: string): Promise<Date | null>;
  /** Looks within [from, to). */
  looks(from: Date, to: Date): Promise<readonly { readonly person: string; readonly at: Date; readonly how: LookHow }[]>;
  /** Remembers what lay unread, unless something newer is remembered. */
  seen(person: string, last: LastSeen): Promise<void>;
  lastSeen(person: string): Promise<LastSeen | null>;
  /** Takes (person, date, slot) once for all processes: true for the one that wrote the row. */
  take(row: SlotRow): Promise<boolean>;
  rows(from: string, to: string): Promise<readonly SlotRow[]>;
  /**
   * Takes the sending of one mail for all processes: true for the one that sends. Who took it and did not say {@link sent} within
   * two minutes has died: the next one takes it over.
   */
  claim(key: string, now: Date): Promise<boolean>;
  sent(key: string): Promise<void>;
};

/** Port: what waits in the office mailbox for the clerk: rows and tray entries not yet handled. */
export type OfficeWork = { pending(): Promise<number> };
