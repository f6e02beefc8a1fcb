import { hasDigits } from './digit-runs.ts';
import { isPlainPhoneNumber } from './phone-number.ts';
import { maskSpans, type Span } from './span.ts';

const CHECK_CHARACTERS = '0123456789abcdefhjklmnprstuvwxy';
// "3.3.65-944H", and as many have to be left where others were typed as letters.
const FEWEST_DIGITS = 7;
const GAP = '[ ./\\-_\\n]{0,3}';
const TAIL_GAP = '[ \\-_\\n]{0,3}';

// DDMMYY, century sign, three digits, check character, each perhaps apart from the next.
const SIGNED = new RegExp(
  `(?<![0-9])(?<date>[0-3]${GAP}[0-9]${GAP}[01]${GAP}[0-9]${GAP}[0-9]${GAP}[0-9])` +
    `${GAP}(?<sign>[-+a-fu-y])(?<tail>${TAIL_GAP}[0-9]${TAIL_GAP}[0-9]${TAIL_GAP}[0-9]${TAIL_GAP}[0-9a-z])(?![0-9])`,
  'g',
);
// Letters that look like the digits they were typed for; with a letter as sign only under a right check.
const MISTYPED = /(?<![0-9a-z])[0-3oil][0-9oil]{5}(?<sign>[-+a-fu-y])[0-9oil]{3}[0-9a-z](?![0-9a-z])/g;
// The year in full, which is how the date stands everywhere else.
const FULL_YEAR =
  /(?<![0-9])(?<date>[0-3][0-9][ ./-]?[01][0-9][ ./-]?(?:18|19|20)[0-9]{2})[ \n]{0,2}[-+a-fu-y][ \n]{0,2}(?<tail>[0-9]{3} ?[0-9a-z])(?![0-9])/g;
// The date as people write it: "3.3.1965-944H".
const UNPADDED =
  /(?<![0-9]|[0-9][./-])(?<day>[0-3]?[0-9])\. ?(?<month>[01]?[0-9])\. ?(?:18|19|20)?(?<year>[0-9]{2})(?<between>[ \n]{0,2}[-+a-fu-y][ \n]{0,2})(?<tail>[0-9]{3}[0-9a-z])(?![0-9a-z])/g;
// The sign forgotten, or another character in its place.
const UNSIGNED =
  /(?<![0-9])(?<date>[0-3][0-9][01][0-9]{3})[ _/:.,=*~\n]{0,2}(?<tail>[0-9]{3}[0-9a-z])(?![0-9a-z])/g;
// The check character left out: anybody can work it out from the rest.
const UNCHECKED =
  /(?<![0-9a-z]|[0-9][ ./-])(?<date>[0-3][0-9][01][0-9]{3}) ?[-+a] ?[0-9]{3}(?![0-9a-z]|[ ./-][0-9])/g;

type Rule = { pattern: RegExp; accepts: (match: RegExpExecArray, strict: boolean) => boolean };

const RULES: readonly Rule[] = [
  { pattern: SIGNED, accepts: isSignedCode },
  { pattern: MISTYPED, accepts: isMistypedCode },
  { pattern: FULL_YEAR, accepts: isFullYearCode },
  { pattern: UNPADDED, accepts: isUnpaddedCode },
  { pattern: UNSIGNED, accepts: isUnsignedCode },
  { pattern: UNCHECKED, accepts: ({ groups }, strict) => !strict && isDate(groups?.date ?? '') },
];

/**
 * Finnish personal identity codes in a shadow, whatever the check character says: people mistype.
 * @param strict spellings that other systems' numbers also have (no century sign, year in full) only with a right check
 */
export function findIdentityCodes(shadow: string, strict = false): Span[] {
  if (!hasDigits(shadow, FEWEST_DIGITS)) return [];
  const found: Span[] = [];
  let masked = shadow;
  for (const { pattern, accepts } of RULES) {
    const spans = spansOf(masked, pattern, (match) => accepts(match, strict));
    masked = maskSpans(masked, spans);
    found.push(...spans);
  }
  return found;
}

/** In the order of the text, without overlap. */
function spansOf(text: string, pattern: RegExp, accepts: (match: RegExpExecArray) => boolean): Span[] {
  const spans: Span[] = [];
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    const start = match.index;
    if (accepts(match)) spans.push({ start, end: start + match[0].length });
    // What was refused may hide a code that begins inside it.
    else pattern.lastIndex = start + 1;
  }
  return spans;
}

function isSignedCode(match: RegExpExecArray): boolean {
  const shadow = match.input;
  const { date = '', sign = '', tail = '' } = match.groups ?? {};
  const digits = compact(date);
  const check = tail.at(-1) ?? '';
  const hasLetter = /[a-z]/.test(sign + check);
  const checkStandsApart = !/[0-9]/.test(tail.at(-2) ?? '');
  const after = shadow.slice(match.index + match[0].length, match.index + match[0].length + 2);
  const tailDigits = compact(tail);
  // "010190-123 ja" must not take the j; "12-10-24-13-10-24" is two dates.
  if (checkStandsApart && /^\p{L}/u.test(after)) return false;
  const contiguous = digits === date;
  if (!isDate(digits)) return contiguous;
  if (hasLetter) return true;
  // Three digits and one, as nobody divides the second of two dates.
  const isTail = /^\D*\d{3}\D*\d$/.test(tail);
  if (!isTail && !contiguous && !isSpelled(date)) return false;
  const before = shadow.slice(Math.max(0, match.index - 10), match.index);
  if (/\+ ?\(?[0-9][0-9 ()./-]{0,6}$/.test(before)) return false;
  if (contiguous || hasCheck(digits + tailDigits)) return true;
  // "09 310 12-3456" is dialled, and digits in the middle of others are of something longer.
  return isRegular(date) || (!/[0-9][ ./-]{1,3}$/.test(before) && !isPlainPhoneNumber(digits + tailDigits));
}

function isMistypedCode({ 0: code, groups }: RegExpExecArray): boolean {
  if (code.replace(/[^0-9]/g, '').length < 7) return false;
  const digits = code.slice(0, 6) + code.slice(7, 10);
  return (
    /[-+]/.test(groups?.sign ?? '') ||
    hasCheck(digits.replaceAll('o', '0').replace(/[il]/g, '1') + code.at(-1))
  );
}

function isFullYearCode({ groups }: RegExpExecArray, strict: boolean): boolean {
  const date = compact(groups?.date ?? '');
  return !strict || hasCheck(date.slice(0, 4) + date.slice(6) + compact(groups?.tail ?? ''));
}

function isUnpaddedCode({ groups }: RegExpExecArray): boolean {
  const { day = '', month = '', year = '', between = '', tail = '' } = groups ?? {};
  const date = day.padStart(2, '0') + month.padStart(2, '0') + year;
  // "3.3.2024 - 150e" is a price, and "3.3.2024 - 2500" a crowd.
  return isDate(date) && (!/^\s.*\s$/.test(between) || hasCheck(date + tail));
}

function isUnsignedCode(match: RegExpExecArray, strict: boolean): boolean {
  const { date = '', tail = '' } = match.groups ?? {};
  if (!isDate(date) || (strict && !hasCheck(date + tail))) return false;
  if (/[a-z]/.test(tail)) return CHECK_CHARACTERS.includes(tail.at(-1) ?? '');
  return match[0].length === 10 && hasCheck(date + tail);
}

/** Divided as a date is ("01 01 90") or between all digits, unlike a phone number ("040 123"). */
function isRegular(date: string): boolean {
  return /^\d\d\D+\d\d\D+\d\d$/.test(date) || isSpelled(date);
}

/** Digit by digit: "0 1 0 1 9 0". */
function isSpelled(date: string): boolean {
  return /^(?:\d\D+){5}\d$/.test(date);
}

function isDate(digits: string): boolean {
  const day = Number(digits.slice(0, 2));
  const month = Number(digits.slice(2, 4));
  return day >= 1 && day <= 31 && month >= 1 && month <= 12;
}

function hasCheck(code: string): boolean {
  return CHECK_CHARACTERS[Number(code.slice(0, 9)) % 31] === code.at(9);
}

function compact(text: string): string {
  return text.replace(/[^0-9a-z]/g, '');
}
