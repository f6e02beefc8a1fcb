/** How many answers fell in each class. Whole numbers, none negative; a score of many days or units comes from their added counts. */
export interface Counts {
  readonly promoters: number;
  readonly passives: number;
  readonly detractors: number;
}

/** A Net Promoter Score of −100 to +100 with its 95 % interval, unrounded. `nps`, `low` and `high` are null where there are no answers. */
export interface Score extends Counts {
  readonly n: number;
  readonly nps: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

export type AnswerClass = 'promoter' | 'passive' | 'detractor';

export const emptyCounts: Counts = Object.freeze({ promoters: 0, passives: 0, detractors: 0 });

/** Class of an answer on the scale 0–10: 9–10 promoter, 7–8 passive, 0–6 detractor. Throws RangeError for anything but an integer 0–10. */
export function classOf(answer: number): AnswerClass {
  if (!Number.isInteger(answer) || answer < 0 || answer > 10) {
    throw new RangeError(`An answer to the NPS question is a whole number from 0 to 10, not ${answer}.`);
  }
  if (answer >= 9) return 'promoter';
  return answer >= 7 ? 'passive' : 'detractor';
}

/** Sum of counts, class by class. */
export function addCounts(a: Counts, b: Counts): Counts {
  return {
    promoters: a.promoters + b.promoters,
    passives: a.passives + b.passives,
    detractors: a.detractors + b.detractors,
  };
}

/** Number of answers in all three classes. */
export function answersIn(counts: Counts): number {
  return counts.promoters + counts.passives + counts.detractors;
}

/** The score of some answers: 100·(promoters − detractors)/n and its adjusted Wald interval, clipped to ±100. */
export function score(counts: Counts): Score {
  const { promoters, passives, detractors } = counts;
  const n = answersIn(counts);
  if (n === 0) return { n, promoters, passives, detractors, nps: null, low: null, high: null };
  const { mean, varianceOfMean } = adjusted(counts);
  const half = Z_95 * Math.sqrt(varianceOfMean);
  return {
    n,
    promoters,
    passives,
    detractors,
    nps: (100 * (promoters - detractors)) / n,
    low: Math.max(-100, 100 * (mean - half)),
    high: Math.min(100, 100 * (mean + half)),
  };
}

/** Half-width of a 95 % interval in standard errors, as the published formula rounds it. */
export const Z_95 = 1.96;

/**
 * The adjusted mean and its variance on the scale −1…+1 (Rocks 2016, The American Statistician 70:4): three answers are added,
 * ¾ promoter, 1½ passive, ¾ detractor. P = (p+¾)/(n+3), D = (d+¾)/(n+3), mean S = P − D, variance of the mean (P + D − S²)/(n+3).
 */
export function adjusted(counts: Counts): { readonly mean: number; readonly varianceOfMean: number } {
  const size = answersIn(counts) + 3;
  const promoters = (counts.promoters + 0.75) / size;
  const detractors = (counts.detractors + 0.75) / size;
  const mean = promoters - detractors;
  return { mean, varianceOfMean: (promoters + detractors - mean * mean) / size };
}
