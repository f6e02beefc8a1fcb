import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { change } from './change.ts';
import { twoSidedP } from './normal-tail.ts';
import { answersIn, type Counts, emptyCounts, score } from './score.ts';

const some = fc.nat({ max: 3_000 });
const counts: fc.Arbitrary<Counts> = fc.record({ promoters: some, passives: some, detractors: some });
const answered = counts.filter((c) => answersIn(c) > 0);
const of = (promoters: number, passives: number, detractors: number): Counts => ({
  promoters,
  passives,
  detractors,
});

describe('a change', () => {
  test('by the published formula is not a digit off', () => {
    const found = change(of(70, 20, 10), of(50, 30, 20));
    const [p1, d1, p2, d2] = [70.75 / 103, 10.75 / 103, 50.75 / 103, 20.75 / 103];
    const half = 1.96 * Math.sqrt((p1 + d1 - (p1 - d1) ** 2) / 103 + (p2 + d2 - (p2 - d2) ** 2) / 103);
    expect(found.difference).toBe(30);
    expect(found.centre).toBeCloseTo(100 * (p1 - d1 - p2 + d2), 10);
    expect(found.low).toBeCloseTo(100 * (p1 - d1 - p2 + d2 - half), 10);
    expect(found.high).toBeCloseTo(100 * (p1 - d1 - p2 + d2 + half), 10);
    expect(found.verdict).toBe('rise');
  });

  test('on 29 answers is not called, on 30 it is; its figures are there either way', () => {
    expect(change(of(29, 0, 0), of(0, 0, 300)).verdict).toBe('too-few');
    expect(change(of(30, 0, 0), of(0, 0, 29)).verdict).toBe('too-few');
    expect(change(of(29, 0, 0), of(0, 0, 300)).difference).toBe(200);
    expect(change(of(30, 0, 0), of(0, 0, 30)).verdict).toBe('rise');
    expect(change(of(0, 0, 30), of(30, 0, 0)).verdict).toBe('fall');
    expect(change(of(30, 10, 10), of(30, 10, 10)).verdict).toBe('none');
  });

  test('from or to nothing has no figures', () => {
    for (const found of [
      change(emptyCounts, of(40, 0, 0)),
      change(of(40, 0, 0), emptyCounts),
      change(emptyCounts, emptyCounts),
    ]) {
      expect(found).toEqual({
        difference: null,
        centre: null,
        low: null,
        high: null,
        p: null,
        verdict: 'too-few',
      });
    }
  });

  test('turns over when now and before change places, and its raw difference is that of the scores shown', () => {
    fc.assert(
      fc.property(answered, answered, (now, before) => {
        const there = change(now, before);
        const back = change(before, now);
        expect(there.difference).toBe((score(now).nps as number) - (score(before).nps as number));
        expect(back.low).toBeCloseTo(-(there.high as number), 9);
        expect(back.p).toBeCloseTo(there.p as number, 12);
        expect([there.verdict, back.verdict].sort().join()).toMatch(
          /^(fall,rise|none,none|too-few,too-few)$/,
        );
        expect(Object.is(there.difference, -0)).toBe(false);
      }),
    );
  });

  test('said to be real has a small p, a raw difference of the same sign and stays within ±200', () => {
    fc.assert(
      fc.property(answered, answered, (now, before) => {
        const { difference, low, high, p, verdict } = change(now, before);
        expect(-200 <= (low as number) && (high as number) <= 200).toBe(true);
        if (verdict === 'none') expect(p).toBeGreaterThan(0.0499);
        if (verdict === 'rise' || verdict === 'fall') {
          expect(p).toBeLessThan(0.0501);
          expect(Math.sign(difference as number)).toBe(verdict === 'rise' ? 1 : -1);
        }
      }),
    );
  });
});

test('a p-value is that of the normal table, far out too', () => {
  expect(twoSidedP(0)).toBeCloseTo(1, 6);
  expect(twoSidedP(1)).toBeCloseTo(0.317_310_5, 6);
  expect(twoSidedP(-1.959_964)).toBeCloseTo(0.05, 6);
  expect(twoSidedP(3.290_527)).toBeCloseTo(0.001, 8);
  expect(twoSidedP(5) / 5.733e-7).toBeCloseTo(1, 3);
  expect(twoSidedP(40)).toBe(0);
});
