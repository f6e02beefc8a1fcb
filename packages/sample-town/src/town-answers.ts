import { helsinkiOffset } from '@kuulolla/calendar/helsinki-offset';
import { type Source, sources } from '@kuulolla/contracts/source';
import { afterthoughts, messagesInDay } from './afterthoughts.ts';
import { drawAnswer } from './drawn-answer.ts';
import { createRandom, drawIndex, type Random } from './random.ts';
import { homeHours } from './rhythm.ts';
import type { TownMessage } from './town-message.ts';
import { type PlannedDay, placeSums, type TownPlan, townName } from './town-plan.ts';

/** Number of all messages of a town, repeats, corrections and withdrawals included. */
export function townSize(plan: TownPlan): number {
  return plan.days.reduce((sum, day) => sum + messagesInDay(day), 0);
}

/** Number of answers that count in the end, whatever was repeated, corrected or withdrawn. */
export function townAnswerCount(plan: TownPlan): Readonly<Record<Source, number>> {
  const total = { units: 0, maisa: 0, helfi: 0 };
  for (const { counts } of plan.days) for (const source of sources) total[source] += counts[source];
  return total;
}

/**
 * The messages of a town in the order they are sent; `skip` leaves out as many of the first ones, at the cost of one day
 * at most. Days are drawn apart from each other, so what is skipped changes nothing in what follows.
 */
export function* townAnswers(plan: TownPlan, skip = 0): Generator<TownMessage, void, void> {
  let toSkip = skip;
  for (const day of plan.days) {
    const size = messagesInDay(day);
    if (toSkip >= size) {
      toSkip -= size;
      continue;
    }
    yield* dayMessages(plan, day).slice(toSkip);
    toSkip = 0;
  }
}

function dayMessages(plan: TownPlan, planned: PlannedDay): TownMessage[] {
  const messages: TownMessage[] = [];
  for (const source of sources) {
    const random = createRandom(plan.seed, 6, sources.indexOf(source), planned.day);
    const sums = placeSums(plan.units, source, planned.day, planned.endHour);
    const end = instantAt(planned.day, planned.endHour) - 1_000;
    for (let index = 0; index < planned.counts[source]; index++) {
      const unit = plan.units[drawIndex(sums, random)];
      if (unit === undefined) continue;
      const hours = source === 'units' ? unit.kind : homeHours;
      const at = Math.min(end, instantAt(planned.day, drawHour(random, hours, planned.endHour)));
      const answer = drawAnswer(random, source, unit, planned.day, plan.level);
      const ordinal = planned.firsts[source] + index;
      const id = `${townName(plan)}-${source.charAt(0)}${planned.day}x${index}`;
      messages.push(...afterthoughts({ source, ordinal, random, end, named: { id, at, answer } }));
    }
  }
  // The order among equals must not depend on the engine: a stable sort keeps the one they were drawn in.
  return messages.sort((a, b) => a.at - b.at);
}

/** An hour (with fractions) while the place is open and not after `endHour`; people come around the middle of it. */
function drawHour(
  random: Random,
  { opens, closes }: { readonly opens: number; readonly closes: number },
  endHour: number,
): number {
  const latest = Math.max(opens, Math.min(closes, endHour));
  return opens + (latest - opens) * (0.55 * random.next() + 0.45 * random.next());
}

/** The instant of a local hour. Clocks change at night and nobody is open then, so the day's noon tells the offset. */
function instantAt(day: number, hour: number): number {
  const midnight = day * 86_400_000;
  return Math.floor(midnight + hour * 3_600_000) - helsinkiOffset(midnight + 36_000_000);
}
