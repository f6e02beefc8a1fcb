import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addCounts, answersIn, type Counts, classOf, emptyCounts, score } from './score.ts';
import { seededAnswers } from './seeded-answers.fixture.ts';

const some = fc.nat({ max: 100_000 });
const counts: fc.Arbitrary<Counts> = fc.record({ promoters: some, passives: some, detractors: some });
const answered = counts.filter((c) => answersIn(c) > 0);
const swapped = (c: Counts): Counts => ({
  promoters: c.detractors,
  passives: c.passives,
  detractors: c.promoters,
});

describe('a score', () => {
  test('without answers is not 0', () => {
    expect(score(emptyCounts)).toEqual({ n: 0, ...emptyCounts, nps: null, low: null, high: null });
  });

  test('of ten promoters alone does not claim certainty: 47.5 to 100', () => {
    const { nps, low, high } = score({ promoters: 10, passives: 0, detractors: 0 });
    expect([nps, high]).toEqual([100, 100]);
    expect(low).toBeCloseTo(47.503, 3);
  });

  test('is not rounded and never −0', () => {
    expect(score({ promoters: 2, passives: 0, detractors: 1 }).nps).toBe(100 / 3);
    expect(Object.is(score({ promoters: 3, passives: 1, detractors: 3 }).nps, 0)).toBe(true);
    expect(Object.is(score({ promoters: 0, passives: 5, detractors: 0 }).nps, 0)).toBe(true);
  });

  test('never leaves ±100, nor its interval its order', () => {
    fc.assert(
      fc.property(answered, (c) => {
        const { nps, low, high } = score(c) as { nps: number; low: number; high: number };
        expect(-100 <= low && low < high && high <= 100).toBe(true);
        expect(-100 <= nps && nps <= 100).toBe(true);
      }),
    );
  });

  test('turns over exactly when promoters and detractors change places', () => {
    fc.assert(
      fc.property(answered, (c) => {
        const one = score(c);
        const other = score(swapped(c));
        expect(other.nps).toBe(0 - (one.nps as number));
        expect(other.low).toBeCloseTo(-(one.high as number), 9);
        expect(other.high).toBeCloseTo(-(one.low as number), 9);
      }),
    );
  });

  test('lies within its own interval from two answers on; a single promoter or detractor lies outside', () => {
    const outside: string[] = [];
    for (let n = 1; n <= 60; n += 1) {
      for (let promoters = 0; promoters <= n; promoters += 1) {
        for (let detractors = 0; detractors <= n - promoters; detractors += 1) {
          const { nps, low, high } = score({ promoters, passives: n - promoters - detractors, detractors });
          const within = (low as number) <= (nps as number) && (nps as number) <= (high as number);
          if (!within) outside.push(`${promoters}+ ${detractors}− of ${n}`);
        }
      }
    }
    expect(outside).toEqual(['0+ 1− of 1', '1+ 0− of 1']);
  });

  test('gets surer, not less sure, when the same answers come ten times over', () => {
    fc.assert(
      fc.property(answered, (c) => {
        const ten = Array.from({ length: 10 }, () => c).reduce(addCounts);
        const width = ({ low, high }: ReturnType<typeof score>) => (high as number) - (low as number);
        expect(score(ten).nps).toBeCloseTo(score(c).nps as number, 9);
        expect(width(score(ten))).toBeLessThan(width(score(c)));
      }),
    );
  });

  test('of 20 to 200 answers has an interval that holds the truth at least 93 times in 100', () => {
    const draw = seededAnswers(20_261_120);
    const shapes = [
      { promoter: 0.74, detractor: 0.1 },
      { promoter: 0.5, detractor: 0.2 },
      { promoter: 0.34, detractor: 0.33 },
      { promoter: 0.2, detractor: 0.6 },
      { promoter: 0.9, detractor: 0.05 },
    ];
    const report: string[] = [];
    for (const shape of shapes) {
      const truth = 100 * (shape.promoter - shape.detractor);
      for (const n of [20, 50, 200]) {
        let held = 0;
        for (let trial = 0; trial < 4_000; trial += 1) {
          const { low, high } = score(draw.answers(n, shape));
          if ((low as number) <= truth && truth <= (high as number)) held += 1;
        }
        report.push(`nps ${Math.round(truth)}, n ${n}: ${(held / 40).toFixed(1)} %`);
        expect(held / 4_000, report.at(-1)).toBeGreaterThanOrEqual(0.93);
      }
    }
    process.stdout.write(`coverage of the 95 % interval: ${report.join('; ')}\n`);
  });
});

describe('counts', () => {
  test('add up to the same total in any order and grouping', () => {
    fc.assert(
      fc.property(counts, counts, counts, (a, b, c) => {
        expect(addCounts(addCounts(a, b), c)).toEqual(addCounts(a, addCounts(b, c)));
        expect(addCounts(a, b)).toEqual(addCounts(b, a));
        expect(addCounts(a, emptyCounts)).toEqual(a);
      }),
    );
  });

  test('take no answer outside 0–10 and put no answer in two classes', () => {
    const classes = Array.from({ length: 11 }, (_, answer) => classOf(answer));
    expect(classes.lastIndexOf('detractor')).toBe(6);
    expect(classes.slice(7, 9)).toEqual(['passive', 'passive']);
    expect(classes.indexOf('promoter')).toBe(9);
    for (const answer of [-1, 11, 6.5, Number.NaN]) expect(() => classOf(answer)).toThrow(RangeError);
  });
});
