import { localTime } from '../../mail/local-time.ts';

/** Whose mailbox is looked into; the office mailbox has one slot more (TTH Điều 5). */
export type SlotKind = 'personal' | 'unit' | 'office';

export type SlotName = 'dau-gio-sang' | 'cuoi-buoi-sang' | 'dau-buoi-chieu' | 'cuoi-buoi-chieu';

export type Slot = {
  readonly name: SlotName;
  /** As people read it: `đầu giờ sáng`. */
  readonly label: string;
  /** Looking into the mailbox from here on counts. */
  readonly start: Date;
  readonly remindAt: Date;
};

const labels: Readonly<Record<SlotName, string>> = {
  'dau-gio-sang': 'đầu giờ sáng',
  'cuoi-buoi-sang': 'cuối buổi sáng',
  'dau-buoi-chieu': 'đầu buổi chiều',
  'cuoi-buoi-chieu': 'cuối buổi chiều',
};

const minutes = (instant: Date, by: number): Date => new Date(instant.getTime() + by * 60_000);
const noon = 12 * 60;

type Span = { readonly start: Date; readonly end: Date };

const atStart = (name: SlotName, session: Span): Slot => ({
  name,
  label: labels[name],
  start: session.start,
  remindAt: minutes(session.start, 15),
});

/** A slot at a session's end begins 45 minutes before its reminder. */
const atEnd = (name: SlotName, session: Span, before: number): Slot => {
  const remindAt = minutes(session.end, -before);
  return { name, label: labels[name], start: minutes(remindAt, -45), remindAt };
};

/** The slots of a day with these sessions; a half day has only its morning's. */
export function slotsOf(sessions: readonly Span[], kind: SlotKind): readonly Slot[] {
  return sessions.flatMap((session) => {
    if (localTime(session.start).minutes < noon) return [atStart('dau-gio-sang', session), atEnd('cuoi-buoi-sang', session, 15)];
    const last = atEnd('cuoi-buoi-chieu', session, 45);
    return kind === 'office' ? [atStart('dau-buoi-chieu', session), last] : [last];
  });
}
