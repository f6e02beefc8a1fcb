import { withoutDatesAndTimes } from './date-and-time.ts';
import { type DigitGroup, digitRuns, hasDigits } from './digit-runs.ts';
import { maskSpans, type Span } from './span.ts';

const SHORTEST = 13;
const LONGEST = 19;
// First digits and lengths of the brands in use: Visa, Mastercard, American Express, Diners, JCB, UnionPay, Maestro.
const BRAND =
  /^(?:4(?:\d{12}|\d{15}|\d{18})|(?:5[1-5]|2[2-7])\d{14}|3[47]\d{13}|3[0689]\d{12,14}|35\d{14}|(?:50|5[6-9]|6\d)\d{11,17})$/;
// Numbers of this length that systems write: dates with a time, and milliseconds since 1970.
const TIMESTAMP = /^(?:(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d*|1[4-9]\d{11})$/;
const O_FOR_ZERO = /(?<=[0-9])o+(?=[ -]?[0-9])/g;
const USUAL_GROUPS = /^(?:4,4,4,[1-4](?:,[1-3])?|4,6,[45]|4,4,5|6,13|8,8)$/;

/**
 * Payment card numbers in a shadow: 13 to 19 digits with a valid check digit (Luhn, ISO/IEC 7812), grouped or not, also
 * with the letter O for 0.
 * @param strict only numbers of a known brand; a tenth of all numbers of that length pass Luhn, and systems'
 *   own ids are such numbers
 */
export function findCards(shadow: string, strict = false): Span[] {
  const read = shadow.replace(O_FOR_ZERO, (letters) => '0'.repeat(letters.length));
  if (!hasDigits(read, SHORTEST)) return [];
  const text = withoutDatesAndTimes(read);
  const found = cardsAmong(text, digitRuns(text, ' .-_\n', 3), strict);
  // Lists of numbers have commas and slashes too: only a known brand counts there.
  const rest = maskSpans(text, found);
  return [...found, ...cardsAmong(rest, digitRuns(rest, ',/', 1), true)];
}

function cardsAmong(text: string, runs: readonly DigitGroup[][], strict: boolean): Span[] {
  const found: Span[] = [];
  for (const run of runs) {
    if (text[(run[0]?.start ?? 0) - 1] === '+') continue;
    let first = 0;
    while (first < run.length) {
      const count = cardAt(run, first, strict);
      const last = run[first + count - 1];
      if (count > 0 && last) found.push({ start: run[first]?.start ?? 0, end: last.end });
      first += Math.max(count, 1);
    }
  }
  return found;
}

/** How many groups from `first` on make a card number; 0 when none do. The longest reading wins. */
function cardAt(run: readonly DigitGroup[], first: number, strict: boolean): number {
  if (run[first]?.digits.startsWith('0')) return 0;
  let digits = '';
  let count = 0;
  for (let index = first; index < run.length; index += 1) {
    digits += run[index]?.digits;
    if (digits.length > LONGEST) break;
    if (digits.length < SHORTEST || !passesLuhn(digits)) continue;
    const groups = run.slice(first, index + 1);
    if (isCard(digits, groups, groups.length === run.length, strict)) count = groups.length;
  }
  return count;
}

function isCard(digits: string, groups: readonly DigitGroup[], whole: boolean, strict: boolean): boolean {
  if (BRAND.test(digits)) return whole || isUsual(groups);
  return !strict && whole && isUsual(groups) && !TIMESTAMP.test(digits);
}

function isUsual(groups: readonly DigitGroup[]): boolean {
  if (groups.length === 1 || groups.every(({ digits }) => digits.length === 1)) return true;
  return USUAL_GROUPS.test(groups.map(({ digits }) => digits.length).join());
}

/** The check of ISO/IEC 7812-1, annex B. */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 48;
    sum += i % 2 === 0 ? digit : digit * 2 - (digit > 4 ? 9 : 0);
  }
  return sum % 10 === 0;
}
