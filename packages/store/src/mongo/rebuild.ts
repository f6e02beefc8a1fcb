import { cellDifferences } from '../cell-differences.ts';
import type { CellCounts } from '../merged-deltas.ts';
import type { RebuildDifference } from '../store.ts';
import type { MongoCollections } from './collections.ts';
import { countedCells } from './recount.ts';
import { addTallies } from './tallies.ts';
import { inTransaction } from './transaction.ts';

/**
 * Mends the tallies of one unit and day, in a transaction. A cell that differs in two partitions is reported twice. A
 * recorder that writes the same tallies at once makes one of the two fail with `conflict`.
 */
export function rebuild(
  store: MongoCollections,
  unit: number,
  day: string,
): Promise<readonly RebuildDifference[]> {
  return inTransaction(store, async (session) => {
    const counted = new Map<string, CellCounts>();
    for await (const { partition, cell, counts } of countedCells(
      store,
      { day, 'content.unit': unit },
      session,
    )) {
      counted.set(`${partition} ${cell}`, counts);
    }
    const tallied = new Map<string, Readonly<CellCounts>>();
    for (const { partition, cells } of await store.tallies.find({ day, unit }, { session }).toArray()) {
      for (const [cell, counts] of Object.entries(cells)) tallied.set(`${partition} ${cell}`, counts);
    }
    const found = cellDifferences(unit, day, counted, tallied);
    const missing = Map.groupBy(found, ({ partition }) => partition);
    for (const [partition, differences] of missing) {
      const cells = new Map(differences.map(({ difference, missing: add }) => [difference.cell, add]));
      await addTallies(store, partition, [{ unit, day, cells }], session);
    }
    return found.map(({ difference }) => difference);
  });
}
