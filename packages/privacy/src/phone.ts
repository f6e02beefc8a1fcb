import { withoutPhoneLookAlikes } from './date-and-time.ts';
import { type DigitGroup, digitRuns, hasDigits } from './digit-runs.ts';
import { isFinnishMobile, isPlainPhoneNumber, type PhoneCheck, phoneCheck } from './phone-number.ts';
import type { Span } from './span.ts';

const SHORTEST = 6;
const LONGEST = 16;
const GROUPS_AT_MOST = 8;
const PHONE_WORD = [
  'puh|p|tel|tfn|mobile|phone|cell|gsm|whatsapp|sms|text|call|ring|ringa|nas pa|reach me (?:at|on)',
  '(?:telefon|mobil|puhelin|puhelim|lankapuh|kannyk|soit|teksta|tekstiviesti)\\p{L}*',
  'numero(?:ni|oni|stani|ssani|mme|sta|on)|mitt n(?:umme)?r|my number|our number',
].join('|');
// What may stand between the word and the number: "soittakaa minulle: ...", "ring till mig på ...".
const BETWEEN =
  'on|is|ar|nr|nro|no|numero|numeroon|numerosta|number|nummer|minulle|mulle|meille|till mig|till oss|mig|mig pa|oss|pa|me|us|me at|me on|at|nas';
const SPEAKS_OF_A_PHONE = new RegExp(
  `(?:^|[^\\p{L}])(?:${PHONE_WORD})[^\\p{L}0-9]{0,3}(?:(?:${BETWEEN})[^\\p{L}0-9]{1,3}){0,2}[^\\p{L}0-9]{0,3}$`,
  'u',
);
// What has numbers nobody dials. From the beginning of a word and with little behind it: "Mikko" holds "kö", and
// "asiakaspalvelu" has a telephone.
const COUNTED =
  'jono|vuoro|viite|asiakas|tilaus|lasku|diaari|potilas|lahete|remiss|paatos|varaus|parcel|tracking|ref|reference|referral|queue|ticket|order|case|invoice|booking|kolapp|nummerlapp|arende|kund|faktura|diarie|bokning';
const NUMBER_WORD = '(?:nro|nr|no|num(?:ero|mer|ber)\\p{L}{0,5}|tunnus|koodi|kod|code|id)';
const COUNTS_SOMETHING = new RegExp(
  `(?<!\\p{L})(?:(?:${COUNTED})\\p{L}{0,2}|kon?|(?:(?:${COUNTED}|asia|ko)\\p{L}{0,3}?${NUMBER_WORD}))` +
    `[ .:#-]{0,3}(?:${NUMBER_WORD})?[ .:#-]{0,3}$`,
  'u',
);
const O_FOR_ZERO = /(?<=[0-9])o(?=[0-9 -])|(?<![\p{L}0-9])o(?=[45][0-9o])/gu;
// 40 123 4567: a mobile number whose first 0 was left out or is thought to be said by 358.
const WITHOUT_ZERO = /^(?:4[0-9]|50),(?:7|3,4|4,3|3,2,2|2,2,3)$/;
// The same undivided, as a system that takes it for a number writes it.
const MOBILE_WITHOUT_ZERO = /^(?:(?:4[0-9]|50)[0-9]{7}|457[0-9]{7})$/;

/**
 * Phone numbers in a shadow: Finnish ones with their leading 0, any with + or 00, and short ones where the
 * words before speak of a phone.
 * @param strict without undivided digits that are as likely a counter padded with zeros
 */
export function findPhones(shadow: string, strict = false): Span[] {
  const read = shadow.replace(O_FOR_ZERO, '0');
  if (!hasDigits(read, SHORTEST)) return [];
  const text = withoutPhoneLookAlikes(read);
  const check = phoneCheck();
  const found: Span[] = [];
  for (const run of digitRuns(text, ' .-/()_*\n', 4)) {
    if (isRow(run)) continue;
    let first = 0;
    while (first < run.length) {
      const count = phoneAt(text, run, first, check, strict);
      const span = count > 0 && spanOf(text, run.slice(first, first + count));
      if (span) found.push(span);
      first += Math.max(count, 1);
    }
  }
  return found;
}

/** How many groups from `first` on make a phone number; 0 when none do. */
function phoneAt(
  text: string,
  run: readonly DigitGroup[],
  first: number,
  check: PhoneCheck,
  strict: boolean,
): number {
  const group = run[first];
  if (!group) return 0;
  if (isAfterAPlus(text, group.start)) return longest(run, first, (digits) => isAfterPlus(digits, check));
  const groups = run.slice(first, first + GROUPS_AT_MOST);
  if (strict && isPerhapsCounter(groups)) return 0;
  if (strict && MOBILE_WITHOUT_ZERO.test(group.digits)) return 1;
  if (group.digits.startsWith('0')) return afterZero(text, run, first, check);
  if (group.digits.startsWith('358')) {
    const count = longest(run, first, (digits) =>
      digits.length > 10 && isFinnishMobile(`0${digits.slice(3)}`) ? 2 : 0,
    );
    if (count > 0) return count;
  }
  return withoutPrefix(text, groups, first === 0, check);
}

/** "+358", "+ 358", "+(358)". */
function isAfterAPlus(text: string, start: number): boolean {
  let at = start - 1;
  while (start - at < 4 && (text[at] === ' ' || text[at] === '(')) at -= 1;
  return text[at] === '+';
}

function afterZero(text: string, run: readonly DigitGroup[], first: number, check: PhoneCheck): number {
  const group = run[first];
  // 0.35 is a measure and not an area code.
  if (!group || (group.digits === '0' && /^\.[0-9]/.test(text.slice(group.end, group.end + 2)))) return 0;
  if (isList(run.slice(first, first + GROUPS_AT_MOST))) return 0;
  const abroad = longest(run, first, (digits) =>
    digits.startsWith('00') ? isAfterZeros(digits.slice(2), check) : 0,
  );
  if (abroad > 0) return abroad;
  const count = longest(run, first, (digits) =>
    check.national(digits) ? (digits.length === 10 ? 2 : 1) : 0,
  );
  // Only people divide digits, and only those of a telephone.
  if (count !== 1 || !COUNTS_SOMETHING.test(before(text, group))) return count;
  // "Queue number 0912345" is not dialled; a whole mobile number may be, whatever it is called.
  return isFinnishMobile(group.digits) && group.digits.length >= 9 ? 1 : 0;
}

/** "01 02 03 04": floors, rooms or days, and no number is read in such pairs. */
function isList(groups: readonly DigitGroup[]): boolean {
  return groups.length > 2 && groups.every(({ digits }) => /^0[0-9]$/.test(digits));
}

/** "050 060 070 080": a pulse or rooms. A phone number does not begin anew with each group. */
function isRow(run: readonly DigitGroup[]): boolean {
  return run.length > 3 && run.every(({ digits }) => /^0[0-9]{2}$/.test(digits));
}

function withoutPrefix(
  text: string,
  groups: readonly DigitGroup[],
  opensRun: boolean,
  check: PhoneCheck,
): number {
  const size = groups[0]?.digits.length ?? 0;
  if (!opensRun && size !== 2 && size !== 3) return 0;
  const lengths = groups.map(({ digits }) => digits.length);
  for (let count = Math.min(groups.length, 4); count > 1; count -= 1) {
    if (WITHOUT_ZERO.test([groups[0]?.digits, ...lengths.slice(1, count)].join())) return count;
    if (lengths.slice(0, count).join() === '3,3,4' && check.international(`1${joined(groups.slice(0, 3))}`))
      return count;
  }
  if (!opensRun) return 0;
  const count = longest(groups, 0, (digits) => (/^(?!11[26])[1-9][0-9]{5,11}$/.test(digits) ? 1 : 0));
  return count > 0 && groups[0] && SPEAKS_OF_A_PHONE.test(before(text, groups[0])) ? count : 0;
}

function before(text: string, { start }: DigitGroup): string {
  return text.slice(Math.max(0, start - 48), start);
}

/** 0 no number, 1 perhaps one, 2 surely one. Everything after a + is taken for a number when long enough. */
function isAfterPlus(digits: string, check: PhoneCheck): number {
  if (digits.startsWith('358')) return isFinnishAbroad(digits);
  if (digits.length < 7 || digits.length > 15) return 0;
  return check.international(digits) ? 2 : 1;
}

function isAfterZeros(digits: string, check: PhoneCheck): number {
  if (digits.startsWith('358')) return isFinnishAbroad(digits);
  return digits.length >= 8 && digits.length <= 15 && check.international(digits) ? 2 : 0;
}

function isFinnishAbroad(digits: string): number {
  const national = `0${digits.slice(3).replace(/^0/, '')}`;
  if (national.length < 5 || national.length > 13) return 0;
  return national.length <= 11 && isPlainPhoneNumber(national) ? 2 : 1;
}

/** The most groups whose digits the rating likes best. */
function longest(run: readonly DigitGroup[], first: number, rate: (digits: string) => number): number {
  let digits = '';
  let best = { rating: 1, count: 0 };
  for (let index = first; index < run.length; index += 1) {
    digits += run[index]?.digits;
    if (digits.length > LONGEST) break;
    if (digits.length < SHORTEST) continue;
    const rating = rate(digits);
    if (rating >= best.rating) best = { rating, count: index - first + 1 };
  }
  return best.count;
}

function isPerhapsCounter([only, next]: readonly DigitGroup[]): boolean {
  return only !== undefined && next === undefined && only.digits.length < 9;
}

function joined(groups: readonly DigitGroup[]): string {
  return groups.map(({ digits }) => digits).join('');
}

function spanOf(text: string, groups: readonly DigitGroup[]): Span | undefined {
  const start = groups[0]?.start;
  const end = groups.at(-1)?.end;
  if (start === undefined || end === undefined) return undefined;
  const opening = /\(?(?:\+[ (]{0,3})?$/.exec(text.slice(Math.max(0, start - 5), start))?.[0] ?? '';
  const closing = opening.includes('(') && text[end] === ')' ? 1 : 0;
  return { start: start - opening.length, end: end + closing };
}
