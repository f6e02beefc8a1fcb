import { addDays, type Day, dayNumber, dayOfNumber } from './day.ts';
import { weekday } from './quarter.ts';

/** Finnish public holidays, and the two eves, no public holidays, on which work stops as well. */
export type HolidayName =
  | 'new-years-day'
  | 'epiphany'
  | 'good-friday'
  | 'easter-sunday'
  | 'easter-monday'
  | 'may-day'
  | 'ascension-day'
  | 'whit-sunday'
  | 'midsummer-eve'
  | 'midsummer-day'
  | 'all-saints-day'
  | 'independence-day'
  | 'christmas-eve'
  | 'christmas-day'
  | 'saint-stephens-day';

export interface Holiday {
  readonly day: Day;
  readonly name: HolidayName;
}

const FRIDAY = 5;
const SATURDAY = 6;

/** Gregorian Easter Sunday by the "anonymous" computus (Meeus, Astronomical Algorithms, ch. 8). */
export function easterSunday(year: number): Day {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const inCentury = year % 100;
  const moonShift = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3);
  const epact = (19 * golden + century - Math.floor(century / 4) - moonShift + 15) % 30;
  const toSunday = (32 + 2 * (century % 4) + 2 * Math.floor(inCentury / 4) - epact - (inCentury % 4)) % 7;
  const correction = Math.floor((golden + 11 * epact + 22 * toSunday) / 451);
  const daysFromMarch = epact + toSunday - 7 * correction + 114;
  return dated(year, Math.floor(daysFromMarch / 31), (daysFromMarch % 31) + 1);
}

function dated(year: number, month: number, day: number): Day {
  return dayOfNumber(Date.UTC(year, month - 1, day) / 86_400_000);
}

/** The first such weekday (1 Monday … 7 Sunday) on or after `day`. */
function firstWeekdayFrom(day: Day, wanted: number): Day {
  return addDays(day, (wanted - weekday(day) + 7) % 7);
}

/** The holidays of a year in order of date, by the law as it stands since 1992 (before that Epiphany and Ascension Day were on Saturdays). */
export function holidaysOf(year: number): readonly Holiday[] {
  const easter = easterSunday(year);
  const free = (day: Day, name: HolidayName): Holiday => ({ day, name });
  return [
    free(dated(year, 1, 1), 'new-years-day'),
    free(dated(year, 1, 6), 'epiphany'),
    free(addDays(easter, -2), 'good-friday'),
    free(easter, 'easter-sunday'),
    free(addDays(easter, 1), 'easter-monday'),
    free(dated(year, 5, 1), 'may-day'),
    free(addDays(easter, 39), 'ascension-day'),
    free(addDays(easter, 49), 'whit-sunday'),
    free(firstWeekdayFrom(dated(year, 6, 19), FRIDAY), 'midsummer-eve'),
    free(firstWeekdayFrom(dated(year, 6, 20), SATURDAY), 'midsummer-day'),
    free(firstWeekdayFrom(dated(year, 10, 31), SATURDAY), 'all-saints-day'),
    free(dated(year, 12, 6), 'independence-day'),
    free(dated(year, 12, 24), 'christmas-eve'),
    free(dated(year, 12, 25), 'christmas-day'),
    free(dated(year, 12, 26), 'saint-stephens-day'),
  ].sort((a, b) => dayNumber(a.day) - dayNumber(b.day));
}

const byYear = new Map<number, ReadonlyMap<Day, Holiday>>();

/** The holiday or work-free eve a day is, if it is one. */
export function holidayOn(day: Day): Holiday | undefined {
  dayNumber(day);
  const year = Number(day.slice(0, 4));
  let holidays = byYear.get(year);
  if (!holidays) {
    // 1 May and Ascension Day can be one day: the first in the list names it.
    holidays = new Map(
      holidaysOf(year)
        .toReversed()
        .map((holiday) => [holiday.day, holiday]),
    );
    byYear.set(year, holidays);
  }
  return holidays.get(day);
}

/** Monday to Friday, no public holiday, neither Midsummer Eve nor Christmas Eve. 31 December is a working day. */
export function isWorkingDay(day: Day): boolean {
  return weekday(day) < SATURDAY && holidayOn(day) === undefined;
}
