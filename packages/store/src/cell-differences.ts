import type { CellCounts } from './merged-deltas.ts';
import type { RebuildDifference } from './store.ts';

/** The cells of one unit and day by `partition cell`. */
export type PartitionCells = ReadonlyMap<string, Readonly<CellCounts>>;

export interface CellDifference {
  readonly partition: number;
  readonly difference: RebuildDifference;
  /** What is to be added to the tally. */
  readonly missing: CellCounts;
}

const nothing: CellCounts = [0, 0, 0, 0];

/** Where what was tallied of a unit and day is not what its documents come to. */
export function cellDifferences(
  unit: number,
  day: string,
  counted: PartitionCells,
  tallied: PartitionCells,
): CellDifference[] {
  return [...new Set([...counted.keys(), ...tallied.keys()])].flatMap((key) => {
    const is = tallied.get(key) ?? nothing;
    const due = counted.get(key) ?? nothing;
    const missing: CellCounts = [due[0] - is[0], due[1] - is[1], due[2] - is[2], due[3] - is[3]];
    if (missing.every((count) => count === 0)) return [];
    const space = key.indexOf(' ');
    const cell = key.slice(space + 1);
    return [
      {
        partition: Number(key.slice(0, space)),
        difference: { unit, day, cell, tallied: is, counted: due },
        missing,
      },
    ];
  });
}
