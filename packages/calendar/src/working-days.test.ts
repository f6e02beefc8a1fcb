import { describe, expect, test } from 'vitest';
import { addDays } from './day.ts';
import { easterSunday, holidayOn, holidaysOf, isWorkingDay } from './working-days.ts';

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

test('the holidays and free eves of 2026 are those of the almanac, none missing, none extra', () => {
  expect(holidaysOf(2026).map(({ day }) => day.slice(5))).toEqual([
    '01-01',
    '01-06',
    '04-03',
    '04-05',
    '04-06',
    '05-01',
    '05-14',
    '05-24',
    '06-19',
    '06-20',
    '10-31',
    '12-06',
    '12-24',
    '12-25',
    '12-26',
  ]);
});

describe('a working day', () => {
  test('is neither given to an eve on which nobody works nor taken from 31 December', () => {
    expect(isWorkingDay('2026-06-19')).toBe(false);
    expect(isWorkingDay('2026-12-24')).toBe(false);
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
});

test('a day with two names keeps one: 1 May 2008 was Ascension Day too', () => {
  expect(holidayOn('2008-05-01')?.name).toBe('may-day');
  expect(holidayOn('2026-11-20')).toBeUndefined();
});
