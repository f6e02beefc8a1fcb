import { loadShippedDirectory } from '@kuulolla/directory/shipped-register';
import { describe, expect, test } from 'vitest';
import { liveAnswers, slotLength, slotOf, unwatchedAnswers } from './live-answers.ts';
import { planTown } from './town-plan.ts';

const until = Date.parse('2026-11-23T08:00:00+02:00');
const plan = planTown({ directory: loadShippedDirectory(), seed: 2024, until, days: 1 });
const slotsOf = (from: string, hours: number) => {
  const first = slotOf(Date.parse(from));
  return Array.from({ length: (hours * 3_600_000) / slotLength }, (_, index) => first + index);
};

describe('a town that is looked at', () => {
  test('answers otherwise when the same slot is drawn again', () => {
    const slot = slotOf(until) + 5;
    expect(liveAnswers(plan, slot)).toEqual(liveAnswers(plan, slot));
    expect(liveAnswers(plan, slot)).not.toEqual(liveAnswers(plan, slot + 1));
  });

  test('has a moment without an answer, or as many at night as at noon', () => {
    const night = slotsOf('2026-11-24T02:00:00+02:00', 1).map((slot) => liveAnswers(plan, slot).length);
    const noon = slotsOf('2026-11-24T12:00:00+02:00', 1).map((slot) => liveAnswers(plan, slot).length);
    const sum = (counts: number[]) => counts.reduce((total, count) => total + count, 0);
    expect(Math.min(...night, ...noon)).toBe(1);
    expect(sum(noon)).toBeGreaterThan(1.5 * sum(night));
  });

  test('gives an answer a time outside its slot', () => {
    for (const slot of slotsOf('2026-11-24T12:00:00+02:00', 0.1)) {
      for (const { at } of liveAnswers(plan, slot)) expect(slotOf(at)).toBe(slot);
    }
  });
});

describe('a town nobody looked at', () => {
  test('made up for a working week with many more or fewer answers than a week has', () => {
    const week = slotsOf('2026-11-23T00:00:00+02:00', 7 * 24).flatMap((slot) => unwatchedAnswers(plan, slot));
    expect(week.length).toBeGreaterThan(1_700);
    expect(week.length).toBeLessThan(3_300);
  });
});
