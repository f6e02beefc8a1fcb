import { describe, expect, test } from 'vitest';
import { clockTime, helsinkiDay, monthsBefore, shortDay } from './helsinki-time.ts';

describe('Helsinki time', () => {
  test('a summer evening in UTC is already the next day in Helsinki', () => {
    expect(helsinkiDay(Date.parse('2026-06-30T21:30:00Z'))).toBe('2026-07-01');
  });

  test('clocks read as each language writes them', () => {
    const morning = Date.parse('2026-01-15T07:05:00Z');
    expect([clockTime(morning, 'fi'), clockTime(morning, 'sv'), clockTime(morning, 'en')]).toEqual([
      '9.05',
      '9.05',
      '09:05',
    ]);
  });

  test('a month without the day gives its last day, over the turn of a year too', () => {
    expect(monthsBefore('2026-03-31', 1)).toBe('2026-02-28');
    expect(monthsBefore('2026-01-15', 12)).toBe('2025-01-15');
    expect(monthsBefore('2026-01-31', 2)).toBe('2025-11-30');
  });

  test('days are written without leading zeros', () => {
    expect([
      shortDay('2025-11-03', 'fi'),
      shortDay('2025-11-03', 'sv'),
      shortDay('2025-11-03', 'en'),
    ]).toEqual(['3.11.2025', '3.11.2025', '3 Nov 2025']);
  });
});
