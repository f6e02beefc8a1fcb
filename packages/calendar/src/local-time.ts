import { daysInMonth } from './day.ts';
import { firstInstantShowing } from './helsinki-offset.ts';
import { NotADayError } from './not-a-day.ts';

/** What a clock and a calendar on a wall in Helsinki show. Month 1–12, day 1–31, hour 0–23. */
export interface LocalTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly ms: number;
}

/**
 * An instant in epoch ms, or why there is none: 'missing-hour' is a time the clocks jumped over in March, 'not-a-time' is
 * anything else (unknown spelling, 30 February, hour 24, outside the accepted years).
 */
export type LocalTimeResult =
  | { readonly ok: true; readonly instant: number }
  | { readonly ok: false; readonly reason: 'missing-hour' | 'not-a-time' };

const NOT_A_TIME: LocalTimeResult = { ok: false, reason: 'not-a-time' };
const MISSING_HOUR: LocalTimeResult = { ok: false, reason: 'missing-hour' };

const TIME = String.raw`(?<hour>\d{1,2})[.:](?<minute>\d{2})(?:[.:](?<second>\d{2})(?:[.,](?<fraction>\d{1,9}))?)?`;
const YEAR_FIRST = new RegExp(
  String.raw`^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})(?:(?:T|\s+)${TIME.replace('{1,2}', '{2}').replaceAll('[.:]', ':')})?$`,
);
const DAY_FIRST = new RegExp(
  String.raw`^(?<day>\d{1,2})(?<mark>[./])(?<month>\d{1,2})\k<mark>(?<year>\d{4})(?:,?\s+(?:klo\.?\s+|kl\.?\s+)?${TIME})?$`,
);

function exists(local: LocalTime): boolean {
  const { year, month, day, hour, minute, second, ms } = local;
  const within = (value: number, low: number, high: number) =>
    Number.isInteger(value) && value >= low && value <= high;
  return (
    within(year, 1000, 9999) &&
    within(month, 1, 12) &&
    within(day, 1, daysInMonth(year, month)) &&
    within(hour, 0, 23) &&
    within(minute, 0, 59) &&
    within(second, 0, 59) &&
    within(ms, 0, 999)
  );
}

/**
 * The instant (epoch ms) of a Helsinki wall time. In the hour repeated in October it is the first occurrence (summer time); a
 * time in the hour the clocks skip in March is 'missing'. Throws NotADayError for a wall time no calendar has (30 February, hour 24).
 */
export function helsinkiLocalToInstant(local: LocalTime): number | 'missing' {
  if (!exists(local)) {
    throw new NotADayError(
      `${JSON.stringify(local)} is not a calendar day with a time of day; check it before asking for its instant.`,
    );
  }
  const { year, month, day, hour, minute, second, ms } = local;
  return firstInstantShowing(Date.UTC(year, month - 1, day, hour, minute, second, ms));
}

function resultOf(local: LocalTime): LocalTimeResult {
  if (!exists(local)) return NOT_A_TIME;
  const instant = helsinkiLocalToInstant(local);
  return instant === 'missing' ? MISSING_HOUR : { ok: true, instant };
}

/**
 * Reads a Helsinki wall time without a zone, as collectors and people write it:
 * `YYYY-MM-DD` or `D.M.YYYY` or `D/M/YYYY` (day first, never month first), alone (midnight) or with a time:
 * `HH:mm[:ss[.SSS]]` after a space or `T`; after `D.M.YYYY` also `H.mm[.ss]`, with or without `klo` or `kl.`.
 * Fractions of a second are cut to the millisecond. A text with a zone (`Z`, `+02:00`) is 'not-a-time': it is an instant already.
 */
export function parseLocalTime(text: string): LocalTimeResult {
  const trimmed = text.trim();
  const groups = (YEAR_FIRST.exec(trimmed) ?? DAY_FIRST.exec(trimmed))?.groups;
  if (!groups) return NOT_A_TIME;
  const number = (name: string) => Number(groups[name] ?? 0);
  return resultOf({
    year: number('year'),
    month: number('month'),
    day: number('day'),
    hour: number('hour'),
    minute: number('minute'),
    second: number('second'),
    ms: Number((groups.fraction ?? '').padEnd(3, '0').slice(0, 3)),
  });
}

/** Excel's serial number of 1970-01-01 in the 1900 date system (which counts a 29 February 1900 that never was). */
const EXCEL_EPOCH = 25_569;

/**
 * The instant of an Excel serial date of the 1900 system: whole days since 1899-12-30, the fraction a time of day, both on Helsinki's
 * clocks, rounded to the second. Only years 1990 to 2100 are taken for dates: another number in a date column is 'not-a-time'.
 */
export function excelSerialToInstant(serial: number): LocalTimeResult {
  const wall = new Date(Math.round((serial - EXCEL_EPOCH) * 86_400) * 1_000);
  const year = wall.getUTCFullYear();
  if (!(year >= 1990 && year <= 2100)) return NOT_A_TIME;
  const instant = firstInstantShowing(wall.getTime());
  return instant === 'missing' ? MISSING_HOUR : { ok: true, instant };
}
