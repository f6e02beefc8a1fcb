import type { WindowName } from '@kuulolla/contracts/score';
import { addDays, type Day, daysBetween } from './day.ts';
import { quarterStart, yearStart } from './quarter.ts';

/** Days from the first to the last, both included. */
export interface DayRange {
  readonly from: Day;
  readonly to: Day;
}

const ROLLING_DAYS = { '7d': 7, '30d': 30, '90d': 90, '365d': 365 } as const;
const START_OF_PERIOD = { qtd: quarterStart, ytd: yearStart } as const;

/** The days of a window on the day `today`, which is its last. */
export function windowOf(name: WindowName, today: Day): DayRange {
  if (name === 'qtd' || name === 'ytd') return { from: START_OF_PERIOD[name](today), to: today };
  return { from: addDays(today, 1 - ROLLING_DAYS[name]), to: today };
}

/**
 * What a window is compared with. For a rolling one the same number of days just before it. For qtd and ytd the same number of days
 * from the start of the quarter or year before; where that one is shorter (90 days before 91, 365 before 366) it ends at its own end.
 */
export function windowBefore(name: WindowName, today: Day): DayRange {
  const { from } = windowOf(name, today);
  const lastBefore = addDays(from, -1);
  const days = daysBetween(from, today) + 1;
  if (name !== 'qtd' && name !== 'ytd') return { from: addDays(from, -days), to: lastBefore };
  const start = START_OF_PERIOD[name](lastBefore);
  return { from: start, to: addDays(start, Math.min(days, daysBetween(start, from)) - 1) };
}
