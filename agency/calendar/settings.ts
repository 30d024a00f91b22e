import { z } from 'zod';

const list = <T extends z.ZodType>(item: T) =>
  z.preprocess(
    (v) =>
      typeof v === 'string'
        ? v
            .split(',')
            .map((w) => w.trim())
            .filter((w) => w !== '')
        : v,
    z.array(item),
  );

const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'ngày viết YYYY-MM-DD / a date is written YYYY-MM-DD');
const hours = '\\d{1,2}h(?:\\d{2})?-\\d{1,2}h(?:\\d{2})?';
const season = z
  .string()
  .regex(
    new RegExp(`^\\d{1,2}/\\d{1,2}-\\d{1,2}/\\d{1,2} +${hours} +${hours}$`),
    'viết như / write as «16/4-15/10 7h00-11h30 13h30-17h00»',
  );

export const calendarSettings = z.object({
  'calendar.hours': list(season)
    .pipe(z.array(season).min(1))
    .default(['1/1-31/12 7h30-11h30 13h30-17h00'])
    .describe('Seasons: from day/month to day/month, morning, afternoon. They cover the whole year; the first that fits counts.'),
  'calendar.week': list(z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun', 'sat-morning']))
    .default(['mon', 'tue', 'wed', 'thu', 'fri'])
    .describe('Working days of the week; sat-morning for desks that work on Saturday morning.'),
  'calendar.days-off': list(date).default([]).describe("The agency's own days off, also the swaps of a year that is not shipped."),
  'calendar.days-worked': list(date).default([]).describe('Days worked though they are a weekend or holiday.'),
  'calendar.years': list(z.coerce.number().int())
    .default([])
    .describe('Years whose days off and worked have been entered above; start-up warns of a year that is neither here nor shipped.'),
});

export type CalendarSettings = z.output<typeof calendarSettings>;
