import Holidays from 'date-holidays';
import { addDays, weekday } from '../../mail/local-time.ts';
import { yearTables } from './year-table.ts';

const base = new Holidays('VN');

const isWeekend = (date: string): boolean => weekday(date) === 0 || weekday(date) === 6;

/** Every date from one day to the day before another. */
const span = (from: string, until: string): readonly string[] => {
  const dates: string[] = [];
  for (let date = from; date < until; date = addDays(date, 1)) dates.push(date);
  return dates;
};

/** First and last local date of an entry of date-holidays, whose `end` is exclusive. */
const daysOf = (holiday: { readonly date: string; readonly start: Date; readonly end: Date }): readonly string[] => {
  const from = holiday.date.slice(0, 10);
  return span(from, addDays(from, Math.max(1, Math.round((holiday.end.getTime() - holiday.start.getTime()) / 86_400_000))));
};

/** The day beside 2/9 that joins it to a weekend; the day before where neither does. */
const besideNationalDay = (year: number): string => {
  const [before, after] = [`${year}-09-01`, `${year}-09-03`];
  if (!isWeekend(before) && isWeekend(addDays(before, -1))) return before;
  if (!isWeekend(after) && isWeekend(addDays(after, 1))) return after;
  return isWeekend(before) ? after : before;
};

/** Public holidays of one year with the days they are made up on, before any swap. Bộ luật Lao động 2019 Điều 112. */
function holidaysOf(year: number): ReadonlySet<string> {
  const table = yearTables[year];
  const days = new Set<string>([table?.nationalDay ?? besideNationalDay(year)]);
  // Nghị quyết 28/2026/QH16: Ngày Văn hóa Việt Nam, from 01/7/2026.
  if (year >= 2026) days.add(`${year}-11-24`);
  for (const holiday of base.getHolidays(year)) {
    if (holiday.type !== 'public') continue;
    const tet = /vietnamese 1-0-1/.test(holiday.rule);
    if (!tet || table === undefined) for (const date of daysOf(holiday)) days.add(date);
  }
  for (const date of table?.tet ?? []) days.add(date);
  // Điều 111.3: a holiday on a weekly day of rest is made up on the next working day.
  for (const date of [...days].filter(isWeekend).sort()) {
    let made = date;
    do made = addDays(made, 1);
    while (days.has(made) || isWeekend(made));
    days.add(made);
  }
  return days;
}

const known = new Map<number, ReadonlySet<string>>();

/** Whether the day is a public holiday or makes one up (nghỉ bù), before any swap of working days. */
export function isHoliday(date: string): boolean {
  const year = Number(date.slice(0, 4));
  let days = known.get(year);
  if (days === undefined) {
    days = holidaysOf(year);
    known.set(year, days);
  }
  return days.has(date);
}
