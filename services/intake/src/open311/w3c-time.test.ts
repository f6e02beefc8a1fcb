import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseW3cTime, w3cTime } from './w3c-time.ts';

describe('a time of the standard', () => {
  test.each([
    ['2026-11-22T12:00:00Z', '2026-11-22T14:00:00+02:00'],
    ['2026-07-01T12:00:00.999Z', '2026-07-01T15:00:00+03:00'],
    ['2026-10-25T00:30:00Z', '2026-10-25T03:30:00+03:00'],
    ['2026-10-25T01:30:00Z', '2026-10-25T03:30:00+02:00'],
  ])('of %s is written otherwise than %s', (instant, written) => {
    expect(w3cTime(Date.parse(instant))).toBe(written);
  });

  test('is read as another second than was written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 946_684_800_000, max: 4_102_444_000_000 }), (instant) => {
        const span = parseW3cTime(w3cTime(instant));
        expect(span).toEqual({ first: instant - (instant % 1000), last: instant - (instant % 1000) + 999 });
      }),
    );
  });

  test.each([
    ['2026-10-25', '2026-10-24T21:00:00Z', 25 * 3_600_000],
    ['2026-11-22T12:00Z', '2026-11-22T12:00:00Z', 60_000],
    ['2026-11-22T12:00:00 02:00', '2026-11-22T10:00:00Z', 1_000],
    ['2026-11-22T12:00:00.25-05:00', '2026-11-22T17:00:00.250Z', 1],
  ])('%s begins otherwise than at %s or lasts other than %i ms', (text, first, length) => {
    const start = Date.parse(first);
    expect(parseW3cTime(text)).toEqual({ first: start, last: start + length - 1 });
  });

  test.each([
    '',
    'now',
    '2026-13-01',
    '2026-02-29',
    '2026-11-22T12:00:00',
    '2026-11-22T24:30:00Z',
    '2026-02-30T12:00:00Z',
    '20261122',
    '9999-12-31',
  ])('is read from %j', (text) => {
    expect(parseW3cTime(text)).toBeNull();
  });

  test.each(['1000-01-01', '9999-12-30', '9999-12-31T23:59:59-14:00'])('of %s is not read', (text) => {
    expect(parseW3cTime(text)).not.toBeNull();
  });
});
