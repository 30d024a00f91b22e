import { describe, expect, test } from '@jest/globals';
import { createCalendar } from '../../agency/calendar/calendar.ts';
import { calendarSettings } from '../../agency/calendar/settings.ts';

const calendar = createCalendar(calendarSettings.parse({}));
const at = (text: string): Date => new Date(`${text}:00+07:00`);
const local = (instant: Date | undefined): string =>
  instant === undefined ? '' : new Date(instant.getTime() + 7 * 3_600_000).toISOString().slice(0, 16);

describe('working days', () => {
  const days: readonly (readonly [string, boolean, string])[] = [
    ['2026-11-23', true, 'an ordinary Monday'],
    ['2026-11-21', false, 'Saturday'],
    ['2026-11-22', false, 'Sunday'],
    ['2026-11-24', false, 'Ngày Văn hóa Việt Nam'],
    ['2025-11-24', true, '24/11 before the resolution'],
    ['2026-01-01', false, 'New Year'],
    ['2026-01-02', false, 'swapped with 10/01/2026'],
    ['2026-01-10', true, 'the Saturday worked in its place'],
    ['2026-02-13', true, 'the Friday before Tết'],
    ['2026-02-16', false, 'first day of Tết 2026'],
    ['2026-02-20', false, 'last day of Tết 2026'],
    ['2026-02-23', true, 'first day of work after Tết'],
    ['2026-04-26', false, 'Giỗ Tổ on a Sunday'],
    ['2026-04-27', false, 'Giỗ Tổ made up'],
    ['2026-04-28', true, 'the day after'],
    ['2026-04-30', false, '30/4'],
    ['2026-05-01', false, '1/5'],
    ['2026-09-01', false, 'second day of Quốc khánh'],
    ['2026-09-03', true, 'the day after Quốc khánh'],
    ['2025-01-27', false, 'Tết 2025 for civil servants began on Monday 27/01'],
    ['2025-02-03', true, 'nothing made up after Tết 2025, though the package holds a Saturday'],
    ['2025-05-02', false, 'swapped with 26/04/2025'],
    ['2025-04-26', true, 'worked'],
    ['2027-02-05', false, 'Tết 2027 by law'],
    ['2027-02-10', false, 'its Saturday made up'],
    ['2027-02-11', false, 'its Sunday made up'],
    ['2027-02-12', true, 'back to work'],
    ['2027-05-03', false, '1/5/2027 is a Saturday'],
    ['2027-09-03', false, '2/9/2027 is a Thursday'],
    ['2028-01-03', false, '1/1/2028 is a Saturday'],
  ];
  test.each(days)('%s works: %s (%s)', (date, works) => {
    expect(calendar.isWorkingDay(date)).toBe(works);
    expect(calendar.sessions(date)).toHaveLength(works ? 2 : 0);
  });

  test("the agency's own days come before everything", () => {
    const own = createCalendar(
      calendarSettings.parse({
        'calendar.days-off': '2026-11-23',
        'calendar.days-worked': '2026-11-24,2026-11-28',
        'calendar.years': '2031',
      }),
    );
    expect(['2026-11-23', '2026-11-24', '2026-11-28'].map((d) => own.isWorkingDay(d))).toEqual([false, true, true]);
    expect([2025, 2026, 2031, 2030].map((y) => own.editedYear(y))).toEqual([true, true, true, false]);
  });
});

describe('hours', () => {
  test('the end of a session, the night and days off take no time', () => {
    expect(local(calendar.addWorkingHours(at('2026-11-23T08:00'), 4))).toBe('2026-11-23T14:00');
    expect(local(calendar.addWorkingHours(at('2026-11-23T12:00'), 1))).toBe('2026-11-23T14:30');
    // Friday afternoon, the weekend, Monday, a holiday on Tuesday, Wednesday
    expect(local(calendar.addWorkingHours(at('2026-11-20T16:00'), 16))).toBe('2026-11-25T17:00');
    expect(local(calendar.addWorkingHours(at('2026-11-20T16:00'), 9))).toBe('2026-11-25T08:00');
    expect(local(calendar.addWorkingHours(at('2026-12-31T16:30'), 1))).toBe('2027-01-04T08:00');
    expect(local(calendar.addWorkingHours(at('2026-11-21T09:00'), 0))).toBe('2026-11-23T07:30');
  });

  test('hours between two instants', () => {
    expect(calendar.workingHoursBetween(at('2026-11-20T16:00'), at('2026-11-25T08:00'))).toBe(1 + 7.5 + 0.5);
    expect(calendar.workingHoursBetween(at('2026-11-21T00:00'), at('2026-11-22T23:00'))).toBe(0);
    expect(calendar.workingHoursBetween(at('2026-11-23T09:00'), at('2026-11-23T08:00'))).toBe(0);
  });

  test('the end of the next working day', () => {
    expect(local(calendar.endOfNextWorkingDay(at('2026-11-20T09:00')))).toBe('2026-11-23T17:00');
    expect(local(calendar.endOfNextWorkingDay(at('2026-11-23T23:30')))).toBe('2026-11-25T17:00');
    expect(calendar.nextWorkingDay('2026-12-31')).toBe('2027-01-04');
  });

  test('seasons, also over New Year; a desk that works on Saturday morning', () => {
    const nghean = createCalendar(
      calendarSettings.parse({
        'calendar.hours': '17/10-15/4 7h30-12h 13h30-17h, 16/4-16/10 7h-11h30 13h30-17h',
        'calendar.week': 'mon,tue,wed,thu,fri,sat-morning',
      }),
    );
    expect(nghean.sessions('2026-01-05').map((s) => [local(s.start), local(s.end)])).toEqual([
      ['2026-01-05T07:30', '2026-01-05T12:00'],
      ['2026-01-05T13:30', '2026-01-05T17:00'],
    ]);
    expect(local(nghean.sessions('2026-04-16')[0]?.start)).toBe('2026-04-16T07:00');
    expect(nghean.sessions('2026-11-28')).toHaveLength(1);
    expect(nghean.slots('2026-11-28', 'office').map((s) => s.name)).toEqual(['dau-gio-sang', 'cuoi-buoi-sang']);
    expect(local(nghean.endOfNextWorkingDay(at('2026-11-27T10:00')))).toBe('2026-11-28T12:00');
  });

  test.each([
    ['1/1-30/6 7h30-11h30 13h30-17h00', /01\/07/],
    ['1/1-31/12 7h30-13h30 13h00-17h00', /tăng dần/],
  ])('hours that make no sense are refused: %s', (hours, problem) => {
    expect(() => createCalendar(calendarSettings.parse({ 'calendar.hours': [hours] }))).toThrow(problem);
  });
});

describe('slots', () => {
  test('three for a person, four for the office mailbox', () => {
    expect(calendar.slots('2026-11-23', 'personal').map((s) => [s.name, local(s.start), local(s.remindAt)])).toEqual([
      ['dau-gio-sang', '2026-11-23T07:30', '2026-11-23T07:45'],
      ['cuoi-buoi-sang', '2026-11-23T10:30', '2026-11-23T11:15'],
      ['cuoi-buoi-chieu', '2026-11-23T15:30', '2026-11-23T16:15'],
    ]);
    expect(calendar.slots('2026-11-23', 'office').map((s) => s.label)).toEqual([
      'đầu giờ sáng',
      'cuối buổi sáng',
      'đầu buổi chiều',
      'cuối buổi chiều',
    ]);
    expect(calendar.slots('2026-11-24', 'office')).toEqual([]);
  });

  const moments: readonly (readonly [string, string | null])[] = [
    ['2026-11-23T07:44', null],
    ['2026-11-23T07:45', 'dau-gio-sang'],
    ['2026-11-23T08:00', 'dau-gio-sang'],
    ['2026-11-23T08:01', null],
    ['2026-11-23T11:15', 'cuoi-buoi-sang'],
    ['2026-11-23T13:45', 'dau-buoi-chieu'],
    ['2026-11-23T16:15', 'cuoi-buoi-chieu'],
    ['2026-11-21T07:45', null],
    ['2026-11-24T07:45', null],
    ['2026-02-17T16:15', null],
  ];
  test.each(moments)('at %s: %s', (moment, name) => {
    expect(calendar.slotAt(at(moment))?.name ?? null).toBe(name);
  });

  test('the early afternoon is no slot of a person', () => {
    expect(calendar.slotAt(at('2026-11-23T13:45'), 'personal')).toBeNull();
  });
});
