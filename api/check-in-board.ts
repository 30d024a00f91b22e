import type { Slot } from '../agency/calendar/slots.ts';
import { addDays, localTime } from '../mail/local-time.ts';
import type { Directory, Person } from '../mail/people.ts';
import type { CheckInData, CheckInRow, CheckInState } from '../templates/pages/check-ins.ts';
import type { Services } from './services.ts';

/** What a person may put right by their own word, and for how long. */
const correctable: readonly CheckInState[] = ['not-yet', 'reminded', 'not-checked'];
const correctableMs = 31 * 86_400_000;

type Parts = Pick<Services, 'checkIns' | 'calendar' | 'directory'>;

/** Each sees their own row, a head the unit, the Chánh Văn phòng all; leaders stand on no board (calendar: Reminding). */
export function visiblePeople(directory: Directory, viewer: Person): readonly Person[] {
  const staff = directory.people.filter((p) => p.state === 'active' && !p.roles.includes('lanh-dao'));
  if (viewer.roles.includes('chanh-van-phong')) return staff;
  const headed = directory.units.filter((unit) => unit.head === viewer.address).map((unit) => unit.code);
  return staff.filter((p) => p.address === viewer.address || headed.includes(p.unit));
}

/** The board of one day as `viewer` may see it at `now`. */
export async function checkInBoard(
  { checkIns, calendar, directory }: Parts,
  date: string,
  viewer: Person,
  now: Date,
): Promise<CheckInData & { readonly addresses: readonly string[] }> {
  const slots = calendar.slots(date, 'personal');
  const people = visiblePeople(directory(), viewer);
  const dayStart = new Date(`${date}T00:00:00+07:00`);
  const [rows, looks] = await Promise.all([checkIns.rows(date, date), checkIns.looks(dayStart, new Date(dayStart.getTime() + 86_400_000))]);

  const stateOf = (person: Person, slot: Slot, next: Slot | undefined): CheckInState => {
    if (now < slot.start) return 'later';
    const end = next?.start ?? new Date(dayStart.getTime() + 86_400_000);
    const own = looks.filter((look) => look.person === person.address && look.at >= slot.start && look.at < end);
    if (own.length > 0) return own.every((look) => look.how === 'own-word') ? 'own-word' : 'looked';
    const row = rows.find((r) => r.person === person.address && r.slot === slot.name);
    switch (row?.state) {
      case 'looked':
      case 'away':
      case 'not-checked':
      case 'nothing-new':
        return row.state;
      case 'reminded':
      case 'last-reminder-unread':
        return 'reminded';
      case 'leader':
      case 'left':
      case undefined:
        return person.away ? 'away' : 'not-yet';
    }
  };
  const row = (person: Person): CheckInRow => ({
    name: person.name,
    title: person.title,
    unit: directory().unit(person.unit)?.name ?? '',
    slots: slots.map((slot, i) => {
      const state = stateOf(person, slot, slots[i + 1]);
      return { state, correct: person.address === viewer.address && correctable.includes(state) ? slot.name : null };
    }),
  });
  return {
    date,
    previous: addDays(date, -1),
    following: addDays(date, 1),
    workingDay: calendar.isWorkingDay(date),
    slots: slots.map((slot) => slot.label),
    rows: people.map(row),
    addresses: people.map((p) => p.address),
  };
}

/**
 * Records a person's own word for one of their slots: they looked elsewhere, or were away on duty (đi công tác). False where there
 * is no such slot to correct: not begun, too long ago, or not theirs.
 */
export async function recordOwnWord(
  { checkIns, calendar, directory }: Parts,
  person: Person,
  date: string,
  name: string,
  now: Date,
): Promise<boolean> {
  const slot = calendar.slots(date, 'personal').find((s) => s.name === name);
  if (slot === undefined || now < slot.start || now.getTime() - slot.start.getTime() > correctableMs) return false;
  if (!visiblePeople(directory(), person).some((p) => p.address === person.address)) return false;
  await checkIns.looked(person.address, slot.start, 'own-word');
  return true;
}

/** The day asked for, else today in Vietnam. */
export const dayOf = (asked: string | undefined, now: Date): string =>
  asked !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(asked) && !Number.isNaN(Date.parse(asked)) ? asked : localTime(now).date;
