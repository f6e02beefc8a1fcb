import type { TallyCounts, TallyDelta, TallyDocument, TallyOrigin } from '@kuulolla/contracts/tally';

/** Promoters, passives, detractors and unscored of a tally's cell, in this order. */
export type CellCounts = [number, number, number, number];

/** What comes to one tally document: counts to add, by cell. */
export interface TallyChange {
  readonly unit: number;
  readonly day: string;
  readonly cells: ReadonlyMap<string, CellCounts>;
  /** Of the last of its deltas. */
  readonly latest?: TallyOrigin;
}

/** Adds up deltas, one change a unit and day. What comes to nothing is left out: it changes no document. */
export function mergedDeltas(deltas: readonly TallyDelta[]): TallyChange[] {
  const changes = new Map<string, TallyChange & { cells: Map<string, CellCounts>; latest?: TallyOrigin }>();
  for (const delta of deltas) {
    const key = `${delta.day} ${delta.unit}`;
    let change = changes.get(key);
    if (change === undefined) {
      change = { unit: delta.unit, day: delta.day, cells: new Map() };
      changes.set(key, change);
    }
    if (delta.origin !== undefined) change.latest = delta.origin;
    const counts = change.cells.get(delta.cell) ?? [0, 0, 0, 0];
    change.cells.set(delta.cell, counts);
    addCellCounts(counts, [delta.promoters, delta.passives, delta.detractors, delta.unscored]);
  }
  for (const { cells } of changes.values()) {
    for (const [cell, counts] of cells) if (counts.every((count) => count === 0)) cells.delete(cell);
  }
  return [...changes.values()].filter(({ cells }) => cells.size > 0);
}

/** The sum of cells: what a tally document comes to. */
export function countsOfCells(cells: TallyDocument['cells']): TallyCounts {
  const sum: CellCounts = [0, 0, 0, 0];
  for (const cell in cells) addCellCounts(sum, cells[cell] as CellCounts);
  const [promoters, passives, detractors, unscored] = sum;
  return { promoters, passives, detractors, unscored };
}

/** Adds to the first. */
export function addCellCounts(to: CellCounts, counts: readonly [number, number, number, number]): void {
  to[0] += counts[0];
  to[1] += counts[1];
  to[2] += counts[2];
  to[3] += counts[3];
}
