import type { UnitProfile } from './unit-profile.ts';

/** The sector's own movement: NPS points (on the scale −1…+1) added to every unit, linear from year to year. */
export interface SectorLevel {
  /** In the middle of the last 365 days. */
  readonly now: number;
  /** In the middle of the 365 days before. */
  readonly before: number;
  /** Days since 1970-01-01. */
  readonly lastDay: number;
}

/** The NPS a unit's answers are drawn with on a day (days since 1970-01-01), −1…+1. */
export function unitNps(unit: UnitProfile, level: SectorLevel, day: number): number {
  // It goes no further than the last day: a town left running must not rise for ever.
  const yearsFromMiddle = Math.max(-2, (Math.min(day, level.lastDay) - (level.lastDay - 182)) / 365);
  const changed = unit.change !== null && day >= unit.change.from ? unit.change.by : 0;
  const nps = unit.base + changed + level.now + yearsFromMiddle * (level.now - level.before);
  return Math.min(0.96, Math.max(-0.5, nps));
}

/** Shares of promoters, passives and detractors that make this NPS (−1…+1): the nearer to 0, the more passives. */
export function classShares(nps: number): { readonly promoters: number; readonly detractors: number } {
  const passives = 0.02 + 0.26 * (1 - nps * nps);
  const promoters = (1 - passives + nps) / 2;
  return { promoters, detractors: promoters - nps };
}
