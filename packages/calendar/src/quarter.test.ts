import { getISOWeek, getISOWeekYear, getQuarter } from 'date-fns';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays, dayNumber, dayOfNumber, daysBetween } from './day.ts';
import {
  monthLabel,
  periodNames,
  periods,
  quarterLabel,
  quarterStart,
  weekday,
  weekLabel,
  yearLabel,
} from './quarter.ts';

const days = fc.integer({ min: dayNumber('1960-01-01'), max: dayNumber('2120-12-31') }).map(dayOfNumber);
const noon = (day: string) =>
  new Date(Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1, Number(day.slice(8)), 12);

test('labels differ from date-fns on no day', () => {
  fc.assert(
    fc.property(days, (day) => {
      const date = noon(day);
      expect(weekLabel(day)).toBe(`${getISOWeekYear(date)}-W${String(getISOWeek(date)).padStart(2, '0')}`);
      expect(quarterLabel(day)).toBe(`${date.getFullYear()}-Q${getQuarter(date)}`);
      expect(weekday(day)).toBe(date.getDay() || 7);
      expect([monthLabel(day), yearLabel(day)]).toEqual([day.slice(0, 7), day.slice(0, 4)]);
    }),
    { numRuns: 2_000 },
  );
});

test('no day lies in two periods of a kind, or in none', () => {
  fc.assert(
    fc.property(days, fc.constantFrom(...periodNames), (day, name) => {
      const { start, nextStart, label } = periods[name];
      const from = start(day);
      const next = nextStart(day);
      expect(from <= day && day < next).toBe(true);
      expect(start(from)).toBe(from);
      expect(start(addDays(next, -1))).toBe(from);
      expect(start(next)).toBe(next);
      expect(label(from)).toBe(label(addDays(next, -1)));
      expect(label(next)).not.toBe(label(day));
      expect(daysBetween(from, next)).toBeLessThanOrEqual(
        { day: 1, week: 7, month: 31, quarter: 92, year: 366 }[name],
      );
    }),
  );
});

test('the turn of the year puts no day into the wrong week or quarter', () => {
  expect(weekLabel('2027-01-01')).toBe('2026-W53');
  expect(weekLabel('2024-12-30')).toBe('2025-W01');
  expect(weekLabel('2026-11-27')).toBe('2026-W48');
  expect(quarterLabel('2026-09-30')).toBe('2026-Q3');
  expect(quarterStart('2026-12-31')).toBe('2026-10-01');
  expect(periods.quarter.nextStart('2026-12-31')).toBe('2027-01-01');
});
