import { errorFunction } from 'simple-statistics';

/** Two-sided p-value of a standard normal statistic `z`, 0–1; right to about seven digits down to 1e-9. */
export function twoSidedP(z: number): number {
  return Math.min(1, Math.max(0, 1 - errorFunction(Math.abs(z) / Math.SQRT2)));
}
