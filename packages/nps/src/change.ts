import { twoSidedP } from './normal-tail.ts';
import { adjusted, answersIn, type Counts, Z_95 } from './score.ts';

/** Fewest answers on each side for which a change is called anything. */
export const FEWEST_TO_COMPARE = 30;

export type Verdict = 'rise' | 'fall' | 'none' | 'too-few';

/** A change between two sets of answers, in NPS points (−200…+200), unrounded. All figures are null where a side has no answers at all. */
export interface Change {
  /** nps now − nps before, raw: what a reader gets who subtracts the two scores shown. */
  readonly difference: number | null;
  /** Centre of the interval: the same difference of the adjusted means, a little nearer to 0 on small numbers. */
  readonly centre: number | null;
  /** The interval, clipped to ±200. */
  readonly low: number | null;
  readonly high: number | null;
  /** Two-sided p-value of "no change", for `discoveries`; null only where the figures are. */
  readonly p: number | null;
  readonly verdict: Verdict;
}

export const unknownChange: Change = Object.freeze({
  difference: null,
  centre: null,
  low: null,
  high: null,
  p: null,
  verdict: 'too-few',
});

/**
 * Change between two sets of different answers, looked at once: 95 % interval 100·(S₁ − S₂ ± 1.96·√(V₁/(n₁+3) + V₂/(n₂+3))) with the
 * adjusted quantities of `score`, normal p-value. 'rise' or 'fall' when the interval leaves out 0; 'too-few' below 30 answers on either
 * side, with its figures all the same. For what is looked at again and again use `sequentialChange` or
 * `rollingChange`, for a list of units also `discoveries`.
 */
export function change(now: Counts, before: Counts): Change {
  const contrast = contrastOf(now, before);
  if (contrast === null) return unknownChange;
  const { centre, standardError } = contrast;
  return changeWithin(now, before, centre, Z_95 * standardError, twoSidedP(centre / standardError));
}

/** Adjusted difference and its standard error on the scale −2…+2, or null where a side is empty. */
export function contrastOf(
  now: Counts,
  before: Counts,
): { readonly centre: number; readonly standardError: number } | null {
  if (answersIn(now) === 0 || answersIn(before) === 0) return null;
  const a = adjusted(now);
  const b = adjusted(before);
  return { centre: a.mean - b.mean, standardError: Math.sqrt(a.varianceOfMean + b.varianceOfMean) };
}

/** A change from its interval `centre ± half` on the scale −2…+2. Both sides have answers. */
export function changeWithin(now: Counts, before: Counts, centre: number, half: number, p: number): Change {
  const low = Math.max(-200, 100 * (centre - half));
  const high = Math.min(200, 100 * (centre + half));
  const fewest = Math.min(answersIn(now), answersIn(before));
  return {
    difference: rawNps(now) - rawNps(before),
    centre: 100 * centre,
    low,
    high,
    p,
    verdict: verdictOf(low, high, fewest),
  };
}

function rawNps(counts: Counts): number {
  return (100 * (counts.promoters - counts.detractors)) / answersIn(counts);
}

function verdictOf(low: number, high: number, fewest: number): Verdict {
  if (fewest < FEWEST_TO_COMPARE) return 'too-few';
  if (low > 0) return 'rise';
  return high < 0 ? 'fall' : 'none';
}
