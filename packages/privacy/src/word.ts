import { matchesOf } from './matches.ts';
import type { Shadow } from './shadow.ts';
import type { Span } from './span.ts';

/** A word of a shadow; `capital` when the original has a capital first letter. */
export type Word = Span & { text: string; capital: boolean };

const WORD = /\p{L}[\p{L}'’-]*/gu;
const TRAILING = /['’-]{1,9}$/;
const CAPITAL = /^\p{Lu}/u;
const GAP = /^[.’']?[ \n]{1,2}$/;

/** The words of a masked shadow in their order. An apostrophe or hyphen inside belongs to the word. */
export function wordsOf(masked: string, text: string, shadow: Shadow): Word[] {
  return matchesOf(masked, WORD).map((match) => {
    const start = match.index;
    const trimmed = withoutTrailing(match[0]);
    return {
      start,
      end: start + trimmed.length,
      text: trimmed,
      capital: isCapital(text.slice(shadow.starts[start], shadow.ends[start])),
    };
  });
}

function withoutTrailing(word: string): string {
  // Few words end in one, and looking for it from the word's beginning takes longer than finding the word.
  return "'’-".includes(word.charAt(word.length - 1)) ? word.replace(TRAILING, '') : word;
}

function isCapital(letter: string): boolean {
  // Most are these, and need no look into Unicode's tables.
  return !(letter >= 'a' && letter <= 'z') && CAPITAL.test(letter);
}

/** Whether nothing but a little white space stands between two words, the first one perhaps shortened by a dot. */
export function areNeighbours(masked: string, first: Word, second: Word): boolean {
  return second.start - first.end <= 3 && GAP.test(masked.slice(first.end, second.start));
}
