import { daysBetween } from '@kuulolla/calendar/day';
import type { DayRange } from '@kuulolla/calendar/window';
import type { Change, WindowName } from '@kuulolla/contracts/score';
import { rollingChange } from '@kuulolla/nps/rolling-change';
import type { Counts } from '@kuulolla/nps/score';
import { sequentialChange } from '@kuulolla/nps/sequential';

/**
 * Change of a window that is watched all the time, by the test that fits it: a rolling window forgets old answers
 * (`rollingChange`), a quarter or year to date only grows (`sequentialChange`).
 */
export function watchedChange(window: WindowName, range: DayRange, now: Counts, before: Counts): Change {
  const grows = window === 'qtd' || window === 'ytd';
  const { centre: _, ...change } = grows
    ? sequentialChange(now, before)
    : rollingChange(now, before, daysBetween(range.from, range.to) + 1);
  return change;
}
