import { matchesOf } from './matches.ts';
import type { Shadow } from './shadow.ts';
import type { Span } from './span.ts';

/** A word of a shadow; `capital` when the original has a capital first letter. */
export type Word = Span & { text: string; capital: boolean };

const WORD = /\p{L}[\p{L}'’-]*/gu;

/** The words of a masked shadow in their order. An apostrophe or hyphen inside belongs to the word. */
export function wordsOf(masked: string, text: string, shadow: Shadow): Word[] {
  return matchesOf(masked, WORD).map((match) => {
    const trimmed = match[0].replace(/['’-]{1,9}$/, '');
    const start = match.index;
    return {
      start,
      end: start + trimmed.length,
      text: trimmed,
      capital: /^\p{Lu}/u.test(text.slice(shadow.starts[start], shadow.ends[start])),
    };
  });
}

/** Whether nothing but a little white space stands between two words, the first one perhaps shortened by a dot. */
export function areNeighbours(masked: string, first: Word, second: Word): boolean {
  return second.start - first.end <= 3 && /^[.’']?[ \n]{1,2}$/.test(masked.slice(first.end, second.start));
}
