import type { Span } from './span.ts';
import { areNeighbours, type Word } from './word.ts';

const SURE_ENDING = /^(?:street|road|avenue|crescent|boulevard)$/;
const NAME_ENDING =
  /^(?:st|rd|ave|av|blvd|lane|ln|drive|dr|close|terrace|court|square|place|gardens|grove|mews|way|row|walk|hill)$/;
const NO_NAME = new RegExp(
  `^(?:${[
    'the|a|an|this|that|my|your|our|his|her|their|its|of|from|to|in|on|at|by|off|down|up|across|over|along|through',
    'and|or|is|was|were|are|it|i|we|you|they|he|she|one|two|three|both|some|any|no|not|for|with|per|than|as|same',
    'minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?|yrs?|times?|miles?|metres?|meters?|yards?|blocks?|km|pm|am',
    'people|patients?|staff|nurses?|doctors?|dr|mr|mrs|ms|beds?|cars?|buses|bus|stars?|out|about|around|away|long|busy',
    'way|lane|other|different|side|cross|back|whole|quiet|next|first|last|more|good|further|visits?|appointments?|a&e',
  ].join('|')})$`,
);
// As named on a map: "23 Kuusitie" is somebody's home, "klo 23 Kuusitiellä" is not.
const NORDIC_STREET = /\p{L}{2}(?:tie|katu|kuja|polku|raitti|gatan|vagen|granden|stigen)$/u;
const NO_HOUSE = /(?<!\p{L})(?:klo|kello|kl|linja|linje|bussi|buss|bus|tram|ratikka|sparvagn)[. ]{0,2}$/u;
const NAMES_AT_MOST = 3;

/** Street addresses with the number first, as in English: "12 High Street", "221B Baker St", "23 Kuusitie". */
export function findNumberFirstAddresses(masked: string, words: readonly Word[]): Span[] {
  const found: Span[] = [];
  words.forEach((word, index) => {
    const start = startOf(masked, words, index, word);
    if (start !== undefined && start >= (found.at(-1)?.end ?? 0)) found.push({ start, end: word.end });
  });
  return found;
}

function startOf(masked: string, words: readonly Word[], index: number, word: Word): number | undefined {
  if (word.capital && NORDIC_STREET.test(word.text)) {
    const start = houseNumberBefore(masked, word.start);
    return start !== undefined && NO_HOUSE.test(masked.slice(Math.max(0, start - 12), start))
      ? undefined
      : start;
  }
  if (!SURE_ENDING.test(word.text) && !(word.capital && NAME_ENDING.test(word.text))) return undefined;
  const names = namesBefore(masked, words, index);
  const first = names.at(-1);
  return first && isStreet(names, word) ? houseNumberBefore(masked, first.start) : undefined;
}

/** The words between the number and the street's ending, the nearest first. */
function namesBefore(masked: string, words: readonly Word[], index: number): Word[] {
  const names: Word[] = [];
  let next = words[index];
  for (let back = index - 1; next && names.length < NAMES_AT_MOST; back -= 1) {
    const word = words[back];
    if (!word || !areNeighbours(masked, word, next) || isStair(masked, word)) break;
    names.push(word);
    next = word;
  }
  return names;
}

/** The b of "221b". */
function isStair(masked: string, { start, text }: Word): boolean {
  return text.length === 1 && /[0-9] ?$/.test(masked.slice(Math.max(0, start - 2), start));
}

function isStreet(names: readonly Word[], ending: Word): boolean {
  if (names.some(({ text }) => NO_NAME.test(text))) return false;
  return names.every(({ capital }) => capital) || (SURE_ENDING.test(ending.text) && names.length <= 2);
}

function houseNumberBefore(masked: string, end: number): number | undefined {
  const from = Math.max(0, end - 16);
  const match = /(?<![0-9]|[0-9][.,:/-])[0-9]{1,4}(?:-[0-9]{1,4})? ?[a-z]?,?[ \n]{1,2}$/.exec(
    masked.slice(from, end),
  );
  return match ? from + match.index : undefined;
}
