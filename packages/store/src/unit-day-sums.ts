import type { TallyCounts, UnitDayTally } from '@kuulolla/contracts/tally';

/** Adds up the parts of each unit and day, which are given one right after the other. */
export interface UnitDaySums {
  add(unit: number, day: string, counts: TallyCounts): void;
  /** The sums that are whole since it was asked last; with the last one too where nothing more comes. */
  take(isEnd: boolean): UnitDayTally[];
}

export function createUnitDaySums(): UnitDaySums {
  let sums: UnitDayTally[] = [];
  return {
    add(unit, day, { promoters, passives, detractors, unscored }) {
      const sum = sums.at(-1);
      if (sum === undefined || sum.unit !== unit || sum.day !== day) {
        sums.push({ unit, day, promoters, passives, detractors, unscored });
        return;
      }
      sum.promoters += promoters;
      sum.passives += passives;
      sum.detractors += detractors;
      sum.unscored += unscored;
    },
    take(isEnd) {
      const kept = isEnd ? [] : sums.slice(-1);
      const taken = isEnd ? sums : sums.slice(0, -1);
      sums = kept;
      return taken;
    },
  };
}
