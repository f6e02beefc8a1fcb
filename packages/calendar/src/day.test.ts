import { TZDate } from '@date-fns/tz';
import { formatISO } from 'date-fns';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, dayNumber, dayOfNumber, daysBetween, helsinkiDay, isDay, startOfDay } from './day.ts';
import { NotADayError } from './not-a-day.ts';

const intl = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Helsinki', dateStyle: 'short' });
const intlDay = (instant: number) => intl.format(instant);
const instants = (from: string, to: string) => fc.integer({ min: Date.parse(from), max: Date.parse(to) });
const days = fc.integer({ min: dayNumber('1000-01-01'), max: dayNumber('9999-12-31') });

describe('the Helsinki day of an instant', () => {
  test('differs from Intl at no instant from 1970 to 2100', () => {
    fc.assert(
      fc.property(instants('1970-01-01', '2101-01-03'), (instant) => {
        expect(helsinkiDay(instant)).toBe(intlDay(instant));
      }),
      { numRuns: 5_000 },
    );
  });

  test('is neither early nor late at any midnight of a century and a half', () => {
    for (let number = dayNumber('1960-01-01'); number < dayNumber('2110-01-01'); number += 1) {
      const start = startOfDay(dayOfNumber(number));
      if (helsinkiDay(start) !== dayOfNumber(number))
        expect.fail(`${dayOfNumber(number)} does not start at its start`);
      if (helsinkiDay(start - 1) !== dayOfNumber(number - 1))
        expect.fail(`${dayOfNumber(number)} starts too late`);
      if (number % 7 === 0) expect(intlDay(start)).toBe(dayOfNumber(number));
    }
  });

  test('differs from date-fns/tz at no instant, before the table and after it included', () => {
    fc.assert(
      fc.property(instants('1925-01-01', '2250-01-01'), (instant) => {
        expect(helsinkiDay(instant)).toBe(
          formatISO(new TZDate(instant, 'Europe/Helsinki'), { representation: 'date' }),
        );
      }),
      { numRuns: 1_000 },
    );
  });

  test('changes at 22:00 UTC in winter and 21:00 UTC in summer', () => {
    expect(helsinkiDay(Date.parse('2026-11-19T21:59:59.999Z'))).toBe('2026-11-19');
    expect(helsinkiDay(Date.parse('2026-11-19T22:00:00Z'))).toBe('2026-11-20');
    expect(helsinkiDay(Date.parse('2026-07-19T20:59:59.999Z'))).toBe('2026-07-19');
    expect(helsinkiDay(Date.parse('2026-07-19T21:00:00Z'))).toBe('2026-07-20');
  });

  test('is refused for an instant that is none, never "Invalid Date"', () => {
    for (const instant of [Number.NaN, Number.POSITIVE_INFINITY, -1e17]) {
      expect(() => helsinkiDay(instant)).toThrow(NotADayError);
    }
  });
});

describe('the length of a day', () => {
  const hours = (day: string) => (startOfDay(addDays(day, 1)) - startOfDay(day)) / 3_600_000;

  test('is 23 hours on 29 March 2026, 25 on 25 October 2026 and 24 on the days beside', () => {
    expect(['2026-03-28', '2026-03-29', '2026-03-30'].map(hours)).toEqual([24, 23, 24]);
    expect(['2026-10-24', '2026-10-25', '2026-10-26'].map(hours)).toEqual([24, 25, 24]);
  });

  test('begins at the jump on the one day whose midnight was skipped, 3 April 1942', () => {
    expect(new Date(startOfDay('1942-04-03')).toISOString()).toBe('1942-04-02T22:00:00.000Z');
  });
});

describe('counting days', () => {
  test('a day survives the way to its number and back', () => {
    fc.assert(
      fc.property(days, (number) => {
        expect(dayNumber(dayOfNumber(number))).toBe(number);
      }),
    );
    expect(dayNumber('1970-01-01')).toBe(0);
    expect(dayOfNumber(-1)).toBe('1969-12-31');
  });

  test('adding days and taking their difference agree, over leap days too', () => {
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
    expect(addDays('2026-02-28', 1)).toBe('2026-03-01');
    expect(daysBetween('2028-01-01', '2029-01-01')).toBe(366);
    fc.assert(
      fc.property(
        fc.integer({ min: -20_000, max: 60_000 }),
        fc.integer({ min: -20_000, max: 20_000 }),
        (start, count) => {
          const day = dayOfNumber(start);
          expect(daysBetween(day, addDays(day, count))).toBe(count);
        },
      ),
    );
  });

  test('a day that does not exist is refused, not rolled on into the next month', () => {
    for (const text of [
      '2026-02-29',
      '1900-02-29',
      '2026-04-31',
      '2026-13-01',
      '2026-00-10',
      '2026-1-1',
      '2026-01-00',
      '',
      ' 2026-01-01',
      '2026-01-01T00:00',
      '2026/01/01',
      '٢٠٢٦-01-01',
    ]) {
      expect(isDay(text), text).toBe(false);
      expect(() => dayNumber(text), text).toThrow(NotADayError);
    }
    expect(isDay('2000-02-29')).toBe(true);
    expect(isDay(20_260_101)).toBe(false);
    expect(() => addDays('2026-01-01', 0.5)).toThrow(NotADayError);
  });
});

test('the days of a million shuffled answers do not hold the recorder up for a second', () => {
  const start = Date.parse('2025-01-01T00:00:00Z');
  helsinkiDay(start);
  const began = performance.now();
  let length = 0;
  for (let index = 0; index < 1_000_000; index += 1)
    length += helsinkiDay(start + ((index * 7_919) % 63_072_000) * 1_000).length;
  expect(length).toBe(10_000_000);
  expect(performance.now() - began).toBeLessThan(1_000);
});
