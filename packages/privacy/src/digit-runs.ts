import { matchesOf } from './matches.ts';

const DIGITS = /[0-9]+/g;

/** Digits standing together, with where they stand. */
export type DigitGroup = { start: number; end: number; digits: string };

/**
 * Digit groups that follow one another with nothing but gap characters between them.
 * @param gapCharacters what may stand between two groups, as a string of single characters
 * @param gapAtMost how many of them may
 */
export function digitRuns(text: string, gapCharacters: string, gapAtMost: number): DigitGroup[][] {
  const runs: DigitGroup[][] = [];
  let run: DigitGroup[] = [];
  for (const match of matchesOf(text, DIGITS)) {
    const group = { start: match.index, end: match.index + match[0].length, digits: match[0] };
    const previous = run.at(-1);
    if (previous && !isGap(text, previous.end, group.start, gapCharacters, gapAtMost)) {
      runs.push(run);
      run = [];
    }
    run.push(group);
  }
  if (run.length > 0) runs.push(run);
  return runs;
}

function isGap(text: string, from: number, to: number, characters: string, atMost: number): boolean {
  if (to - from > atMost) return false;
  for (let at = from; at < to; at += 1) if (!characters.includes(text.charAt(at))) return false;
  return true;
}
