import { addCellCounts, type CellCounts } from './merged-deltas.ts';
import type { Recount } from './store.ts';

/** Sums of counts by source, unit and day. */
export interface RecountSums {
  /** Adds the counts of a cell, which begins with its source. */
  add(cell: string, unit: number, day: string, counts: Readonly<CellCounts>): void;
  /** Those that come to nothing are left out: a tally that went to zero equals documents that are not there. */
  recounts(): Recount[];
}

export function createRecountSums(): RecountSums {
  const sums = new Map<
    string,
    { source: Recount['source']; unit: number; day: string; counts: CellCounts }
  >();
  return {
    add(cell, unit, day, counts) {
      const source = sourceOfCell(cell);
      const key = `${day} ${unit} ${source}`;
      const sum = sums.get(key);
      if (sum === undefined) sums.set(key, { source, unit, day, counts: [...counts] });
      else addCellCounts(sum.counts, counts);
    },
    recounts: () =>
      Array.from(sums.values(), ({ counts: [promoters, passives, detractors, unscored], ...of }) => ({
        ...of,
        promoters,
        passives,
        detractors,
        unscored,
      })).filter((sum) => sum.promoters || sum.passives || sum.detractors || sum.unscored),
  };
}

/** The source of a cell `source|language|respondent`. */
export function sourceOfCell(cell: string): Recount['source'] {
  return cell.slice(0, cell.indexOf('|')) as Recount['source'];
}
