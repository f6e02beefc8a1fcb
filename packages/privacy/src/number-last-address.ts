import { endOfHouseNumber } from './house-number.ts';
import type { Span } from './span.ts';
import { streetWord } from './street-name.ts';
import { areNeighbours, type Word } from './word.ts';

// Folded words that open a sentence about an address rather than a street's name.
const OPENS_SENTENCE =
  /^(?:asun|asumme|asuin|asuu|kavin|olin|olen|oli|on|osoite|osoitteeni|osoitteessa|kotiosoite|kaynti|muutin|muutimme|kotini|jag|bor|vi|min|mitt|adress|adressen|hemadress|bodde|pa|i|my|we|at|on|live|address|lives|near|hei|moi|hej|hello|the)$/;
const QUALIFIER =
  /^(?:vanha|uusi|iso|pieni|ita|lansi|itainen|lantinen|pohjoinen|etelainen|yla|ala|norra|sodra|ostra|vastra|gamla|nya|stora|lilla)\p{L}*$/u;
const ORDINAL =
  /^(?:ensi|ensimmai|toi|kolma|nelja|viide|kuude|seitsema|forsta|andra|tredje|fjarde|femte)\p{L}*$/u;
const NUMBERED = /(?<![\p{L}0-9.,:/-])[1-5](?:\.|:(?:e|s|n|lla|lta|lle))[ \n]?$/u;
const ROMAN = /^(?:i{1,3}|iv|v)$/;
// Homes on it have a letter for a street: "Suomenlinna C 54".
const ISLAND = /^(?:suomenlinna|sveaborg)$/;
const STREET_OF_ISLAND = /^[a-k]$/;
const WORDS_BEFORE_AT_MOST = 3;

/**
 * Street addresses with a house number, Finnish, Swedish or German by the end of the street's name ("-katu",
 * "-gatan"), inflected or not, with stair, apartment and postal code.
 */
export function findNumberLastAddresses(masked: string, words: readonly Word[]): Span[] {
  const found: Span[] = [];
  words.forEach((word, index) => {
    const dotted = masked[word.end] === '.';
    const end = endOfHouseNumber(masked, dotted ? word.end + 1 : word.end);
    const start = end === undefined ? undefined : startOfName(masked, words, index, dotted);
    if (start !== undefined && end !== undefined && start >= (found.at(-1)?.end ?? 0))
      found.push({ start, end });
  });
  return found;
}

function startOfName(
  masked: string,
  words: readonly Word[],
  index: number,
  dotted: boolean,
): number | undefined {
  const word = words[index];
  if (!word) return undefined;
  const previous = neighbourBefore(masked, words, index);
  if (!dotted && /^linja\p{L}*$|^linjen$/u.test(word.text)) return startOfLine(masked, word, previous);
  if (!dotted && STREET_OF_ISLAND.test(word.text) && previous)
    return ISLAND.test(previous.text) ? previous.start : undefined;
  const kind = streetWord(word.text, word.capital, dotted);
  if (kind === 'none') return undefined;
  if (kind === 'generic') return startOfGeneric(masked, words, index);
  return previous && QUALIFIER.test(previous.text) ? previous.start : word.start;
}

/** The numbered streets of Helsinki: "toinen linja", "3. linja", "III linja", "3:e linjen". */
function startOfLine(masked: string, line: Word, previous: Word | undefined): number | undefined {
  const from = Math.max(0, line.start - 8);
  const number = NUMBERED.exec(masked.slice(from, line.start));
  if (number) return from + number.index;
  if (!previous) return undefined;
  // At the beginning of a Swedish sentence "I linjen" is "in the queue".
  const isRoman = previous.capital && ROMAN.test(previous.text) && line.text !== 'linjen';
  return isRoman || ORDINAL.test(previous.text) ? previous.start : undefined;
}

/** "Väinö Auerin katu", "Hermannin rantatie", "Norra vägen": the words before belong to the name. */
function startOfGeneric(masked: string, words: readonly Word[], index: number): number | undefined {
  const word = words[index];
  const previous = neighbourBefore(masked, words, index);
  const isCompound =
    (word?.text.length ?? 0) > 'esplanadilla'.length ||
    /^(?:ranta|maan|puisto|kauppa|kirkko)./.test(word?.text ?? '');
  if (!word || !previous || !isNamePart(previous, word)) return isCompound ? word?.start : undefined;
  let start = previous.start;
  for (let back = index - 1; back > index - WORDS_BEFORE_AT_MOST; back -= 1) {
    const before = neighbourBefore(masked, words, back);
    if (!before?.capital || OPENS_SENTENCE.test(before.text)) break;
    start = before.start;
  }
  return start;
}

function isNamePart(previous: Word, word: Word): boolean {
  if (OPENS_SENTENCE.test(previous.text)) return false;
  if (word.text === 'k') return previous.capital && /\p{L}{3}n$/u.test(previous.text);
  if (QUALIFIER.test(previous.text)) return true;
  if (previous.capital) return /[ns]$|^\p{L}{3,}[ae]$/u.test(previous.text);
  return /^(?:ka[td]u|kuja)/.test(word.text) && /\p{L}{4}n$/u.test(previous.text);
}

function neighbourBefore(masked: string, words: readonly Word[], index: number): Word | undefined {
  const word = words[index];
  const previous = words[index - 1];
  return word && previous && areNeighbours(masked, previous, word) ? previous : undefined;
}
