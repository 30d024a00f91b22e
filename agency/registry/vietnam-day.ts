/** Asia/Ho_Chi_Minh has been UTC+7 without summer time since 1975. */
const offset = 7 * 3_600_000;

const shifted = (at: Date): string => new Date(at.getTime() + offset).toISOString();

/** Day in Vietnam, YYYY-MM-DD. */
export const vietnamDay = (at: Date): string => shifted(at).slice(0, 10);

/** Hour of the day in Vietnam, HH:MM. */
export const vietnamHour = (at: Date): string => shifted(at).slice(11, 16);

/** Year in Vietnam: numbers begin anew on 01/01 there. */
export const vietnamYear = (at: Date): number => Number(shifted(at).slice(0, 4));

/** The same moment as ISO 8601 with Vietnam's offset. */
export const vietnamTime = (at: Date): string => `${shifted(at).slice(0, 19)}+07:00`;

/** YYYY-MM-DD as people write it: 05/01/2026. */
export const dayForPeople = (day: string): string => day.split('-').reverse().join('/');
