import { type Change, changeWithin, contrastOf, unknownChange } from './change.ts';
import { twoSidedP } from './normal-tail.ts';
import type { Counts } from './score.ts';

const limits = new Map<number, number>();

/**
 * Change between a rolling window of `days` days and the window of the same length just before it, watched without a break for `watchedDays`:
 * of units where nothing changes at most 5 % are called in that whole time, however often one looks. Use it for live rolling windows;
 * `sequentialChange` is for windows that only grow. Shape and 'too-few' as in `change`; `p` is the chance that a calm unit strays this far
 * at any time of the watch, so `discoveries` may use it.
 *
 * The standardised difference of two windows that slide over independent answers is a stationary Gaussian process whose correlation
 * starts as 1 − 3h/(2·days); it passes ±z within T days with a chance of about 2(1 − Φ(z)) + 2·T·3/(2·days)·z·φ(z)
 * (Slepian 1961; Leadbetter, Lindgren and Rootzén 1983, chapter 12). The limit is 3.8 standard errors for 7 days,
 * 3.3 for 30, 2.9 for 90, 2.5 for 365, when watched for 90 days.
 */
export function rollingChange(now: Counts, before: Counts, days: number, watchedDays = 90): Change {
  const contrast = contrastOf(now, before);
  if (contrast === null) return unknownChange;
  const { centre, standardError } = contrast;
  const windows = watchedDays / days;
  const p = chanceOfStraying(Math.abs(centre) / standardError, windows);
  return changeWithin(now, before, centre, limitFor(windows) * standardError, p);
}

/** Chance that the standardised difference passes ±z within a watch of so many window lengths; 1 where the approximation has no meaning. */
function chanceOfStraying(z: number, windows: number): number {
  // z·φ(z) falls only from z = 1 on: nearer to 0 the chance is 1 or the caller's watch is shorter than an instant.
  const level = Math.max(z, 1);
  const density = Math.exp((-level * level) / 2) / Math.sqrt(2 * Math.PI);
  return Math.min(1, twoSidedP(z) + 3 * windows * level * density);
}

/** The z whose chance of straying is 5 %, to ten digits by bisection. */
function limitFor(windows: number): number {
  const known = limits.get(windows);
  if (known !== undefined) return known;
  let low = 1;
  let high = 40;
  for (let step = 0; step < 50; step += 1) {
    const middle = (low + high) / 2;
    if (chanceOfStraying(middle, windows) > 0.05) low = middle;
    else high = middle;
  }
  limits.set(windows, high);
  return high;
}
