import { findNumberFirstAddresses } from './number-first-address.ts';
import { findNumberLastAddresses } from './number-last-address.ts';
import type { Shadow } from './shadow.ts';
import { maskSpans, type Span } from './span.ts';
import { wordsOf } from './word.ts';

/** Street addresses in a masked shadow: first those with the number last, then in what is left those with it first. */
export function findAddresses(masked: string, text: string, shadow: Shadow): Span[] {
  const words = wordsOf(masked, text, shadow);
  const numberLast = findNumberLastAddresses(masked, words);
  if (numberLast.length === 0) return findNumberFirstAddresses(masked, words);
  const rest = maskSpans(masked, numberLast);
  return [...numberLast, ...findNumberFirstAddresses(rest, wordsOf(rest, text, shadow))];
}
