import type { SlotName } from '../calendar/slots.ts';

export type UnseenMail = {
  /** Stable name of the message in its mailbox (UID or file name). */
  readonly id: string;
  /** Address or display name of the sender; never a subject (calendar: Reminding). */
  readonly from: string;
  readonly receivedAt: Date;
  /** One of our own reminders. */
  readonly reminder: boolean;
};

/** Port: what lies unread in a mailbox's INBOX; list, bulk and our other mail left out. Null when it can't be asked. */
export type Unread = { look(address: string): Promise<readonly UnseenMail[] | null> };

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
  /** The unread of a mailbox when a slot began; the first one counts. */
  snapshot(address: string, date: string, slot: SlotName, ids: readonly string[]): Promise<void>;
  snapshotOf(address: string, date: string, slot: SlotName): Promise<readonly string[] | null>;
  /** Takes (person, date, slot) once for all processes: true for the one that wrote the row. */
  take(row: SlotRow): Promise<boolean>;
  rows(from: string, to: string): Promise<readonly SlotRow[]>;
};

/** Port: what waits in the office mailbox for the clerk: rows and tray entries not yet handled. */
export type OfficeWork = { pending(): Promise<number> };
