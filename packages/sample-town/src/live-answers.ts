import { helsinkiDayNumber } from '@kuulolla/calendar/day';
import type { Source } from '@kuulolla/contracts/source';
import { giving } from './afterthoughts.ts';
import { drawAnswer } from './drawn-answer.ts';
import { createRandom, drawIndex, runningSums, weighted } from './random.ts';
import { dayRhythm, homeHours } from './rhythm.ts';
import { answersOfTheYear } from './source-habits.ts';
import type { TownMessage } from './town-message.ts';
import { localHour, type TownPlan, townName } from './town-plan.ts';

/**
 * Length of a slot, ms: one answer at most comes in at the beginning of each. In opening hours nearly each has one, so
 * that whoever looks sees something move soon; that is some three times what a usual year has, not more, because a town
 * that runs for days is to keep windows of the size they have.
 */
export const slotLength = 25_000;

const source = weighted<Source>(Object.entries(answersOfTheYear) as [Source, number][]);
const usualYear = Object.values(answersOfTheYear).reduce((sum, count) => sum + count, 0);
/** What a year's answers are spread over, in slots: its evenings and weekends make a working day worth 11.7 busy hours. */
const openSlotsOfYear = (251 * 11.7 * 3_600_000) / slotLength;

/** The slot an instant (epoch ms) falls in. */
export function slotOf(instant: number): number {
  return Math.floor(instant / slotLength);
}

/** The first instant of a slot, epoch ms. */
export function startOf(slot: number): number {
  return slot * slotLength;
}

/** What comes in during a slot while the town runs, null where nothing does. The same slot always gives the same message. */
export function liveAnswer(plan: TownPlan, slot: number): TownMessage | null {
  return chanceOf(plan, slot) < busyness(slot) ? drawLive(plan, slot) : null;
}

/** What came in while the town did not run: as many as a usual year has, each of them one that `liveAnswer` gives too. */
export function missedAnswer(plan: TownPlan, slot: number): TownMessage | null {
  const share = usualYear / openSlotsOfYear;
  return chanceOf(plan, slot) < share * busyness(slot) ? drawLive(plan, slot) : null;
}

function chanceOf(plan: TownPlan, slot: number): number {
  return createRandom(plan.seed, 7, slot).next();
}

/** How busy a slot is: 1 in a usual opening hour, near 0 at night. */
function busyness(slot: number): number {
  const instant = startOf(slot);
  const { weekdayUnits, dailyUnits, home } = dayRhythm(helsinkiDayNumber(instant));
  const hour = localHour(instant);
  if (hour >= 8 && hour < 18) return 0.75 * weekdayUnits + 0.15 * dailyUnits + 0.1 * home;
  return hour >= homeHours.opens && hour < homeHours.closes ? 0.12 * home : 0.01;
}

function drawLive(plan: TownPlan, slot: number): TownMessage {
  const random = createRandom(plan.seed, 9, slot);
  const at = startOf(slot);
  const from = source(random);
  const day = helsinkiDayNumber(at);
  const hour = localHour(at);
  const { weekdayUnits, dailyUnits } = dayRhythm(day);
  const sums = runningSums(
    plan.units.map(({ kind, weight }) => {
      if (from === 'helfi') return Math.sqrt(weight);
      const open = hour >= kind.opens && hour < kind.closes ? (kind.daily ? dailyUnits : weekdayUnits) : 0;
      // While a unit is closed people answer the text message they got.
      return weight * Math.max(open, 0.1);
    }),
  );
  const unit = plan.units[drawIndex(sums, random)];
  if (unit === undefined) throw new RangeError('A town without units has no answers.');
  const door = from === 'maisa' && !unit.inPortal ? 'units' : from;
  const answer = drawAnswer(random, door, unit, day, plan.level);
  return giving(door, { id: `${townName(plan)}-s${slot.toString(36)}`, at, answer });
}
