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

/** Folds any string, lone surrogates included; never throws. A marker becomes one barrier. */
export function shadowOf(text: string): Shadow {
  const chars: string[] = [];
  const shadow: Shadow = { chars: '', starts: [], ends: [] };
  let at = 0;
  while (at < text.length) {
    const marker = text[at] === '[' ? ALL_MARKERS.find((each) => text.startsWith(each, at)) : undefined;
    const entity = text[at] === '&' ? entityAt(text, at) : undefined;
    const end = at + (marker?.length ?? entity?.length ?? characterLength(text, at));
    const folded = marker ? BARRIER : fold(entity?.character ?? text.slice(at, end), chars);
    if (joinsLast(folded, chars.at(-1), shadow.ends.at(-1) === at)) {
      shadow.ends[shadow.ends.length - 1] = end;
      if (folded === '\n') chars[chars.length - 1] = folded;
    } else {
      for (const character of folded.split('')) {
        chars.push(character);
        shadow.starts.push(at);
        shadow.ends.push(end);
      }
    }
    at = end;
  }
  shadow.chars = chars.join('');
  return shadow;
}

/**
 * A combining mark goes with the letter or digit it sits on, or it would be left on the marker; white space of any
 * length is one space, or one line break.
 */
function joinsLast(folded: string, last: string | undefined, adjacent: boolean): boolean {
  if (folded === '') return adjacent;
  return (folded === ' ' || folded === '\n') && (last === ' ' || last === '\n');
}

function characterLength(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}

function fold(character: string, before: readonly string[]): string {
  if (character >= ' ' && character <= '~') return character.toLowerCase();
  const folded = foldCharacter(character);
  if (folded !== SOFT_HYPHEN) return folded;
  // People who copy a code out of a typeset page get a soft hyphen where the dash was.
  const last = (before.at(-1) === ' ' ? before.at(-2) : before.at(-1)) ?? '';
  return last >= '0' && last <= '9' ? '-' : '';
}
