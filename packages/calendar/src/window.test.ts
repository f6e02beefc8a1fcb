import { windowNames } from '@kuulolla/contracts/score';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays, dayNumber, dayOfNumber, daysBetween } from './day.ts';
import { windowBefore, windowOf } from './window.ts';

const days = fc.integer({ min: dayNumber('2000-01-01'), max: dayNumber('2100-12-31') }).map(dayOfNumber);
const length = ({ from, to }: { from: string; to: string }) => daysBetween(from, to) + 1;

test('a rolling window neither loses nor gains a day over clock changes and leap days', () => {
  for (const today of [
    '2026-03-29',
    '2026-03-30',
    '2026-10-25',
    '2026-10-26',
    '2028-02-29',
    '2028-03-01',
    '2026-04-20',
  ]) {
    expect(windowNames.slice(0, 4).map((name) => length(windowOf(name, today)))).toEqual([7, 30, 90, 365]);
    expect(windowNames.slice(0, 4).map((name) => length(windowBefore(name, today)))).toEqual([
      7, 30, 90, 365,
    ]);
  }
  expect(windowOf('7d', '2026-03-30')).toEqual({ from: '2026-03-24', to: '2026-03-30' });
  expect(windowBefore('7d', '2026-03-30')).toEqual({ from: '2026-03-17', to: '2026-03-23' });
  expect(windowOf('30d', '2026-10-26')).toEqual({ from: '2026-09-27', to: '2026-10-26' });
  expect(windowOf('365d', '2028-12-31')).toEqual({ from: '2028-01-02', to: '2028-12-31' });
});

test('the quarter or year to date is compared with exactly as many days as have passed', () => {
  expect(windowOf('qtd', '2026-11-20')).toEqual({ from: '2026-10-01', to: '2026-11-20' });
  expect(windowBefore('qtd', '2026-11-20')).toEqual({ from: '2026-07-01', to: '2026-08-20' });
  expect(windowBefore('qtd', '2026-01-01')).toEqual({ from: '2025-10-01', to: '2025-10-01' });
  expect(windowOf('ytd', '2026-03-29')).toEqual({ from: '2026-01-01', to: '2026-03-29' });
  expect(windowBefore('ytd', '2026-03-29')).toEqual({ from: '2025-01-01', to: '2025-03-29' });
  expect(windowBefore('ytd', '2028-03-01')).toEqual({ from: '2027-01-01', to: '2027-03-02' });
});

test('a shorter quarter or year before is clipped, it does not run over into the window', () => {
  expect(windowBefore('qtd', '2026-06-30')).toEqual({ from: '2026-01-01', to: '2026-03-31' });
  expect(windowBefore('qtd', '2026-06-29')).toEqual({ from: '2026-01-01', to: '2026-03-31' });
  expect(windowBefore('qtd', '2028-06-30')).toEqual({ from: '2028-01-01', to: '2028-03-31' });
  expect(windowBefore('qtd', '2026-09-30')).toEqual({ from: '2026-04-01', to: '2026-06-30' });
  expect(windowBefore('ytd', '2028-12-31')).toEqual({ from: '2027-01-01', to: '2027-12-31' });
  expect(windowBefore('ytd', '2029-12-31')).toEqual({ from: '2028-01-01', to: '2028-12-30' });
});

test('no day is counted on both sides of a comparison', () => {
  fc.assert(
    fc.property(days, fc.constantFrom(...windowNames), (today, name) => {
      const now = windowOf(name, today);
      const before = windowBefore(name, today);
      expect(now.to).toBe(today);
      expect(before.to < now.from).toBe(true);
      expect(length(now) - length(before)).toBeGreaterThanOrEqual(0);
      expect(length(now) - length(before)).toBeLessThanOrEqual(name === 'qtd' ? 2 : name === 'ytd' ? 1 : 0);
      if (name.endsWith('d') && !name.endsWith('td')) expect(addDays(before.to, 1)).toBe(now.from);
    }),
  );
});
