import { addDays, instantOf, localTime, weekday } from '../../mail/local-time.ts';
import { isHoliday } from './holidays.ts';
import { assertWholeYear, seasonAt, seasonOf, type Session } from './seasons.ts';
import { slotsOf, type Slot, type SlotKind } from './slots.ts';
import { yearTables } from './year-table.ts';
import type { CalendarSettings } from './settings.ts';

/** An agency's working time. Dates are YYYY-MM-DD in Asia/Ho_Chi_Minh. Pure: no clock inside. */
export type Calendar = {
  isWorkingDay(date: string): boolean;
  /** Morning and afternoon of a working day as instants; one on a half day, none on a day off. */
  sessions(date: string): readonly { readonly start: Date; readonly end: Date }[];
  /** The instant `hours` of working time later; from outside working time it counts from its next start. */
  addWorkingHours(from: Date, hours: number): Date;
  workingHoursBetween(from: Date, to: Date): number;
  /** End of work on the first working day after the local day of `from`. */
  endOfNextWorkingDay(from: Date): Date;
  nextWorkingDay(date: string): string;
  /** TTH Điều 5: when mailboxes of a kind are looked into. */
  slots(date: string, kind: SlotKind): readonly Slot[];
  /** The slot whose reminder lies 0-15 minutes back, else null. */
  slotAt(instant: Date, kind?: SlotKind): Slot | null;
  /** False for a year whose swaps nobody has entered: its days are computed from the law alone. */
  editedYear(year: number): boolean;
};

const week = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
/** A calendar without a working day in so long is a mistake in the settings. */
const longestRest = 366;

/** Throws with the setting's name when the hours don't follow each other or leave a day without. */
export function createCalendar(settings: CalendarSettings): Calendar {
  const seasons = settings['calendar.hours'].map(seasonOf);
  assertWholeYear(seasons);
  const days = new Set<string>(settings['calendar.week']);
  if (days.size === 0) throw new Error('calendar.week: chưa có ngày làm việc nào / no working day');
  const off = new Set(settings['calendar.days-off']);
  const worked = new Set(settings['calendar.days-worked']);
  const years = new Set(settings['calendar.years']);

  const dayKind = (date: string): 'off' | 'morning' | 'full' => {
    if (worked.has(date)) return 'full';
    if (off.has(date)) return 'off';
    const table = yearTables[Number(date.slice(0, 4))];
    if (table?.worked.includes(date) === true) return 'full';
    if (table?.off.includes(date) === true || isHoliday(date)) return 'off';
    if (days.has(week[weekday(date)] ?? 'sun')) return 'full';
    return weekday(date) === 6 && days.has('sat-morning') ? 'morning' : 'off';
  };

  const hoursOf = (date: string): readonly Session[] => {
    const kind = dayKind(date);
    const season = seasonAt(seasons, date);
    if (kind === 'off' || season === null) return [];
    return kind === 'morning' ? [season.morning] : [season.morning, season.afternoon];
  };

  const sessions = (date: string) => hoursOf(date).map(({ start, end }) => ({ start: instantOf(date, start), end: instantOf(date, end) }));

  const nextWorkingDay = (date: string): string => {
    for (let i = 1; i <= longestRest; i += 1) if (dayKind(addDays(date, i)) !== 'off') return addDays(date, i);
    throw new Error('calendar: không có ngày làm việc nào trong một năm / no working day within a year');
  };

  const slots = (date: string, kind: SlotKind): readonly Slot[] => slotsOf(sessions(date), kind);

  return {
    isWorkingDay: (date) => dayKind(date) !== 'off',
    sessions,
    addWorkingHours(from, hours) {
      let left = hours * 3_600_000;
      let date = localTime(from).date;
      if (dayKind(date) === 'off') date = nextWorkingDay(date);
      for (;;) {
        for (const session of sessions(date)) {
          const start = Math.max(session.start.getTime(), from.getTime());
          const room = session.end.getTime() - start;
          if (room <= 0) continue;
          if (left <= room) return new Date(start + left);
          left -= room;
        }
        date = nextWorkingDay(date);
      }
    },
    workingHoursBetween(from, to) {
      let total = 0;
      const last = localTime(to).date;
      for (let date = localTime(from).date; date <= last; date = addDays(date, 1))
        for (const session of sessions(date))
          total += Math.max(0, Math.min(session.end.getTime(), to.getTime()) - Math.max(session.start.getTime(), from.getTime()));
      return total / 3_600_000;
    },
    endOfNextWorkingDay(from) {
      const date = nextWorkingDay(localTime(from).date);
      return sessions(date).at(-1)?.end ?? instantOf(date, 17 * 60);
    },
    nextWorkingDay,
    slots,
    slotAt(instant, kind = 'office') {
      const back = (slot: Slot): number => instant.getTime() - slot.remindAt.getTime();
      return slots(localTime(instant).date, kind).find((slot) => back(slot) >= 0 && back(slot) <= 15 * 60_000) ?? null;
    },
    editedYear: (year) => years.has(year) || yearTables[year] !== undefined,
  };
}
