import { dayOfNumber } from '@kuulolla/calendar/day';
import { weekday } from '@kuulolla/calendar/quarter';
import { holidayOn } from '@kuulolla/calendar/working-days';
import type { AreaKind } from './area-kinds.ts';

/** What makes one day busier than another. */
export interface DayRhythm {
  /** Of a unit that is closed on Saturdays, Sundays and holidays; 1 is a usual day. */
  readonly weekdayUnits: number;
  /** Of a unit that is always open. */
  readonly dailyUnits: number;
  /** Of what is written at home. */
  readonly home: number;
}

/** Monday to Sunday. */
const weekAtWeekdayUnits = [1.16, 1.12, 1.06, 1.0, 0.78, 0, 0];
const weekAtDailyUnits = [1.08, 1.06, 1.02, 1.0, 0.9, 0.62, 0.5];
const weekAtHome = [1.15, 1.1, 1.05, 1.0, 0.9, 0.55, 0.6];
/** January to December: July is quiet, and so is the end of the year. */
const months = [1.02, 1.03, 1.06, 1.03, 1.02, 0.86, 0.52, 0.88, 1.1, 1.12, 1.14, 0.86];

/** The rhythm of a Helsinki day, in days since 1970-01-01. */
export function dayRhythm(dayNumber: number): DayRhythm {
  const day = dayOfNumber(dayNumber);
  const place = weekday(day) - 1;
  const month = months[Number(day.slice(5, 7)) - 1] as number;
  if (holidayOn(day)) return { weekdayUnits: 0, dailyUnits: 0.4 * month, home: 0.45 * month };
  // Between the years hardly anybody makes an appointment.
  const season = /-12-(2[4-9]|3[01])$/.test(day) ? 0.55 : month;
  return {
    weekdayUnits: season * (weekAtWeekdayUnits[place] as number),
    dailyUnits: season * (weekAtDailyUnits[place] as number),
    home: season * (weekAtHome[place] as number),
  };
}

/** The local hours in which people write at home. */
export const homeHours = { opens: 6, closes: 23 };

/** How much of the opening hours has gone by at a local hour (0–24, with fractions): 0 before, 1 after. */
export function shareGone(hours: Pick<AreaKind, 'opens' | 'closes'>, hour: number): number {
  return Math.min(1, Math.max(0, (hour - hours.opens) / (hours.closes - hours.opens)));
}
