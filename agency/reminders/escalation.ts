import type { Calendar } from '../calendar/calendar.ts';
import { addDays } from '../../mail/local-time.ts';
import type { Directory, Person } from '../../mail/people.ts';
import { excused } from './decide.ts';
import type { SlotRow } from './ports.ts';

/** So many slots in a row without a look. */
const inARow = 3;
/** How many days of rows are read to find them. */
export const lookBackDays = 14;

export type Silent = {
  readonly person: Person;
  /** Start of the first of the slots: a look since then speaks for them. */
  readonly since: Date;
};

/** People reminded in their last three slots, the last of them on `date`. Office slots are a rota's, nobody's own. */
export function silentPeople(rows: readonly SlotRow[], date: string, directory: Directory, calendar: Calendar): readonly Silent[] {
  const personal = rows.filter((row) => row.slot !== 'dau-buoi-chieu').toSorted((a, b) => a.at.getTime() - b.at.getTime());
  return directory.people.flatMap((person) => {
    if (excused(person) !== null) return [];
    const last = personal.filter((row) => row.person === person.address).slice(-inARow);
    const [first] = last;
    if (first === undefined || last.length < inARow || last.at(-1)?.date !== date) return [];
    if (last.some((row) => row.state !== 'reminded' && row.state !== 'last-reminder-unread')) return [];
    const since = calendar.slots(first.date, 'personal').find((slot) => slot.name === first.slot)?.start ?? first.at;
    return [{ person, since }];
  });
}

/** Who is told about somebody: the head of the unit; about a head, or under a leader, the Chánh Văn phòng. Null: nobody. */
export function toldAbout(person: Person, directory: Directory): Person | null {
  const own = directory.headOf(person);
  const office = directory.withRole('chanh-van-phong')[0] ?? null;
  const head = own === null || own.address === person.address || own.roles.includes('lanh-dao') ? office : own;
  return head === null || head.address === person.address ? null : head;
}

export const firstDayOf = (date: string): string => addDays(date, -lookBackDays);
