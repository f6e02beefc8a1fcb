import { foldCharacter, SOFT_HYPHEN } from './fold-character.ts';
import { entityAt } from './html-entity.ts';
import { MARKERS } from './marker.ts';
import { BARRIER } from './span.ts';

/**
 * The text as identifiers are looked for in it: lower case, without accents, with one kind of dash, space and
 * digit, white space as one character, HTML entities read, and nothing that does not show. `starts[i]` and `ends[i]`
 * say where in the original the shadow's character i stands.
 */
export type Shadow = { chars: string; starts: number[]; ends: number[] };

const ALL_MARKERS = Object.values(MARKERS);

/** What the characters up to ÿ fold to, by their code: nearly all of a comment, known without asking for each again. */
const LATIN_1 = Array.from({ length: 256 }, (_, code) => {
  const character = String.fromCharCode(code);
  // What these three are depends on what stands around them.
  return '[&'.includes(character) || character === SOFT_HYPHEN ? undefined : foldCharacter(character);
});

/** Folds any string, lone surrogates included; never throws. A marker becomes one barrier. */
export function shadowOf(text: string): Shadow {
  const starts: number[] = [];
  const ends: number[] = [];
  let chars = '';
  let last = '';
  // White space of any length is one space, or a line break where one is in it: added when it has ended.
  let space = '';
  let end = 0;
  for (let at = 0; at < text.length; at = end) {
    let folded = LATIN_1[text.charCodeAt(at)];
    if (folded === undefined) ({ folded, end } = readAt(text, at, space === '\n' ? '' : last));
    else end = at + 1;
    const isSpace = folded === ' ' || folded === '\n';
    if (folded === '' || (isSpace && space !== '')) {
      // A combining mark goes with the letter or digit it sits on, or it would be left on the marker.
      if (ends.length > 0) ends[ends.length - 1] = end;
    } else
      for (let unit = 0; unit < folded.length; unit += 1) {
        starts.push(at);
        ends.push(end);
      }
    if (isSpace) space = space === '\n' ? space : folded;
    else if (folded !== '') {
      chars += space + folded;
      space = '';
      last = folded.charAt(folded.length - 1);
    }
  }
  return { chars: chars + space, starts, ends };
}

/** What the marker, the HTML entity or the character at this place folds to, and where it ends. */
function readAt(text: string, at: number, last: string): { folded: string; end: number } {
  const marker = text[at] === '[' ? ALL_MARKERS.find((each) => text.startsWith(each, at)) : undefined;
  if (marker) return { folded: BARRIER, end: at + marker.length };
  const entity = text[at] === '&' ? entityAt(text, at) : undefined;
  const character = entity?.character ?? String.fromCodePoint(text.codePointAt(at) ?? 0);
  return { folded: fold(character, last), end: at + (entity?.length ?? character.length) };
}

/** @param last the last character before this one that is no space */
function fold(character: string, last: string): string {
  const folded = foldCharacter(character);
  if (folded !== SOFT_HYPHEN) return folded;
  // People who copy a code out of a typeset page get a soft hyphen where the dash was.
  return last >= '0' && last <= '9' ? '-' : '';
}
