import {
  addMonths,
  addQuarters,
  addWeeks,
  formatISO,
  startOfISOWeek,
  startOfMonth,
  startOfQuarter,
  startOfYear,
} from 'date-fns';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays, dayNumber, dayOfNumber } from './day.ts';
import { nextPeriodStart, quarterStart, weekday, yearStart } from './quarter.ts';

const days = fc.integer({ min: dayNumber('1960-01-01'), max: dayNumber('2120-12-31') }).map(dayOfNumber);
const noon = (day: string) =>
  new Date(Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1, Number(day.slice(8)), 12);
const dayOf = (date: Date) => formatISO(date, { representation: 'date' });

test('no day has another weekday, or lies in another week, month, quarter or year, than in date-fns', () => {
  fc.assert(
    fc.property(days, (day) => {
      const date = noon(day);
      expect(weekday(day)).toBe(date.getDay() || 7);
      expect(quarterStart(day)).toBe(dayOf(startOfQuarter(date)));
      expect(yearStart(day)).toBe(dayOf(startOfYear(date)));
      expect(nextPeriodStart.day(day)).toBe(addDays(day, 1));
      expect(nextPeriodStart.week(day)).toBe(dayOf(addWeeks(startOfISOWeek(date), 1)));
      expect(nextPeriodStart.month(day)).toBe(dayOf(addMonths(startOfMonth(date), 1)));
      expect(nextPeriodStart.quarter(day)).toBe(dayOf(addQuarters(startOfQuarter(date), 1)));
    }),
    { numRuns: 2_000 },
  );
});

test('the turn of the year puts no day into the wrong week or quarter', () => {
  expect(nextPeriodStart.week('2027-01-01')).toBe('2027-01-04');
  expect(nextPeriodStart.week('2024-12-30')).toBe('2025-01-06');
  expect(quarterStart('2026-12-31')).toBe('2026-10-01');
  expect(nextPeriodStart.month('2026-12-31')).toBe('2027-01-01');
  expect(nextPeriodStart.quarter('2026-12-31')).toBe('2027-01-01');
});
