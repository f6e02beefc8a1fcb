import { addDays, type Day } from '@kuulolla/calendar/day';
import { nextPeriodStart } from '@kuulolla/calendar/quarter';
import type { DayRange } from '@kuulolla/calendar/window';
import type { trendSteps } from '@kuulolla/contracts/query-api';
import type { Score } from '@kuulolla/contracts/score';

export type TrendStep = (typeof trendSteps)[number];

/** The score of the days `from` to `to`, both included. */
export interface TrendPoint extends Score {
  readonly from: Day;
  readonly to: Day;
}

/** The days, weeks (from Monday), months or quarters that meet `from`…`to`, cut to those days; none where `to` lies before `from`. */
export function trendPeriods(by: TrendStep, from: Day, to: Day): DayRange[] {
  const ranges: DayRange[] = [];
  for (let start = from; start <= to; start = nextPeriodStart[by](start)) {
    const end = addDays(nextPeriodStart[by](start), -1);
    ranges.push({ from: start, to: end < to ? end : to });
  }
  return ranges;
}
