/** Working hours of one part of the year; minutes since midnight. */
export type Season = {
  /** Month and day as MMDD. */
  readonly from: number;
  readonly to: number;
  readonly morning: Session;
  readonly afternoon: Session;
};

export type Session = { readonly start: number; readonly end: number };

const minutesOf = (text: string): number => {
  const [hour = '0', minute = ''] = text.split('h');
  return Number(hour) * 60 + Number(minute);
};

const sessionOf = (text: string): Session => {
  const [start = '', end = ''] = text.split('-');
  return { start: minutesOf(start), end: minutesOf(end) };
};

const dayMonth = (text: string): number => {
  const [day = '1', month = '1'] = text.split('/');
  return Number(month) * 100 + Number(day);
};

/** Reads `16/4-15/10 7h00-11h30 13h30-17h00`. Throws what is wrong with the hours, for the person who wrote them. */
export function seasonOf(text: string): Season {
  const [days = '', morning = '', afternoon = ''] = text.trim().split(/\s+/);
  const [from = '', to = ''] = days.split('-');
  const season = { from: dayMonth(from), to: dayMonth(to), morning: sessionOf(morning), afternoon: sessionOf(afternoon) };
  const order = [season.morning.start, season.morning.end, season.afternoon.start, season.afternoon.end, 24 * 60];
  if (order.some((minutes, i) => i > 0 && minutes <= (order[i - 1] ?? 0)))
    throw new Error(`calendar.hours: «${text}»: giờ làm việc phải tăng dần trong ngày / hours must follow each other`);
  return season;
}

/** The season of a date; a season may run over New Year (17/10-15/4). */
export function seasonAt(seasons: readonly Season[], date: string): Season | null {
  const day = Number(date.slice(5, 7)) * 100 + Number(date.slice(8, 10));
  return seasons.find((s) => (s.from <= s.to ? s.from <= day && day <= s.to : day >= s.from || day <= s.to)) ?? null;
}

/** Throws when a day of the year has no hours. */
export function assertWholeYear(seasons: readonly Season[]): void {
  for (let time = Date.UTC(2024, 0, 1); time < Date.UTC(2025, 0, 1); time += 86_400_000) {
    const date = new Date(time).toISOString().slice(0, 10);
    if (seasonAt(seasons, date) === null)
      throw new Error(`calendar.hours: ngày ${date.slice(8)}/${date.slice(5, 7)} chưa có giờ làm việc / has no hours`);
  }
}
