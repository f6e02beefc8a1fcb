import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Change, change } from './change.ts';
import { rollingChange } from './rolling-change.ts';
import { addCounts, answersIn, type Counts, emptyCounts } from './score.ts';
import { seededAnswers } from './seeded-answers.fixture.ts';
import { sequentialChange } from './sequential.ts';

const some = fc.nat({ max: 3_000 });
const counts: fc.Arbitrary<Counts> = fc.record({ promoters: some, passives: some, detractors: some });
const answered = counts.filter((c) => answersIn(c) > 0);

const SECTOR = { promoter: 0.74, detractor: 0.1 };
const WATCHED_DAYS = 90;
const isCalled = ({ verdict }: Change) => verdict === 'rise' || verdict === 'fall';
const totalOf = (days: readonly Counts[]) => days.reduce(addCounts, emptyCounts);

interface Calls {
  pointwise: number;
  watched: number;
}

/** Share of calm units, in %, that each test calls at least once in 90 daily looks, and how a unit's two sides are made for a look. */
function callsOnCalmUnits(
  seed: number,
  units: number,
  answersADay: number,
  history: number,
  sides: (days: readonly Counts[], look: number) => readonly [Counts, Counts],
  watchedTest: (now: Counts, before: Counts) => Change,
): Calls {
  const draw = seededAnswers(seed);
  const calls: Calls = { pointwise: 0, watched: 0 };
  for (let unit = 0; unit < units; unit += 1) {
    const days = Array.from({ length: history + WATCHED_DAYS }, () =>
      draw.answers(draw.arrivals(answersADay), SECTOR),
    );
    const looks = Array.from({ length: WATCHED_DAYS }, (_, look) => sides(days, history + look + 1));
    if (looks.some(([now, before]) => isCalled(change(now, before)))) calls.pointwise += 100 / units;
    if (looks.some(([now, before]) => isCalled(watchedTest(now, before)))) calls.watched += 100 / units;
  }
  return calls;
}

function report(what: string, { pointwise, watched }: Calls): void {
  process.stdout.write(
    `${what}: calm units called in 90 daily looks ${pointwise.toFixed(1)} % pointwise, ${watched.toFixed(1)} % watched\n`,
  );
}

describe('calm units, looked at each day for 90 days', () => {
  test.each([1, 3, 10])(
    '%d answers a day against a fixed past are called "real" by the sequential test in 5 %% at most',
    (rate) => {
      const sides = (days: readonly Counts[], end: number) =>
        [totalOf(days.slice(60, end)), totalOf(days.slice(0, 60))] as const;
      const calls = callsOnCalmUnits(1_000 + rate, 800, rate, 60, sides, sequentialChange);
      report(`growing window, ${rate} answers a day`, calls);
      expect(calls.watched).toBeLessThanOrEqual(5);
      expect(calls.pointwise).toBeGreaterThan(2 * calls.watched);
    },
  );

  test.each([1, 3, 10])(
    '%d answers a day both growing, as a quarter to date, are called in 5 %% at most',
    (rate) => {
      const sides = (days: readonly Counts[], end: number) =>
        [totalOf(days.slice(91, end)), totalOf(days.slice(0, end - 91))] as const;
      const calls = callsOnCalmUnits(2_000 + rate, 800, rate, 91, sides, sequentialChange);
      report(`quarter to date, ${rate} answers a day`, calls);
      expect(calls.watched).toBeLessThanOrEqual(5);
    },
  );

  test.each([
    { days: 7, rate: 10 },
    { days: 30, rate: 1 },
    { days: 30, rate: 3 },
    { days: 30, rate: 10 },
    { days: 90, rate: 3 },
  ])(
    '$rate answers a day in rolling windows of $days days are called in 5 % at most',
    ({ days: length, rate }) => {
      const sides = (days: readonly Counts[], end: number) =>
        [
          totalOf(days.slice(end - length, end)),
          totalOf(days.slice(end - 2 * length, end - length)),
        ] as const;
      const watched = (now: Counts, before: Counts) => rollingChange(now, before, length);
      const calls = callsOnCalmUnits(3_000 + rate + length, 800, rate, 2 * length, sides, watched);
      report(`rolling ${length} days, ${rate} answers a day`, calls);
      expect(calls.watched).toBeLessThanOrEqual(5);
      expect(calls.pointwise).toBeGreaterThan(3 * calls.watched);
    },
  );
});

describe.each([
  { name: 'sequentialChange', watched: sequentialChange },
  { name: 'rollingChange', watched: (now: Counts, before: Counts) => rollingChange(now, before, 30) },
])('$name', ({ watched }) => {
  test('is never surer than a single look, and agrees with it on the difference', () => {
    fc.assert(
      fc.property(answered, answered, (now, before) => {
        const often = watched(now, before);
        const once = change(now, before);
        expect([often.difference, often.centre]).toEqual([once.difference, once.centre]);
        expect(often.low).toBeLessThanOrEqual(once.low as number);
        expect(often.high).toBeGreaterThanOrEqual(once.high as number);
        expect(often.p).toBeGreaterThanOrEqual(Math.min(1, once.p as number) - 1e-6);
      }),
    );
  });

  test('calls a change exactly when its p is below 5 %', () => {
    fc.assert(
      fc.property(answered, answered, (now, before) => {
        const { p, verdict } = watched(now, before);
        fc.pre(verdict !== 'too-few' && Math.abs((p as number) - 0.05) > 1e-6);
        expect(isCalled({ verdict } as Change)).toBe((p as number) < 0.05);
      }),
    );
  });

  test('still sees a real fall, and says nothing of nothing', () => {
    const good = { promoters: 370, passives: 80, detractors: 50 };
    const bad = { promoters: 250, passives: 120, detractors: 130 };
    expect(watched(bad, good).verdict).toBe('fall');
    expect(watched(good, bad).verdict).toBe('rise');
    expect(watched(good, emptyCounts).p).toBeNull();
    expect(watched({ promoters: 29, passives: 0, detractors: 0 }, good).verdict).toBe('too-few');
  });
});

test('a shorter window or a longer watch asks for a wider interval', () => {
  const now = { promoters: 370, passives: 80, detractors: 50 };
  const halfWidth = (days: number, watchedDays?: number) => {
    const { centre, high } = rollingChange(now, now, days, watchedDays);
    return ((high as number) - (centre as number)) / (((change(now, now).high as number) - 0) / 1.96);
  };
  const limits = [7, 30, 90, 365].map((days) => Number(halfWidth(days).toFixed(2)));
  process.stdout.write(
    `standard errors asked of rolling windows of 7, 30, 90, 365 days watched for 90: ${limits.join(', ')}\n`,
  );
  expect(limits).toEqual(limits.toSorted((a, b) => b - a));
  expect(halfWidth(30, 365)).toBeGreaterThan(halfWidth(30, 90));
  expect(halfWidth(365)).toBeGreaterThan(1.96);
});
