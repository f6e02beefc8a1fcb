import { describe, expect, test } from 'vitest';
import { domainOf, runs, summary } from './trend-line.ts';

const month = (nps: number | null, n = 30) => ({ n, nps });

describe('a line of months', () => {
  test('a month with a handful of answers is a gap, not a spike to −100', () => {
    const points = [month(60), month(-100, 2), month(64)];
    expect(domainOf([points], 20)).toEqual({ low: 60, high: 80 });
    expect(runs(points, { low: 60, high: 80 }, 100, 20)).toEqual([[{ x: 0, y: 20 }], [{ x: 100, y: 16 }]]);
  });

  test('a calm line keeps a scale wide enough to look calm', () => {
    expect(domainOf([[month(63), month(64)]], 40)).toEqual({ low: 50, high: 90 });
  });

  test('a line at the very top widens downwards and stays within the scale', () => {
    expect(domainOf([[month(99), month(100)]], 40)).toEqual({ low: 60, high: 100 });
  });

  test('a month without answers is no zero', () => {
    expect(domainOf([[month(null, 0), month(70), month(72)]], 20)).toEqual({ low: 70, high: 90 });
    expect(summary([month(null, 0), month(70), month(72)])).toEqual({
      first: 70,
      last: 72,
      low: 70,
      high: 72,
      months: 2,
    });
  });

  test('one month is no line', () => {
    expect(summary([month(70), month(null, 0)])).toBeNull();
    expect(domainOf([[]], 20)).toBeNull();
  });
});
