import { helsinkiDayNumber } from '@kuulolla/calendar/day';
import { helsinkiOffset } from '@kuulolla/calendar/helsinki-offset';
import { type Source, sources } from '@kuulolla/contracts/source';
import { createRandom, runningSums } from './random.ts';
import { dayRhythm, homeHours, shareGone } from './rhythm.ts';
import type { SectorLevel } from './satisfaction.ts';
import { sectorLevel } from './sector-level.ts';
import { answersOfTheYear, answersOfTheYearBefore } from './source-habits.ts';
import { type TownRegister, type UnitProfile, unitProfiles } from './unit-profile.ts';

export interface TownOptions {
  readonly directory: TownRegister;
  /** A whole number, 0 … 2³² − 1. The same seed, register and `until` give the same bytes. */
  readonly seed: number;
  /** The last instant of the town, epoch ms. */
  readonly until: number;
  /** Helsinki days, the last one included; 25 months where nothing is said. */
  readonly days?: number;
  /** Answers a year, relative to the sector's own of 2024; 1 where nothing is said. */
  readonly scale?: number;
}

/** 25 months. */
export const townDays = 761;

/** A town made ready to be drawn from, day by day. */
export interface TownPlan {
  readonly seed: number;
  readonly until: number;
  readonly units: readonly UnitProfile[];
  readonly level: SectorLevel;
  readonly days: readonly PlannedDay[];
}

/** How many answers a Helsinki day has, by source, and where they come from. */
export interface PlannedDay {
  /** Days since 1970-01-01. */
  readonly day: number;
  readonly counts: Readonly<Record<Source, number>>;
  /** Number of the day's first answer in its source, counted from the town's last one backwards to it. */
  readonly firsts: Readonly<Record<Source, number>>;
  /** Local hour (0–24) at which the day ends: 24 but on the last one. */
  readonly endHour: number;
}

/** Plans a town. Costs some 100 ms and draws no answer yet. */
export function planTown(options: TownOptions): TownPlan {
  const { directory, seed, until, days = townDays, scale = 1 } = options;
  const lastDay = helsinkiDayNumber(until);
  const endHour = localHour(until);
  const units = unitProfiles(directory, seed, lastDay);
  const planned = plannedDays({ seed, units, lastDay, endHour, days, scale });
  return { seed, until, units, level: sectorLevel(units, lastDay), days: planned };
}

/**
 * What the ids of a town's answers begin with. Towns of another seed or another end have other answers, so other names;
 * in letters, since nine digits in a row could be somebody's phone number.
 */
export function townName({ seed, until }: Pick<TownPlan, 'seed' | 'until'>): string {
  return `sample-${seed.toString(36)}-${Math.floor(until / 1_000).toString(36)}`;
}

/** Hours gone by on Helsinki's clocks since midnight, with fractions. */
export function localHour(instant: number): number {
  return ((instant + helsinkiOffset(instant)) % 86_400_000) / 3_600_000;
}

interface DayFrame {
  readonly seed: number;
  readonly units: readonly UnitProfile[];
  readonly lastDay: number;
  readonly endHour: number;
  readonly days: number;
  readonly scale: number;
}

/** From the first day to the last. */
function plannedDays(frame: DayFrame): PlannedDay[] {
  const { lastDay, endHour, days } = frame;
  const bySource = sources.map((source) => [source, countsBackwards(frame, source)] as const);
  const result: PlannedDay[] = [];
  for (let ago = days - 1; ago >= 0; ago--) {
    const counts = { units: 0, maisa: 0, helfi: 0 };
    const firsts = { units: 0, maisa: 0, helfi: 0 };
    for (const [source, ends] of bySource) {
      counts[source] = (ends[ago + 1] as number) - (ends[ago] as number);
      firsts[source] = ends[ago] as number;
    }
    result.push({ day: lastDay - ago, counts, firsts, endHour: ago === 0 ? endHour : 24 });
  }
  return result;
}

/**
 * Answers of the last n days, by n: the running sum of the days' weights, rounded, so that a year's days add up to exactly
 * the year's figure.
 */
function countsBackwards(frame: DayFrame, source: Source): number[] {
  const ends = [0];
  const weights = Array.from({ length: Math.max(frame.days, 730) }, (_, ago) =>
    dayWeight(frame, source, ago),
  );
  const yearOf = (from: number) => weights.slice(from, from + 365).reduce((sum, weight) => sum + weight, 0);
  const years = [
    { total: Math.round(answersOfTheYear[source] * frame.scale), weight: yearOf(0) },
    { total: Math.round(answersOfTheYearBefore[source] * frame.scale), weight: yearOf(365) },
  ] as const;
  let sum = 0;
  for (let ago = 0; ago < frame.days; ago++) {
    const { total, weight } = ago < 365 ? years[0] : years[1];
    sum += weight === 0 ? 0 : (total * (weights[ago] as number)) / weight;
    // Steps of nearly nothing beside a whole number must not tip a year's last day.
    ends.push(Math.round(Math.round(sum * 1e6) / 1e6));
  }
  return ends;
}

function dayWeight(frame: DayFrame, source: Source, ago: number): number {
  const day = frame.lastDay - ago;
  const sums = placeSums(frame.units, source, day, ago === 0 ? frame.endHour : 24);
  const noise = Math.exp(0.08 * createRandom(frame.seed, 5, sources.indexOf(source), day).normal());
  return (sums.at(-1) ?? 0) * noise;
}

/** Running sums, over the units, of how likely an answer of this source and day is about each; all 0 where none can be. */
export function placeSums(
  units: readonly UnitProfile[],
  source: Source,
  day: number,
  endHour: number,
): Float64Array {
  const rhythm = dayRhythm(day);
  const homeGone = shareGone(homeHours, endHour);
  const weights = units.map((unit) => {
    if (day < unit.since) return 0;
    if (source === 'maisa') return unit.inPortal ? unit.weight * rhythm.home * homeGone : 0;
    if (source === 'helfi') return Math.sqrt(unit.weight) * rhythm.home * homeGone;
    const open = unit.kind.daily ? rhythm.dailyUnits : rhythm.weekdayUnits;
    return unit.weight * open * shareGone(unit.kind, endHour);
  });
  return runningSums(weights);
}
