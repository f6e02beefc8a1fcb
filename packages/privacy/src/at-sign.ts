import type { Span } from './span.ts';

/** How an at sign was written: as a character, in brackets, or as a bare word. */
export type AtSign = Span & { kind: 'character' | 'spaced' | 'bracketed' | 'word' };

const CHARACTER = '@|%40|&#64;|&commat;';
const WORDS =
  'at|att?[- ]?(?:merkki|tecken|sign)|miuku[ -]?mauku|miumau|kissanhanta|apinanhanta|snabel[ -]?a|alfakrulla|kringla';
const BRACKETED = `[([{] ?(?:@|${WORDS}|a) ?[)\\]}]|[<*_|/-] ?(?:@|${WORDS}) ?[>*_|/-]`;
const ANY = new RegExp(
  `(?<bracketed>${BRACKETED})|(?<character>${CHARACTER})|(?<= )(?<word>${WORDS})(?= )`,
  'g',
);

/** Every at sign of a shadow, in its order. */
export function atSigns(shadow: string): AtSign[] {
  return Array.from(shadow.matchAll(ANY), (match) => {
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
  if (groups.bracketed !== undefined) return 'bracketed';
  if (groups.word !== undefined) return 'word';
  return shadow[start - 1] === ' ' || shadow[end] === ' ' ? 'spaced' : 'character';
}
