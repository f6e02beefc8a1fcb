import { loadShippedDirectory } from '@kuulolla/directory/shipped-register';
import { describe, expect, test } from 'vitest';
import { liveAnswer, missedAnswer, slotLength, slotOf, startOf } from './live-answers.ts';
import { planTown } from './town-plan.ts';

const until = Date.parse('2026-11-23T08:00:00+02:00');
const plan = planTown({ directory: loadShippedDirectory(), seed: 2024, until, days: 1 });
const slotsOf = (from: string, hours: number) => {
  const first = slotOf(Date.parse(from));
  return Array.from({ length: (hours * 3_600_000) / slotLength }, (_, index) => first + index);
};

const countOf = (slots: number[], answerOf: typeof liveAnswer) =>
  slots.filter((slot) => answerOf(plan, slot) !== null).length;

describe('a town that runs', () => {
  test('answers otherwise when the same slot is drawn again', () => {
    const answers = slotsOf('2026-11-24T12:00:00+02:00', 1).map((slot) => liveAnswer(plan, slot));
    expect(slotsOf('2026-11-24T12:00:00+02:00', 1).map((slot) => liveAnswer(plan, slot))).toEqual(answers);
    expect(new Set(answers.map((message) => JSON.stringify(message))).size).toBe(answers.length);
  });

  test('keeps whoever looks in opening hours waiting for longer than a minute', () => {
    const noon = slotsOf('2026-11-24T12:00:00+02:00', 1).filter((slot) => liveAnswer(plan, slot));
    const waits = noon.slice(1).map((slot, index) => startOf(slot) - startOf(noon[index] as number));
    expect(Math.max(...waits)).toBeLessThan(60_000);
  });

  test('has as many answers at night or on a Sunday as at noon of a working day', () => {
    const noon = countOf(slotsOf('2026-11-24T12:00:00+02:00', 1), liveAnswer);
    expect(countOf(slotsOf('2026-11-24T02:00:00+02:00', 1), liveAnswer)).toBeLessThan(0.1 * noon);
    expect(countOf(slotsOf('2026-11-29T12:00:00+02:00', 1), liveAnswer)).toBeLessThan(0.3 * noon);
  });

  test('swamps the year it goes on from: more than four times its answers', () => {
    const week = slotsOf('2026-11-23T00:00:00+02:00', 7 * 24);
    expect(countOf(week, liveAnswer)).toBeLessThan(4 * countOf(week, missedAnswer));
  });

  test('gives an answer a time outside its slot', () => {
    for (const slot of slotsOf('2026-11-24T12:00:00+02:00', 0.1)) {
      const message = liveAnswer(plan, slot);
      if (message) expect(slotOf(message.at)).toBe(slot);
    }
  });
});

describe('a town that did not run', () => {
  test('made up for a year with many more or fewer answers than a year has', () => {
    // Every 17th slot meets each hour of the week in turn.
    const year = slotsOf('2026-01-01T00:00:00+02:00', 365 * 24).filter((slot) => slot % 17 === 0);
    const missed = 17 * countOf(year, missedAnswer);
    expect(missed).toBeGreaterThan(0.94 * 120_235);
    expect(missed).toBeLessThan(1.06 * 120_235);
  });

  test('sends an answer that it would not have sent while it ran: a slot seen twice would count twice', () => {
    for (const slot of slotsOf('2026-11-24T00:00:00+02:00', 24)) {
      const missed = missedAnswer(plan, slot);
      if (missed) expect(missed).toEqual(liveAnswer(plan, slot));
    }
  });
});
