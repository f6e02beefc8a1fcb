import { type Change, changeWithin, contrastOf, unknownChange } from './change.ts';
import type { Counts } from './score.ts';

/**
 * Where the boundary is tightest: an eighth of the information of 150 answers a side at the sector's spread (variance of an answer about 0.45,
 * scale −1…+1), 1/(2·0.45/150) ≈ 167. It costs little elsewhere: 3.0 standard errors there, 3.4 at 30 a side, 3.3 at 1,500.
 */
const MIXTURE_PRECISION = 21;

/**
 * Change between two sets of different answers that may be looked at as often as one likes, `before` fixed and `now` growing (or both growing):
 * a 95 % confidence sequence, so the chance that it EVER leaves out the truth is at most 5 %, not at each look. Use it for whatever is watched
 * live against a fixed past or over a quarter or year to date. The price is width: about 1.6 times `change`'s interval.
 *
 * The score process of such a comparison behaves like a Brownian motion in information I = 1/(V₁/(n₁+3) + V₂/(n₂+3)) (Jennison & Turnbull's
 * canonical form), for which Robbins's normal mixture (Robbins 1970; Howard, Ramdas, McAuliffe and Sekhon 2021) bounds all times at once:
 * |S₁ − S₂ − truth|·I ≤ √((I+ρ)·ln((I+ρ)/(ρ·0.05²))). Asymptotic, as the interval of a single score is; hence 'too-few' below 30 a side.
 * `p` is the anytime-valid one that goes with it: the share of calm units whose p ever falls to x is at most x; `discoveries` may use it.
 *
 * Two rolling windows side by side forget old answers, which no such bound covers: they have `rollingChange`.
 */
export function sequentialChange(now: Counts, before: Counts): Change {
  const contrast = contrastOf(now, before);
  if (contrast === null) return unknownChange;
  const { centre, standardError } = contrast;
  const information = 1 / standardError ** 2;
  const spread = information + MIXTURE_PRECISION;
  const half = Math.sqrt(spread * Math.log(spread / (MIXTURE_PRECISION * 0.05 ** 2))) / information;
  const p = Math.sqrt(spread / MIXTURE_PRECISION) * Math.exp(-((centre * information) ** 2) / (2 * spread));
  return changeWithin(now, before, centre, half, Math.min(1, p));
}
