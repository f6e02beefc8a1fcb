import { addDays, type Day, dayNumber, dayOfNumber } from './day.ts';

const yearOf = (day: Day) => Number(day.slice(0, 4));
const monthOf = (day: Day) => Number(day.slice(5, 7));

/** First day of a month; months outside 1–12 run on into the years beside. */
function firstOfMonth(year: number, month: number): Day {
  return dayOfNumber(Date.UTC(year, month - 1, 1) / 86_400_000);
}

/** Weekday of a day: 1 is Monday, 7 is Sunday (ISO 8601). */
export function weekday(day: Day): number {
  // 1970-01-01, number 0, was a Thursday.
  return ((((dayNumber(day) + 3) % 7) + 7) % 7) + 1;
}

/** First day of the day's calendar quarter (January, April, July or October). */
export function quarterStart(day: Day): Day {
  return firstOfMonth(yearOf(day), Math.floor((monthOf(day) - 1) / 3) * 3 + 1);
}

/** 1 January of the day's year. */
export function yearStart(day: Day): Day {
  return firstOfMonth(yearOf(day), 1);
}

function nextQuarterStart(day: Day): Day {
  const start = quarterStart(day);
  return firstOfMonth(yearOf(start), monthOf(start) + 3);
}

/** Calendar periods an answer's day is grouped by; weeks begin on Monday (ISO 8601). */
export type PeriodName = 'day' | 'week' | 'month' | 'quarter';

/** For each kind of period: the first day of the one after that in which a day lies. */
export const nextPeriodStart: Readonly<Record<PeriodName, (day: Day) => Day>> = {
  day: (day) => addDays(day, 1),
  week: (day) => addDays(day, 8 - weekday(day)),
  month: (day) => firstOfMonth(yearOf(day), monthOf(day) + 1),
  quarter: nextQuarterStart,
};
