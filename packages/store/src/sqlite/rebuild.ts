import type { DatabaseSync } from 'node:sqlite';
import { cellDifferences } from '../cell-differences.ts';
import type { CellCounts } from '../merged-deltas.ts';
import type { RebuildDifference } from '../store.ts';
import type { Effects } from './recorder-transaction.ts';
import { countsOfAnswers } from './recount.ts';
import { prepareArrays } from './snapshot.ts';
import { type Cells, prepareAddTallies, prepareNextChange } from './tallies.ts';

interface Rebuilt {
  readonly differences: readonly RebuildDifference[];
  readonly effects: Effects;
}

/** Mends the tallies of one unit and day, in a transaction. A cell that differs in two partitions is reported twice. */
export function prepareRebuild(db: DatabaseSync): (unit: number, day: string) => Rebuilt {
  const addTallies = prepareAddTallies(db);
  const nextChange = prepareNextChange(db);
  return (unit, day) => {
    const found = cellDifferences(unit, day, countedCells(db, unit, day), talliedCells(db, unit, day));
    const change = found.length > 0 ? nextChange() : null;
    for (const { partition, difference, missing } of found) {
      addTallies(partition, [{ unit, day, cells: new Map([[difference.cell, missing]]) }], Number(change));
    }
    return { differences: found.map(({ difference }) => difference), effects: { change, erased: false } };
  };
}

function countedCells(db: DatabaseSync, unit: number, day: string): Map<string, CellCounts> {
  const rows = prepareArrays(
    db,
    `SELECT partition, cell, ${countsOfAnswers} FROM answers WHERE day = ? AND unit = ? GROUP BY partition, cell`,
  ).all(day, unit) as unknown as [number, string, ...CellCounts][];
  return new Map(rows.map(([partition, cell, ...counts]) => [`${partition} ${cell}`, counts]));
}

function talliedCells(db: DatabaseSync, unit: number, day: string): Map<string, CellCounts> {
  const rows = db.prepare('SELECT partition, cells FROM tallies WHERE day = ? AND unit = ?').all(day, unit);
  const cells = new Map<string, CellCounts>();
  for (const row of rows) {
    for (const [cell, counts] of Object.entries(JSON.parse(String(row.cells)) as Cells)) {
      cells.set(`${row.partition} ${cell}`, counts);
    }
  }
  return cells;
}
