import { matchesOf } from './matches.ts';

const DIGITS = /[0-9]+/g;

/**
 * Whether a shadow has so many digits at all, anywhere: asked before patterns that need them, since going through the
 * text for each of those takes far longer.
 */
export function hasDigits(text: string, atLeast: number): boolean {
  let count = 0;
  for (let at = 0; at < text.length && count < atLeast; at += 1) {
    const code = text.charCodeAt(at);
    if (code >= 0x30 && code <= 0x39) count += 1;
  }
  return count >= atLeast;
}

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
