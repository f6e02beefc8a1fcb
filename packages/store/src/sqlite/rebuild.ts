import type { DatabaseSync } from 'node:sqlite';
import type { Counts } from '../merged-deltas.ts';
import type { RebuildDifference } from '../store.ts';
import type { Effects } from './recorder-transaction.ts';
import { countsOfAnswers } from './recount.ts';
import { prepareArrays } from './snapshot.ts';
import { type Cells, prepareAddTallies, prepareNextChange } from './tallies.ts';

interface Rebuilt {
  readonly differences: readonly RebuildDifference[];
  readonly effects: Effects;
}

interface PartitionDifference {
  readonly partition: number;
  readonly difference: RebuildDifference;
  /** What is to be added to the tally. */
  readonly missing: Counts;
}

const nothing: Counts = [0, 0, 0, 0];

/** Mends the tallies of one unit and day, in a transaction. A cell that differs in two partitions is reported twice. */
export function prepareRebuild(db: DatabaseSync): (unit: number, day: string) => Rebuilt {
  const addTallies = prepareAddTallies(db);
  const nextChange = prepareNextChange(db);
  return (unit, day) => {
    const found = differencesOf(db, unit, day);
    const change = found.length > 0 ? nextChange() : null;
    for (const { partition, difference, missing } of found) {
      addTallies(partition, [{ unit, day, cells: new Map([[difference.cell, missing]]) }], Number(change));
    }
    return { differences: found.map(({ difference }) => difference), effects: { change, erased: false } };
  };
}

function differencesOf(db: DatabaseSync, unit: number, day: string): PartitionDifference[] {
  const counted = countedCells(db, unit, day);
  const tallied = talliedCells(db, unit, day);
  return [...new Set([...counted.keys(), ...tallied.keys()])].flatMap((key) => {
    const is = tallied.get(key) ?? nothing;
    const due = counted.get(key) ?? nothing;
    const missing: Counts = [due[0] - is[0], due[1] - is[1], due[2] - is[2], due[3] - is[3]];
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

function countedCells(db: DatabaseSync, unit: number, day: string): Map<string, Counts> {
  const rows = prepareArrays(
    db,
    `SELECT partition, cell, ${countsOfAnswers} FROM answers WHERE day = ? AND unit = ? GROUP BY partition, cell`,
  ).all(day, unit) as unknown as [number, string, ...Counts][];
  return new Map(rows.map(([partition, cell, ...counts]) => [`${partition} ${cell}`, counts]));
}

function talliedCells(db: DatabaseSync, unit: number, day: string): Map<string, Counts> {
  const rows = db.prepare('SELECT partition, cells FROM tallies WHERE day = ? AND unit = ?').all(day, unit);
  const cells = new Map<string, Counts>();
  for (const row of rows) {
    for (const [cell, counts] of Object.entries(JSON.parse(String(row.cells)) as Cells)) {
      cells.set(`${row.partition} ${cell}`, counts);
    }
  }
  return cells;
}
