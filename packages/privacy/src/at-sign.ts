import { matchesOf } from './matches.ts';
import type { Span } from './span.ts';

/** How an at sign was written: as a character, unmistakably (in brackets or quotes, by a name of its own), or as a word. */
export type AtSign = Span & { kind: 'character' | 'spaced' | 'unmistakable' | 'word' };

const CHARACTER = '@{1,3}|%40';
const NAME =
  'att?[- ]?(?:merkki|tecken|sign)|miuku[ -]?mauku|miumau|kissanhanta|apinanhanta|snabel[ -]?a|alfakrulla';
// "kringla" is also what one has with coffee.
const WORD = 'at|kringla';
const ANY_WORD = `${NAME}|${WORD}`;
const ENCLOSED = [
  `[([{] ?(?:@|${ANY_WORD}|a) ?[)\\]}]`,
  `["'”“’] ?(?:@|${ANY_WORD}) ?["'”“’]`,
  `[<*_|/~=-] ?(?:@|${ANY_WORD}) ?[>*_|/~=-]`,
].join('|');
const apart = (words: string) => `(?<=[ \n])(?:${words})(?=[ \n])`;
const ANY = new RegExp(
  `(?<unmistakable>${ENCLOSED}|${apart(NAME)})|(?<character>${CHARACTER})|(?<word>${apart(WORD)})`,
  'g',
);

/** Every at sign of a shadow, in its order. */
export function atSigns(shadow: string): AtSign[] {
  return matchesOf(shadow, ANY).map((match) => {
    const start = match.index;
    const end = start + match[0].length;
    return { start, end, kind: kindOf(match.groups ?? {}, shadow, start, end) };
  });
}

function kindOf(
  groups: Record<string, string | undefined>,
  shadow: string,
  start: number,
  end: number,
): AtSign['kind'] {
  if (groups.unmistakable !== undefined) return 'unmistakable';
  if (groups.word !== undefined) return 'word';
  return isSpace(shadow[start - 1]) || isSpace(shadow[end]) ? 'spaced' : 'character';
}

/** The two white spaces of a shadow: an address may be broken at its at sign. */
export function isSpace(character: string | undefined): boolean {
  return character === ' ' || character === '\n';
}
