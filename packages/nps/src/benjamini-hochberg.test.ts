import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { discoveries } from './benjamini-hochberg.ts';
import { change } from './change.ts';
import { seededAnswers } from './seeded-answers.fixture.ts';

const ps = fc.array(fc.option(fc.double({ min: 0, max: 1, noNaN: true })), { maxLength: 60 });

describe('a list of tests', () => {
  test('from the paper of 1995 gives the four discoveries of the paper', () => {
    const paper = [
      0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528,
      0.759, 1,
    ];
    expect(discoveries(paper, 0.05).filter(Boolean)).toHaveLength(4);
    expect(discoveries(paper.toReversed(), 0.05)).toEqual(discoveries(paper, 0.05).toReversed());
  });

  test('lets a later small rank carry the earlier ones (step-up, not step-down)', () => {
    expect(discoveries([0.06, 0.07, 0.08], 0.1)).toEqual([true, true, true]);
    expect(discoveries([0.06, 0.07, 0.5], 0.1)).toEqual([false, false, false]);
  });

  test('is not made harder by units with nothing to test', () => {
    expect(discoveries([null, 0.09, null, Number.NaN])).toEqual([false, true, false, false]);
    expect(discoveries([])).toEqual([]);
    expect(discoveries([null])).toEqual([false]);
    expect(discoveries([0])).toEqual([true]);
  });

  test('never keeps a p-value and drops a smaller one, and loses none when q grows', () => {
    fc.assert(
      fc.property(ps, (list) => {
        const found = discoveries(list, 0.1);
        const kept = list.filter((p, index) => p !== null && found[index]) as number[];
        const dropped = list.filter((p, index) => p !== null && !found[index]) as number[];
        expect(Math.max(-1, ...kept)).toBeLessThan(Math.min(2, ...dropped));
        expect(discoveries(list, 0.2).map((yes, index) => yes || !found[index])).not.toContain(false);
      }),
    );
  });

  test('of 349 calm units and 20 that changed is mostly true', () => {
    const draw = seededAnswers(7);
    const calm = { promoter: 0.74, detractor: 0.1 };
    let falseOnes = 0;
    let share = 0;
    for (let round = 0; round < 100; round += 1) {
      const tests = Array.from({ length: 349 }, (_, unit) =>
        change(
          draw.answers(150, unit < 20 ? { promoter: 0.5, detractor: 0.3 } : calm),
          draw.answers(150, calm),
        ),
      );
      const found = discoveries(tests.map(({ p }) => p));
      const wrong = found.filter((yes, unit) => yes && unit >= 20).length;
      falseOnes += wrong;
      share += wrong / Math.max(1, found.filter(Boolean).length);
    }
    process.stdout.write(
      `349 units, 20 changed: ${share.toFixed(1)} % of the discoveries false, ${falseOnes / 100} a list\n`,
    );
    expect(share).toBeLessThan(12);
  });
});
