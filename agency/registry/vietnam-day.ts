import { localTime } from '../../mail/local-time.ts';

/** Day in Vietnam, YYYY-MM-DD. */
export const vietnamDay = (at: Date): string => localTime(at).date;

/** Hour of the day in Vietnam, HH:MM. */
export const vietnamHour = (at: Date): string => {
  const { minutes } = localTime(at);
  return [minutes / 60, minutes % 60].map((part) => String(Math.floor(part)).padStart(2, '0')).join(':');
};

/** Year in Vietnam: numbers begin anew on 01/01 there. */
export const vietnamYear = (at: Date): number => Number(vietnamDay(at).slice(0, 4));

/** The same moment as ISO 8601 with Vietnam's offset. */
export const vietnamTime = (at: Date): string =>
  `${vietnamDay(at)}T${vietnamHour(at)}:${String(at.getUTCSeconds()).padStart(2, '0')}+07:00`;

/** YYYY-MM-DD as people write it: 05/01/2026. */
export const dayForPeople = (day: string): string => day.split('-').reverse().join('/');
