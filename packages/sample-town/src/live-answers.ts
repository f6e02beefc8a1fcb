import { helsinkiDayNumber } from '@kuulolla/calendar/day';
import type { Source } from '@kuulolla/contracts/source';
import { giving } from './afterthoughts.ts';
import { drawAnswer } from './drawn-answer.ts';
import { createRandom, drawIndex, type Random, runningSums, weighted } from './random.ts';
import { dayRhythm, homeHours } from './rhythm.ts';
import { answersOfTheYear } from './source-habits.ts';
import type { TownMessage } from './town-message.ts';
import { localHour, type TownPlan, townName } from './town-plan.ts';

/** Length of a slot, ms: in each of them somebody answers. */
export const slotLength = 2_000;

const source = weighted<Source>(Object.entries(answersOfTheYear) as [Source, number][]);
/** Answers a slot of a usual opening hour has beside its first. */
const busiest = 1.4;
const usualYear = Object.values(answersOfTheYear).reduce((sum, count) => sum + count, 0);
/** What a year's answers are spread over, in slots: its evenings and weekends make a working day worth eleven busy hours. */
const openSlotsOfYear = (251 * 11 * 3_600_000) / slotLength;

/** The slot an instant (epoch ms) falls in. */
export function slotOf(instant: number): number {
  return Math.floor(instant / slotLength);
}

/**
 * What comes in during a slot of a town that is looked at: one answer, and more in busy hours, so that something moves.
 * The same slot always gives the same messages.
 */
export function liveAnswers(plan: TownPlan, slot: number): TownMessage[] {
  const random = createRandom(plan.seed, 7, slot);
  const count = 1 + poisson(random, busiest * busyness(slot));
  return Array.from({ length: count }, (_, index) => drawLive(plan, slot, index));
}

/** What came in during a slot while nobody looked: the first answer of some slots, as many as a usual year has. */
export function unwatchedAnswers(plan: TownPlan, slot: number): TownMessage[] {
  const share = (usualYear / openSlotsOfYear) * busyness(slot);
  return createRandom(plan.seed, 8, slot).chance(share) ? [drawLive(plan, slot, 0)] : [];
}

/** How busy a slot is: 1 in a usual opening hour, near 0 at night. */
function busyness(slot: number): number {
  const instant = slot * slotLength;
  const { weekdayUnits, home } = dayRhythm(helsinkiDayNumber(instant));
  const hour = localHour(instant);
  if (hour >= 8 && hour < 18) return 0.9 * weekdayUnits + 0.1 * home;
  return hour >= homeHours.opens && hour < homeHours.closes ? 0.12 * home : 0.01;
}

function drawLive(plan: TownPlan, slot: number, index: number): TownMessage {
  const random = createRandom(plan.seed, 9, slot, index);
  const instant = slot * slotLength;
  const from = source(random);
  const hour = localHour(instant);
  const sums = runningSums(
    plan.units.map(({ kind, weight }) => {
      if (from === 'helfi') return Math.sqrt(weight);
      // After hours people answer the text message they got.
      return hour >= kind.opens && hour < kind.closes ? weight : 0.1 * weight;
    }),
  );
  const unit = plan.units[drawIndex(sums, random)];
  if (unit === undefined) throw new RangeError('A town without units has no answers.');
  const door = from === 'maisa' && !unit.inPortal ? 'units' : from;
  const answer = drawAnswer(random, door, unit, helsinkiDayNumber(instant), plan.level);
  const id = `${townName(plan)}-s${slot.toString(36)}x${index}`;
  return giving(door, { id, at: instant + index, answer });
}

/** Knuth's way, for small means. */
function poisson(random: Random, mean: number): number {
  const limit = Math.exp(-mean);
  let count = -1;
  for (let product = 1; product > limit; count++) product *= random.next();
  return count;
}
