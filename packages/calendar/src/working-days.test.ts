import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, dayNumber, dayOfNumber, daysBetween } from './day.ts';
import {
  addWorkingDays,
  easterSunday,
  holidayOn,
  holidaysOf,
  isPublicHoliday,
  isWorkingDay,
} from './working-days.ts';

const days = fc.integer({ min: dayNumber('2000-01-01'), max: dayNumber('2099-12-31') }).map(dayOfNumber);

test('Easter is right in the earliest and latest years of the almanac too', () => {
  const almanac = [
    '2016-03-27',
    '2019-04-21',
    '2024-03-31',
    '2025-04-20',
    '2026-04-05',
    '2027-03-28',
    '2028-04-16',
    '2038-04-25',
    '2285-03-22',
  ];
  expect(almanac.map((day) => easterSunday(Number(day.slice(0, 4))))).toEqual(almanac);
});

test('the holidays of 2026 are those of the almanac, none missing, none extra', () => {
  expect(
    holidaysOf(2026)
      .filter(({ isPublic }) => isPublic)
      .map(({ day }) => day.slice(5)),
  ).toEqual([
    '01-01',
    '01-06',
    '04-03',
    '04-05',
    '04-06',
    '05-01',
    '05-14',
    '05-24',
    '06-20',
    '10-31',
    '12-06',
    '12-25',
    '12-26',
  ]);
  expect(
    holidaysOf(2026)
      .filter(({ isPublic }) => !isPublic)
      .map(({ day }) => day),
  ).toEqual(['2026-06-19', '2026-12-24']);
});

describe('a working day', () => {
  test('is neither given to an eve on which nobody works nor taken from 31 December', () => {
    expect(isWorkingDay('2026-06-19')).toBe(false);
    expect(isWorkingDay('2026-12-24')).toBe(false);
    expect(isPublicHoliday('2026-06-19')).toBe(false);
    expect(isPublicHoliday('2026-12-24')).toBe(false);
    expect(isWorkingDay('2026-12-31')).toBe(true);
    expect(isWorkingDay('2026-04-02')).toBe(true);
    expect(isWorkingDay('2026-04-30')).toBe(true);
  });

  test('is lost or gained in no year counted by hand', () => {
    const count = (year: number) => {
      let working = 0;
      for (let day = `${year}-01-01`; day.startsWith(String(year)); day = addDays(day, 1))
        working += isWorkingDay(day) ? 1 : 0;
      return working;
    };
    // 262, 261 and 261 weekdays, less 10, 10 and 9 holidays and eves that fall on one.
    expect([2024, 2025, 2026].map(count)).toEqual([252, 251, 252]);
  });

  test('that is none does not shorten the two-day promise', () => {
    expect(addWorkingDays('2026-11-20', 2)).toBe('2026-11-24');
    expect(addWorkingDays('2026-11-21', 2)).toBe('2026-11-24');
    expect(addWorkingDays('2026-04-02', 2)).toBe('2026-04-08');
    expect(addWorkingDays('2026-06-17', 2)).toBe('2026-06-22');
    expect(addWorkingDays('2026-12-23', 2)).toBe('2026-12-29');
    expect(addWorkingDays('2026-12-30', 2)).toBe('2027-01-04');
    expect(addWorkingDays('2026-12-06', 0)).toBe('2026-12-06');
    expect(addWorkingDays('2026-12-28', -1)).toBe('2026-12-23');
  });

  test('is neither skipped nor counted twice by addWorkingDays', () => {
    fc.assert(
      fc.property(days, fc.integer({ min: -40, max: 40 }), (day, count) => {
        const reached = addWorkingDays(day, count);
        const [from, to] = count < 0 ? [reached, addDays(day, -1)] : [addDays(day, 1), reached];
        let working = 0;
        for (let at = from; daysBetween(at, to) >= 0; at = addDays(at, 1))
          working += isWorkingDay(at) ? 1 : 0;
        expect(working).toBe(Math.abs(count));
        if (count !== 0) expect(isWorkingDay(reached)).toBe(true);
      }),
    );
  });
});

test('a day with two names keeps one: 1 May 2008 was Ascension Day too', () => {
  expect(holidayOn('2008-05-01')?.name).toBe('may-day');
  expect(holidayOn('2026-11-20')).toBeUndefined();
});
