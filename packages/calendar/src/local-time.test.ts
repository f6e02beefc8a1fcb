import { TZDate } from '@date-fns/tz';
import { format } from 'date-fns';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { excelSerialToInstant, helsinkiLocalToInstant, parseLocalTime } from './local-time.ts';
import { NotADayError } from './not-a-day.ts';

const iso = (result: ReturnType<typeof parseLocalTime>) =>
  result.ok ? new Date(result.instant).toISOString().replace('.000Z', 'Z') : result.reason;
const instants = fc.integer({ min: Date.UTC(1990, 0, 2), max: Date.UTC(2100, 11, 30) });
const shown = (instant: number, pattern: string) => format(new TZDate(instant, 'Europe/Helsinki'), pattern);
const HOUR = 3_600_000;

describe('a Helsinki wall time', () => {
  test('in the hour repeated on 25 October 2026 is its first occurrence, summer time', () => {
    expect(iso(parseLocalTime('2026-10-25 02:59:59'))).toBe('2026-10-24T23:59:59Z');
    expect(iso(parseLocalTime('2026-10-25 03:00'))).toBe('2026-10-25T00:00:00Z');
    expect(iso(parseLocalTime('2026-10-25 03:59:59'))).toBe('2026-10-25T00:59:59Z');
    expect(iso(parseLocalTime('2026-10-25 04:00'))).toBe('2026-10-25T02:00:00Z');
  });

  test('in the hour skipped on 29 March 2026 is missing, and its edges are not', () => {
    expect(iso(parseLocalTime('2026-03-29 02:59:59'))).toBe('2026-03-29T00:59:59Z');
    expect(iso(parseLocalTime('2026-03-29 03:00'))).toBe('missing-hour');
    expect(iso(parseLocalTime('29.3.2026 3.59.59'))).toBe('missing-hour');
    expect(iso(parseLocalTime('2026-03-29 04:00'))).toBe('2026-03-29T01:00:00Z');
    expect(
      helsinkiLocalToInstant({ year: 2026, month: 3, day: 29, hour: 3, minute: 30, second: 0, ms: 0 }),
    ).toBe('missing');
  });

  test('that an instant shows leads back to that instant, or to the same reading an hour earlier', () => {
    fc.assert(
      fc.property(instants, (instant) => {
        const result = parseLocalTime(shown(instant, "yyyy-MM-dd'T'HH:mm:ss.SSS"));
        const found = result.ok ? result.instant : Number.NaN;
        expect([instant, instant - HOUR]).toContain(found);
        if (found !== instant)
          expect(shown(found, 'yyyy-MM-dd HH:mm')).toBe(shown(instant, 'yyyy-MM-dd HH:mm'));
      }),
      { numRuns: 2_000 },
    );
  });

  test('no calendar has is refused with an error, not moved to the next month', () => {
    const noon = { year: 2026, month: 2, day: 30, hour: 12, minute: 0, second: 0, ms: 0 };
    expect(() => helsinkiLocalToInstant(noon)).toThrow(NotADayError);
    expect(() => helsinkiLocalToInstant({ ...noon, day: 1, hour: 24 })).toThrow(NotADayError);
  });
});

describe('a written time', () => {
  test.each([
    ['2026-11-20 09:31', '2026-11-20T07:31:00Z'],
    ['2026-11-20T09:31', '2026-11-20T07:31:00Z'],
    ['2026-11-20T09:31:05.1239', '2026-11-20T07:31:05.123Z'],
    ['2026-11-20T09:31:05.5', '2026-11-20T07:31:05.500Z'],
    ['2026-07-20', '2026-07-19T21:00:00Z'],
    [' 20.11.2026 ', '2026-11-19T22:00:00Z'],
    ['20.11.2026 9.31', '2026-11-20T07:31:00Z'],
    ['20.11.2026 9:31:05', '2026-11-20T07:31:05Z'],
    ['20.11.2026 klo 9.31', '2026-11-20T07:31:00Z'],
    ['20.11.2026 kl. 09.31', '2026-11-20T07:31:00Z'],
    ['05.06.2026 00:00', '2026-06-04T21:00:00Z'],
    ['5/6/2026 14:05', '2026-06-05T11:05:00Z'],
    ['20.11.2026\u00a09.31', '2026-11-20T07:31:00Z'],
  ])('%s is not read as another instant', (text, instant) => {
    expect(iso(parseLocalTime(text))).toBe(instant);
  });

  test.each([
    '',
    'eilen',
    '20.11.26 9.31',
    '11/20/2026 9:31',
    '29.2.2026',
    '2026-11-31 10:00',
    '2026-11-20 24:00',
    '2026-11-20 9:31',
    '2026-11-20 09:60',
    '2026-11-20T09:31Z',
    '2026-11-20T09:31+02:00',
    '2026-11-20 09:31 PM',
    '20.11/2026',
    '46346.4',
    '2026-11-20 09:31:60',
    '0026-11-20',
    '2026-11-20 09:31\n2026-11-20 09:31',
  ])('%j is no time and is not guessed at', (text) => {
    expect(iso(parseLocalTime(text))).toBe('not-a-time');
  });

  test('never makes the parser throw or hang, whatever it is', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[\d.:/T klo-]{0,40}$/), (text) => {
        expect(typeof parseLocalTime(text).ok).toBe('boolean');
      }),
    );
  });
});

describe('an Excel serial date', () => {
  test('is not a day or a second off', () => {
    expect(iso(excelSerialToInstant(46_346))).toBe('2026-11-19T22:00:00Z');
    expect(iso(excelSerialToInstant(46_346.396_53))).toBe('2026-11-20T07:31:00Z');
    expect(iso(excelSerialToInstant(46_346.999_999))).toBe('2026-11-20T22:00:00Z');
    expect(iso(excelSerialToInstant(46_110 + 3.5 / 24))).toBe('missing-hour');
    expect(iso(excelSerialToInstant(46_320 + 3.5 / 24))).toBe('2026-10-25T00:30:00Z');
  });

  test('outside 1990 to 2100 is some other number', () => {
    for (const serial of [9, 20_261_120, 32_873.9, 73_416, Number.NaN, Number.POSITIVE_INFINITY, -1]) {
      expect(iso(excelSerialToInstant(serial)), String(serial)).toBe('not-a-time');
    }
    expect(excelSerialToInstant(32_874).ok).toBe(true);
    expect(excelSerialToInstant(73_415.999).ok).toBe(true);
  });

  test('of every second means the same instant as that second written out', () => {
    fc.assert(
      fc.property(instants, (instant) => {
        const wall = Math.floor(instant / 1_000) * 1_000;
        const text = new Date(wall).toISOString().slice(0, 19);
        expect(excelSerialToInstant(wall / 86_400_000 + 25_569)).toEqual(parseLocalTime(text));
      }),
    );
  });
});
