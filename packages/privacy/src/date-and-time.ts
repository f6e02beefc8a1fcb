import { matchesOf } from './matches.ts';
import { maskPattern, maskSpans, spanOf } from './span.ts';

const DAY = '(?:0?[1-9]|[12][0-9]|3[01])';
const MONTH = '(?:0?[1-9]|1[0-2])';
const YEAR = '(?:19|20)[0-9]{2}';
const HOUR = '(?:[01]?[0-9]|2[0-4])';
const HOURS = `${HOUR} ?- ?${HOUR}`;
const QUARTER_HOUR = '(?:[01][0-9]|2[0-4])(?:00|15|30|45)';

const DATES_AND_TIMES = [
  // 01.02.2024, 1.2.24, 1.2. and 01.02.-05.02.2024, but not the pairs of 02.12.34.56
  `(?<![0-9./+-])${DAY}\\.${MONTH}\\.(?:${YEAR}|[0-9]{2})?(?!\\.?[0-9])`,
  `(?<=-)${DAY}\\.${MONTH}\\.(?:${YEAR}|[0-9]{2})?(?!\\.?[0-9])`,
  `(?<![0-9+])${DAY}([-/])${MONTH}\\1${YEAR}(?![0-9])`,
  `(?<![0-9+])${YEAR}-(?:0[1-9]|1[0-2])-[0-3][0-9](?![0-9])`,
  `(?<![0-9+])${MONTH}/${YEAR}(?![0-9])`,
  // 09.30, 08.00-16.00
  `(?<![0-9.+])${HOUR}[.:][0-5][0-9](?!\\.?[0-9])`,
].map((source) => new RegExp(source, 'g'));

const OPENING_HOURS = [
  // 0800-1600
  `(?<![0-9+])${QUARTER_HOUR} ?- ?${QUARTER_HOUR}(?![0-9])`,
  // 08-16, 10-18, but not 09-12 34 567
  `(?<![0-9+-])${HOURS}(?! ?-?[0-9])`,
  `(?<![0-9+-])${HOURS}(?= ${HOURS}(?![0-9]))`,
].map((source) => new RegExp(source, 'g'));

const BUSINESS_ID = /(?<![0-9])([0-9]{7})-([0-9])(?![0-9])/g;
const BUSINESS_ID_WEIGHTS = [7, 9, 10, 5, 8, 4, 2];

/** The shadow with dates and times masked: digits in groups that add up to longer numbers. */
export function withoutDatesAndTimes(shadow: string): string {
  return DATES_AND_TIMES.reduce(maskPattern, shadow);
}

/** The shadow with what looks dialled and is not masked: dates, times, opening hours, Finnish business ids. */
export function withoutPhoneLookAlikes(shadow: string): string {
  const masked = OPENING_HOURS.reduce(maskPattern, withoutDatesAndTimes(shadow));
  const businessIds = matchesOf(masked, BUSINESS_ID).filter(
    ([, body = '', check]) => businessIdCheck(body) === Number(check),
  );
  return maskSpans(masked, businessIds.map(spanOf));
}

function businessIdCheck(body: string): number {
  const sum = BUSINESS_ID_WEIGHTS.reduce((total, weight, i) => total + weight * Number(body[i]), 0);
  return (11 - (sum % 11)) % 11;
}
