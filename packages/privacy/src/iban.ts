import { getCountrySpecifications, ValidationErrorsIBAN, validateIBAN } from 'ibantools';
import { matchesOf } from './matches.ts';
import type { Span } from './span.ts';

const LENGTHS = new Map(
  Object.entries(getCountrySpecifications()).flatMap(([country, { chars }]) =>
    chars ? [[country.toLowerCase(), chars] as const] : [],
  ),
);
const GAP = ' .,-_/:\n';
const GAP_AT_MOST = 3;
const LETTER_OR_DIGIT = /[a-z0-9]/;
// The country's letters and the first digit: also apart, as in "F I 8 5 5 0 0 0". Looked for from the digit backwards,
// since a text has fewer digits than letters.
const BEGINNING = /(?<=(?<country>[a-z][ .,\-_/:\n]{0,3}[a-z])(?<gap>[ .,\-_/:\n]{0,3}))[0-9]/g;

/**
 * International bank account numbers in a shadow, grouped or not: those with a valid checksum (ISO 13616, by
 * ibantools) and whatever has the shape of a Finnish one, as people mistype. O may stand for 0.
 */
export function findIbans(shadow: string): Span[] {
  const found: Span[] = [];
  let from = 0;
  for (const match of matchesOf(shadow, BEGINNING)) {
    const { country = '', gap = '' } = match.groups ?? {};
    const start = match.index - gap.length - country.length;
    const length = LENGTHS.get(country.charAt(0) + country.charAt(country.length - 1));
    if (length === undefined || start < from) continue;
    const candidate = collect(shadow, start, length);
    if (candidate && isAccount(candidate.compact)) {
      found.push({ start, end: candidate.end });
      from = candidate.end;
    }
  }
  return found;
}

function isAccount(compact: string): boolean {
  if (/^fi[0-9]{16}$/.test(compact) || hasChecksum(compact)) return true;
  const read = withDigits(compact);
  return read !== compact && hasChecksum(read);
}

/** Letters among digits that look like the ones they were typed for. */
function withDigits(compact: string): string {
  return compact.replace(/(?<=[0-9])[oil]+(?=[0-9])/g, (letters) =>
    letters.replaceAll('o', '0').replace(/[il]/g, '1'),
  );
}

function hasChecksum(compact: string): boolean {
  const { errorCodes } = validateIBAN(compact.toUpperCase());
  // A country's own check inside the number may fail: the account is still somebody's.
  return errorCodes.every((code) => code === ValidationErrorsIBAN.WrongAccountBankBranchChecksum);
}

function collect(
  shadow: string,
  start: number,
  length: number,
): { compact: string; end: number } | undefined {
  let compact = '';
  let gap = 0;
  for (let at = start; at < shadow.length; at += 1) {
    const character = shadow.charAt(at);
    if (LETTER_OR_DIGIT.test(character)) {
      compact += character;
      gap = 0;
      if (compact.length === length) return { compact, end: at + 1 };
    } else if (!GAP.includes(character) || ++gap > GAP_AT_MOST) return undefined;
  }
  return undefined;
}
