import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  formatCount,
  formatDifference,
  formatInterval,
  formatNps,
  formatNumber,
  roundHalfAwayFromZero,
} from './format-score.ts';

describe('rounding', () => {
  test.each([
    [0.5, 0, 1],
    [-0.5, 0, -1],
    [2.5, 0, 3],
    [-2.5, 0, -3],
    [64.05, 1, 64.1],
    [-64.05, 1, -64.1],
    [1.005, 2, 1.01],
    [8.345, 2, 8.35],
    [0.049999, 1, 0],
    [-0.04, 1, 0],
    [1e-9, 1, 0],
    [-1e-9, 3, 0],
    [99.95, 1, 100],
    [1234.5, -2, 1200],
  ])('%d to %d places is not off by one in the last', (x, decimals, rounded) => {
    expect(Object.is(roundHalfAwayFromZero(x, decimals), rounded)).toBe(true);
  });

  test('of every tenth of a half goes away from zero, in whole and in binary trouble', () => {
    for (let tenths = 0; tenths <= 1_000; tenths += 1) {
      const text = `${Math.floor(tenths / 10)}.${tenths % 10}5`;
      expect(roundHalfAwayFromZero(Number(text), 1), text).toBe((tenths + 1) / 10);
      expect(roundHalfAwayFromZero(-Number(text), 1), text).toBe(-(tenths + 1) / 10);
    }
  });

  test('moves a score by no more than half a step, treats both signs alike and gives no −0', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -200, max: 200, noNaN: true }),
        fc.integer({ min: 0, max: 3 }),
        (x, decimals) => {
          const rounded = roundHalfAwayFromZero(x, decimals);
          expect(Math.abs(rounded - x)).toBeLessThanOrEqual(0.5 / 10 ** decimals + 1e-9);
          expect(Object.is(rounded, -0)).toBe(false);
          expect(roundHalfAwayFromZero(-x, decimals)).toBe(0 - rounded);
        },
      ),
    );
  });
});

describe('a figure in writing', () => {
  test('has a true minus sign, the decimal mark of its language and no −0', () => {
    expect(formatNps(-3.45, 'fi', 1)).toBe('\u22123,5');
    expect(formatNps(-3.45, 'sv', 1)).toBe('\u22123,5');
    expect(formatNps(-3.45, 'en', 1)).toBe('\u22123.5');
    expect(formatNps(-0.4, 'en')).toBe('0');
    expect(formatNps(-0.04, 'fi', 1)).toBe('0,0');
    expect(formatNps(64, 'fi', 1)).toBe('64,0');
    expect(formatNps(64.5, 'fi')).toBe('65');
  });

  test('that does not exist is a dash, not a 0', () => {
    expect(formatNps(null, 'fi')).toBe('\u2013');
    expect(formatDifference(null, 'en')).toBe('\u2013');
    expect(formatInterval({ low: null, high: null }, 'sv')).toBe('\u2013');
  });

  test('of a change carries its sign, and none once it is rounded to nothing', () => {
    expect(formatDifference(6.4, 'fi')).toBe('+6');
    expect(formatDifference(-6.5, 'fi')).toBe('\u22127');
    expect(formatDifference(0.3, 'fi')).toBe('0');
    expect(formatDifference(-0.3, 'en', 1)).toBe('\u22120.3');
  });

  test('groups its thousands with a space that does not break, or a comma', () => {
    expect(formatCount(111_388, 'fi')).toBe('111\u00a0388');
    expect(formatCount(1_111_388, 'sv')).toBe('1\u00a0111\u00a0388');
    expect(formatCount(111_388, 'en')).toBe('111,388');
    expect(formatCount(999, 'en')).toBe('999');
    expect(formatNumber(1234.56, 'en', 1)).toBe('1,234.6');
  });

  test('of an interval keeps both bounds', () => {
    expect(formatInterval({ low: -12.4, high: 3 }, 'fi')).toBe('\u221212\u20263');
  });
});
