import { addDays, type Day, dayNumber, dayOfNumber } from './day.ts';

/** Calendar periods an answer's day is grouped by; weeks are ISO 8601 (from Monday, week 1 holds the first Thursday). */
export const periodNames = ['day', 'week', 'month', 'quarter', 'year'] as const;
export type PeriodName = (typeof periodNames)[number];

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

/** The Monday of the day's week. */
export function weekStart(day: Day): Day {
  return addDays(day, 1 - weekday(day));
}

/** First day of the day's month. */
export function monthStart(day: Day): Day {
  return firstOfMonth(yearOf(day), monthOf(day));
}

/** First day of the day's calendar quarter (January, April, July or October). */
export function quarterStart(day: Day): Day {
  return firstOfMonth(yearOf(day), Math.floor((monthOf(day) - 1) / 3) * 3 + 1);
}

/** 1 January of the day's year. */
export function yearStart(day: Day): Day {
  return firstOfMonth(yearOf(day), 1);
}

/** The Monday after the day's week. */
export function nextWeekStart(day: Day): Day {
  return addDays(weekStart(day), 7);
}

/** First day of the next month. */
export function nextMonthStart(day: Day): Day {
  return firstOfMonth(yearOf(day), monthOf(day) + 1);
}

/** First day of the next quarter. */
export function nextQuarterStart(day: Day): Day {
  const start = quarterStart(day);
  return firstOfMonth(yearOf(start), monthOf(start) + 3);
}

/** 1 January of the next year. */
export function nextYearStart(day: Day): Day {
  return firstOfMonth(yearOf(day) + 1, 1);
}

/** '2026-W48'. The year is the one the week's Thursday lies in: 1 January 2027 is in '2026-W53'. */
export function weekLabel(day: Day): string {
  const thursday = addDays(weekStart(day), 3);
  const week = Math.floor((dayNumber(thursday) - dayNumber(yearStart(thursday))) / 7) + 1;
  return `${thursday.slice(0, 4)}-W${String(week).padStart(2, '0')}`;
}

/** '2026-11' */
export function monthLabel(day: Day): string {
  return monthStart(day).slice(0, 7);
}

/** '2026-Q3' */
export function quarterLabel(day: Day): string {
  return `${day.slice(0, 4)}-Q${Math.floor((monthOf(quarterStart(day)) - 1) / 3) + 1}`;
}

/** '2026' */
export function yearLabel(day: Day): string {
  return yearStart(day).slice(0, 4);
}

interface Period {
  readonly start: (day: Day) => Day;
  readonly nextStart: (day: Day) => Day;
  readonly label: (day: Day) => string;
}

const sameDay = (day: Day) => addDays(day, 0);

/** For each kind of period: the start of the one a day lies in, the start of the next one, and its label. */
export const periods: Readonly<Record<PeriodName, Period>> = {
  day: { start: sameDay, nextStart: (day) => addDays(day, 1), label: sameDay },
  week: { start: weekStart, nextStart: nextWeekStart, label: weekLabel },
  month: { start: monthStart, nextStart: nextMonthStart, label: monthLabel },
  quarter: { start: quarterStart, nextStart: nextQuarterStart, label: quarterLabel },
  year: { start: yearStart, nextStart: nextYearStart, label: yearLabel },
};
