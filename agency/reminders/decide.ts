import type { Person } from '../../mail/people.ts';
import type { LastSeen, MailboxLook, SlotState, UnseenMail } from './ports.ts';

export type Seen = {
  /** Unread that counts; null when the mailbox can't be asked. */
  readonly mails: readonly UnseenMail[] | null;
  readonly lastLook: Date | null;
  readonly slotStart: Date;
  /** For a clerk: what waits in the office mailbox; 0 for everybody else. */
  readonly officePending: number;
};

export type Decision = { readonly state: SlotState; readonly mails: readonly UnseenMail[] };

/** Who is not asked at all, whatever lies in the mailbox. */
export function excused(person: Person): Extract<SlotState, 'left' | 'leader' | 'away'> | null {
  if (person.state === 'left') return 'left';
  // Leaders are not nagged: `presented` is their reminder (calendar: Reminding).
  if (person.roles.includes('lanh-dao')) return 'leader';
  return person.away ? 'away' : null;
}

/** Whether somebody read, moved or answered mail since the INBOX was looked into the last time. Pure. */
export const wasRead = (now: MailboxLook, last: LastSeen | null): boolean =>
  now.readSince || (last !== null && last.era === now.era && last.unread.some((name) => !now.unread.includes(name)));

/** Whether somebody who is not excused is reminded in a slot, and why (not). Pure. */
export function decide({ mails, lastLook, slotStart, officePending }: Seen): Decision {
  const answer = (state: SlotState): Decision => ({ state, mails: [] });
  if (lastLook !== null && lastLook >= slotStart) return answer('looked');
  if (mails === null) return answer(officePending > 0 ? 'reminded' : 'not-checked');
  if (mails.some((mail) => mail.reminder)) return answer('last-reminder-unread');
  const fresh = mails.filter((mail) => lastLook === null || mail.receivedAt > lastLook);
  if (fresh.length === 0 && officePending === 0) return answer('nothing-new');
  return { state: 'reminded', mails: fresh };
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
