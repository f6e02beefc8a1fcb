import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addCounts, answersIn, type Counts, emptyCounts, score } from './score.ts';
import { seededAnswers } from './seeded-answers.fixture.ts';
import { shrinkTowardsArea } from './shrinkage.ts';

const some = fc.nat({ max: 500 });
const counts: fc.Arbitrary<Counts> = fc.record({ promoters: some, passives: some, detractors: some });
const of = (promoters: number, passives: number, detractors: number): Counts => ({
  promoters,
  passives,
  detractors,
});

describe('a ranking', () => {
  test('is not led by the unit with one happy answer', () => {
    const units = [of(1, 0, 0), of(180, 15, 5), of(100, 50, 50), of(60, 60, 80), of(0, 0, 1)];
    const places = shrinkTowardsArea(units).map(({ nps }) => nps as number);
    expect(places[0]).toBeLessThan(places[1] as number);
    expect(places[4]).toBeGreaterThan(places[3] as number);
  });

  test('never throws a unit beyond its own score or past the area', () => {
    fc.assert(
      fc.property(fc.array(counts, { minLength: 1, maxLength: 30 }), (units) => {
        const area = score(units.reduce(addCounts, emptyCounts)).nps;
        shrinkTowardsArea(units).forEach(({ nps, weight }, index) => {
          expect(0 <= weight && weight < 1).toBe(true);
          const own = score(units[index] as Counts).nps ?? area;
          if (own === null || area === null) {
            expect(nps).toBeNull();
            return;
          }
          expect(nps).toBeGreaterThanOrEqual(Math.min(own, area) - 1e-9);
          expect(nps).toBeLessThanOrEqual(Math.max(own, area) + 1e-9);
        });
      }),
    );
  });

  test('gives more weight to more answers, and a unit without any the score of its area', () => {
    const units = [of(2, 1, 1), of(20, 10, 10), of(200, 10, 10), of(40, 40, 80), emptyCounts];
    const shrunk = shrinkTowardsArea(units);
    const byAnswers = units.map((unit, index) => ({
      n: answersIn(unit),
      weight: shrunk[index]?.weight as number,
    }));
    byAnswers.sort((a, b) => a.n - b.n);
    expect(byAnswers.map(({ weight }) => weight)).toEqual(
      byAnswers.map(({ weight }) => weight).sort((a, b) => a - b),
    );
    expect(shrunk[4]).toEqual({ nps: score(units.reduce(addCounts)).nps, weight: 0 });
  });

  test('of nothing, of one unit and of equal units makes up no differences', () => {
    expect(shrinkTowardsArea([])).toEqual([]);
    expect(shrinkTowardsArea([emptyCounts])).toEqual([{ nps: null, weight: 0 }]);
    expect(shrinkTowardsArea([of(3, 1, 0)])).toEqual([{ nps: 75, weight: 0 }]);
    expect(shrinkTowardsArea([of(30, 10, 0), of(3, 1, 0)])).toEqual([
      { nps: 75, weight: 0 },
      { nps: 75, weight: 0 },
    ]);
  });

  test('is nearer to the truth than the raw scores, whether units differ much, little or not at all', () => {
    const draw = seededAnswers(11);
    const report: string[] = [];
    for (const spread of [0, 0.1, 0.3]) {
      let raw = 0;
      let shrunk = 0;
      for (let area = 0; area < 60; area += 1) {
        const shapes = Array.from({ length: 30 }, () => {
          const nps = 0.6 + spread * (2 * draw.uniform() - 1);
          return { promoter: 0.45 + nps / 2, detractor: 0.45 - nps / 2 };
        });
        const units = shapes.map((shape, index) =>
          draw.answers([2, 8, 20, 60, 200][index % 5] as number, shape),
        );
        shrinkTowardsArea(units).forEach(({ nps }, index) => {
          const { promoter, detractor } = shapes[index] as (typeof shapes)[number];
          const truth = 100 * (promoter - detractor);
          raw += ((score(units[index] as Counts).nps as number) - truth) ** 2 / 1_800;
          shrunk += ((nps as number) - truth) ** 2 / 1_800;
        });
      }
      report.push(
        `units ±${100 * spread}: raw ${Math.sqrt(raw).toFixed(1)}, shrunk ${Math.sqrt(shrunk).toFixed(1)}`,
      );
      expect(Math.sqrt(shrunk)).toBeLessThan(0.75 * Math.sqrt(raw));
    }
    process.stdout.write(`points off (root mean square): ${report.join('; ')}\n`);
  });
});
