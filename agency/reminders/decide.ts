import type { Person } from '../../mail/people.ts';
import type { SlotState, UnseenMail } from './ports.ts';

export type Seen = {
  readonly person: Person;
  /** Unread now; null when the mailbox can't be asked. */
  readonly unread: readonly UnseenMail[] | null;
  /** Unread when the slot began; null when nobody looked then. */
  readonly before: readonly string[] | null;
  readonly lastLook: Date | null;
  readonly slotStart: Date;
  /** For a clerk: what waits in the office mailbox; 0 for everybody else. */
  readonly officePending: number;
};

export type Decision = { readonly state: SlotState; readonly unread: readonly UnseenMail[] };

/** A message that was unread when the slot began and is no longer: it was read, moved or answered. */
const readSince = (unread: readonly UnseenMail[], before: readonly string[]): boolean =>
  before.some((id) => !unread.some((mail) => mail.id === id));

/** Whether one person is reminded in a slot, and why (not). Pure. */
export function decide({ person, unread, before, lastLook, slotStart, officePending }: Seen): Decision {
  const answer = (state: SlotState): Decision => ({ state, unread: [] });
  if (person.state === 'left') return answer('left');
  // Leaders are not nagged: `presented` is their reminder (calendar: Reminding).
  if (person.roles.includes('lanh-dao')) return answer('leader');
  if (person.away) return answer('away');
  if (lastLook !== null && lastLook >= slotStart) return answer('looked');
  if (unread === null) return officePending > 0 ? { state: 'reminded', unread: [] } : answer('not-checked');
  if (before !== null && readSince(unread, before)) return answer('looked');
  if (unread.some((mail) => mail.reminder)) return answer('last-reminder-unread');
  const fresh = unread.filter((mail) => !mail.reminder && (lastLook === null || mail.receivedAt > lastLook));
  if (fresh.length === 0 && officePending === 0) return answer('nothing-new');
  return { state: 'reminded', unread: fresh };
}

/** Why, for people. */
export const whyOf: Readonly<Record<SlotState, string>> = {
  reminded: 'có thư mới chưa đọc',
  looked: 'đã kiểm tra hộp thư trong buổi này',
  'nothing-new': 'không có thư mới',
  away: 'đi vắng',
  leader: 'lãnh đạo, không nhắc',
  left: 'đã nghỉ công tác',
  'not-checked': 'hộp thư chưa theo dõi được',
  'last-reminder-unread': 'thư nhắc lần trước còn chưa đọc',
};
