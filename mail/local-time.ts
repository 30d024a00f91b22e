/** The hour in Vietnam: UTC+7 the whole year, without daylight saving, everywhere in the country. */

const offset = 7 * 60 * 60_000;
const day = 24 * 60 * 60_000;

export type LocalTime = {
  /** YYYY-MM-DD in Asia/Ho_Chi_Minh. */
  readonly date: string;
  /** Minutes since midnight there, with fractions for seconds. */
  readonly minutes: number;
};

export function localTime(instant: Date): LocalTime {
  const shifted = instant.getTime() + offset;
  return { date: new Date(shifted).toISOString().slice(0, 10), minutes: (((shifted % day) + day) % day) / 60_000 };
}

/** The instant of a local date and minutes since its midnight. */
export const instantOf = (date: string, minutes: number): Date => new Date(Date.parse(`${date}T00:00:00Z`) - offset + minutes * 60_000);

/** The date `days` later. */
export const addDays = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * day).toISOString().slice(0, 10);

/** 0 = Sunday … 6 = Saturday. */
export const weekday = (date: string): number => new Date(`${date}T00:00:00Z`).getUTCDay();

/** ISO 8601 with Vietnam's offset, to the second: `2026-11-23T07:45:00+07:00`. */
export const vietnamIso = (instant: Date): string => `${new Date(instant.getTime() + offset).toISOString().slice(0, 19)}+07:00`;
