import { sources } from '@kuulolla/contracts/source';
import { dayRhythm } from './rhythm.ts';
import { type SectorLevel, unitNps } from './satisfaction.ts';
import { answersOfTheYear, scoredShare, sourceShift } from './source-habits.ts';
import type { UnitProfile } from './unit-profile.ts';

/** NPS of the sector in 2024 and in 2023, on the scale −1…+1. */
const wanted = { now: 0.64, before: 0.58 };
const rounds = 12;

/** The level at which the expected NPS of all scored answers is the sector's in both years. */
export function sectorLevel(units: readonly UnitProfile[], lastDay: number): SectorLevel {
  let level: SectorLevel = { now: 0, before: 0, lastDay };
  if (units.length === 0) return level;
  const days = (first: number) => Array.from({ length: 73 }, (_, index) => first + 5 * index);
  const shares = {
    now: unitShares(units, days(lastDay - 364)),
    before: unitShares(units, days(lastDay - 729)),
  };
  for (let round = 0; round < rounds; round++) {
    level = {
      now: level.now + wanted.now - expectedNps(shares.now, level),
      before: level.before + wanted.before - expectedNps(shares.before, level),
      lastDay,
    };
  }
  return level;
}

/** Every fifth day stands for a year: five and the week have no common rhythm. */
function unitShares(units: readonly UnitProfile[], days: readonly number[]) {
  const rows = [];
  for (const day of days) {
    const { weekdayUnits, dailyUnits } = dayRhythm(day);
    for (const unit of units) {
      const share = day < unit.since ? 0 : unit.weight * (unit.kind.daily ? dailyUnits : weekdayUnits);
      if (share > 0) rows.push({ unit, day, share });
    }
  }
  return rows;
}

function expectedNps(rows: ReturnType<typeof unitShares>, level: SectorLevel): number {
  let sum = 0;
  let weights = 0;
  for (const source of sources) {
    const weight = answersOfTheYear[source] * scoredShare[source];
    let nps = 0;
    let total = 0;
    for (const { unit, day, share } of rows) {
      nps += share * Math.max(-0.98, unitNps(unit, level, day) + sourceShift[source]);
      total += share;
    }
    sum += (weight * nps) / total;
    weights += weight;
  }
  return sum / weights;
}
