import { addCounts, adjusted, answersIn, type Counts, emptyCounts } from './score.ts';

/** A unit's place for ranking, NPS points, unrounded. */
export interface Shrunk {
  /** The raw score drawn towards the area's; the area's own for a unit without answers; null where nobody in the area has any. */
  readonly nps: number | null;
  /** Share of the unit's own score in it, 0 (all from the area) to 1 (all its own). */
  readonly weight: number;
}

interface Estimate {
  readonly own: number;
  readonly variance: number;
}

/**
 * Scores of an area's units for RANKING (empirical Bayes): a unit with few answers is drawn towards the area's score, so that neither end of a list is
 * merely the units with the fewest answers. Never shown as a unit's score. `units` are the counts of the area's units, and the answer has their order.
 * Nothing ranks units yet, so that no service calls this: a list that does must order them by it.
 *
 * weight = τ²/(τ² + v): v is the sampling variance of the unit's raw mean, V/n, with V the adjusted variance of one answer in the whole area;
 * τ², how much units truly differ, is estimated by moments (DerSimonian & Laird 1986). The unit's own V is not used: a
 * unit with three promoters would look sure of itself. Where units differ no more than chance allows, τ² is 0 and all get the area's score.
 */
export function shrinkTowardsArea(units: readonly Counts[]): Shrunk[] {
  const area = units.reduce(addCounts, emptyCounts);
  const answers = answersIn(area);
  if (answers === 0) return units.map(() => ({ nps: null, weight: 0 }));
  const areaMean = (area.promoters - area.detractors) / answers;
  const varianceOfAnswer = adjusted(area).varianceOfMean * (answers + 3);
  const estimates = units.map((unit): Estimate | null => {
    const n = answersIn(unit);
    return n === 0 ? null : { own: (unit.promoters - unit.detractors) / n, variance: varianceOfAnswer / n };
  });
  const between = varianceBetween(estimates.filter((estimate) => estimate !== null));
  return estimates.map((estimate) => {
    if (estimate === null || between === 0) return { nps: 100 * areaMean, weight: 0 };
    const weight = between / (between + estimate.variance);
    return { nps: 100 * (areaMean + weight * (estimate.own - areaMean)), weight };
  });
}

/** DerSimonian–Laird τ², the variance of the true means, on the scale of the means squared; 0 where fewer than two are known. */
function varianceBetween(estimates: readonly Estimate[]): number {
  if (estimates.length < 2) return 0;
  let weights = 0;
  let squares = 0;
  let weighted = 0;
  for (const { own, variance } of estimates) {
    weights += 1 / variance;
    squares += 1 / variance ** 2;
    weighted += own / variance;
  }
  const mean = weighted / weights;
  const heterogeneity = estimates.reduce((sum, { own, variance }) => sum + (own - mean) ** 2 / variance, 0);
  return Math.max(0, (heterogeneity - (estimates.length - 1)) / (weights - squares / weights));
}
