import { firstInstantShowing, helsinkiOffset } from './helsinki-offset.ts';
import { NotADayError } from './not-a-day.ts';

/** A calendar day in Helsinki, 'YYYY-MM-DD', years 1000 to 9999. Days sort as strings. */
export type Day = string;

const DAY_MS = 86_400_000;
const FIRST_NUMBER = Date.UTC(1000, 0, 1) / DAY_MS;
const LAST_NUMBER = Date.UTC(9999, 11, 31) / DAY_MS;
const NOT_A_NUMBER = Number.NaN;

/** Spelled days by number: an answer's day is nearly always one of the last few hundred. Emptied when it grows past this. */
const REMEMBERED_DAYS = 8_192;
const spelled = new Map<number, Day>();

function digits(text: string, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at += 1) {
    const digit = text.charCodeAt(at) - 48;
    if (!(digit >= 0 && digit <= 9)) return NOT_A_NUMBER;
    value = value * 10 + digit;
  }
  return value;
}

/** Number of days in a month (1–12) of a Gregorian year. */
export function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function numberOrNaN(text: string): number {
  if (text.length !== 10 || text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45) return NOT_A_NUMBER;
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 7);
  const day = digits(text, 8, 10);
  if (!(year >= 1000 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month)))
    return NOT_A_NUMBER;
  return Date.UTC(year, month - 1, day) / DAY_MS;
}

/** Whether `text` is 'YYYY-MM-DD' and a day that exists ('2026-02-29' does not). */
export function isDay(text: unknown): text is Day {
  return typeof text === 'string' && !Number.isNaN(numberOrNaN(text));
}

/** Days since 1970-01-01 (which is 0; earlier days are negative). Throws NotADayError for anything that is not a day. */
export function dayNumber(day: Day): number {
  const number = numberOrNaN(day);
  if (Number.isNaN(number)) {
    throw new NotADayError(`${JSON.stringify(day)} is not a calendar day; write it as YYYY-MM-DD.`);
  }
  return number;
}

/** The day that many days after 1970-01-01; the inverse of `dayNumber`. Throws NotADayError for a fraction or a year outside 1000–9999. */
export function dayOfNumber(number: number): Day {
  const known = spelled.get(number);
  if (known !== undefined) return known;
  if (!Number.isInteger(number) || number < FIRST_NUMBER || number > LAST_NUMBER) {
    throw new NotADayError(
      `Day number ${number} is outside the years 1000 to 9999 or not a whole number of days.`,
    );
  }
  const day = new Date(number * DAY_MS).toISOString().slice(0, 10);
  if (spelled.size >= REMEMBERED_DAYS) spelled.clear();
  spelled.set(number, day);
  return day;
}

/** Day number (see `dayNumber`) of the Helsinki day that `instant` (epoch ms) falls on; NaN for NaN. Integer arithmetic only. */
export function helsinkiDayNumber(instant: number): number {
  return Math.floor((instant + helsinkiOffset(instant)) / DAY_MS);
}

/** The Helsinki day that `instant` (epoch ms) falls on. Throws NotADayError for NaN and for years outside 1000–9999. */
export function helsinkiDay(instant: number): Day {
  return dayOfNumber(helsinkiDayNumber(instant));
}

/** The day `count` days later (earlier if negative). */
export function addDays(day: Day, count: number): Day {
  return dayOfNumber(dayNumber(day) + count);
}

/** Days from `from` to `to`: 1 from a day to the next, negative when `to` is earlier. */
export function daysBetween(from: Day, to: Day): number {
  return dayNumber(to) - dayNumber(from);
}

/** First instant (epoch ms) of the Helsinki day; the day ends where the next one starts, 23, 24 or 25 hours later. */
export function startOfDay(day: Day): number {
  const midnight = dayNumber(day) * DAY_MS;
  const instant = firstInstantShowing(midnight);
  // Only in 1942 did clocks jump over midnight: that day began at the jump.
  return instant === 'missing' ? midnight - helsinkiOffset(midnight - DAY_MS) : instant;
}
