import type { DatabaseSync } from 'node:sqlite';
import type { TallyCounts, TallyDocument, TallyOrigin, UnitDayTally } from '@kuulolla/contracts/tally';
import { addCellCounts, type CellCounts, countsOfCells, type TallyChange } from '../merged-deltas.ts';
import { createUnitDaySums } from '../unit-day-sums.ts';
import { prepareArrays } from './snapshot.ts';

export type Cells = Record<string, CellCounts>;

export const tallyColumns = 'day, unit, partition, change, cells, acknowledged_at, traceparent';
type TallyRow = [string, number, number, number, string, number | null, string | null];

/** Few texts of cells are many documents' (`one promoter in Finnish`), so each is parsed and added up once a reading. */
const rememberedCells = 10_000;

interface ReadCells {
  readonly cells: Cells;
  readonly counts: TallyCounts;
}

function createCellsReader(): (text: string) => ReadCells {
  const remembered = new Map<string, ReadCells>();
  return (text) => {
    let read = remembered.get(text);
    if (read === undefined) {
      const cells = JSON.parse(text) as Cells;
      read = { cells, counts: countsOfCells(cells) };
      if (remembered.size < rememberedCells) remembered.set(text, read);
    }
    return read;
  };
}

/** Makes documents of rows that were read as arrays of `tallyColumns`. */
export function createTallyReader(): (row: unknown) => TallyDocument {
  const readCells = createCellsReader();
  return (row) => {
    const [day, unit, partition, version, text, at, traceparent] = row as TallyRow;
    const { cells, counts } = readCells(text);
    const { promoters, passives, detractors, unscored } = counts;
    const document = { partition, unit, day, version, promoters, passives, detractors, unscored, cells };
    return at === null ? document : { ...document, latest: originOf(at, traceparent) };
  };
}

/**
 * Adds to the tallies of a partition, on the connection that writes, in its transaction. `change` becomes the version of
 * each document touched: it rises with every transaction of the store.
 */
export function prepareAddTallies(
  db: DatabaseSync,
): (partition: number, changes: readonly TallyChange[], change: number) => void {
  const find = db.prepare('SELECT cells FROM tallies WHERE day = ? AND unit = ? AND partition = ?');
  const put = db.prepare(`
    INSERT INTO tallies (${tallyColumns}) VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET change = excluded.change, cells = excluded.cells,
      acknowledged_at = excluded.acknowledged_at, traceparent = excluded.traceparent`);
  return (partition, changes, change) => {
    for (const { unit, day, cells: added, latest } of changes) {
      const stored = find.get(day, unit, partition)?.cells;
      const cells: Cells = typeof stored === 'string' ? JSON.parse(stored) : {};
      for (const [cell, counts] of added) {
        const sum = cells[cell];
        if (sum === undefined) cells[cell] = counts;
        else addCellCounts(sum, counts);
      }
      const origin = [latest?.acknowledgedAt ?? null, latest?.traceparent ?? null];
      put.run(day, unit, partition, change, JSON.stringify(cells), ...origin);
    }
  };
}

/** Inserts whole tallies, in a transaction, on a store that has none; gives a function to be called with some at a time. */
export function prepareInsertTallies(db: DatabaseSync): (documents: readonly TallyDocument[]) => void {
  const insert = db.prepare(`INSERT INTO tallies (${tallyColumns}) VALUES (?, ?, ?, ?, ?, ?, ?)`);
  return (documents) => {
    for (const { day, unit, partition, version, cells, latest } of documents) {
      const origin = [latest?.acknowledgedAt ?? null, latest?.traceparent ?? null];
      insert.run(day, unit, partition, version, JSON.stringify(cells), ...origin);
    }
  };
}

function originOf(acknowledgedAt: number, traceparent: string | null): TallyOrigin {
  return traceparent === null ? { acknowledgedAt } : { acknowledgedAt, traceparent };
}

/** Takes the next number of the sequence of changes, in the transaction that makes the change. */
export function prepareNextChange(db: DatabaseSync): () => number {
  const next = db.prepare('UPDATE store SET changes = changes + 1 RETURNING changes');
  return () => Number(next.get()?.changes);
}

/** Some 5 ms of reading, then the event loop runs. */
const documentsAtOnce = 2000;

/** Sorts after every day. */
const lastDay = '~';

type Key = [day: string, unit: number, partition: number];

/** Rows of the days from `from` to `to`, by day, unit and partition; page by page, which is cheaper than row by row. */
function* pages<Row extends [...Key, ...unknown[]]>(
  db: DatabaseSync,
  columns: `day, unit, partition, ${string}`,
  from: string,
  to: string,
): Generator<Row[]> {
  const page = prepareArrays(
    db,
    `SELECT ${columns} FROM tallies WHERE (day, unit, partition) > (?, ?, ?) AND day <= ?
     ORDER BY day, unit, partition LIMIT ${documentsAtOnce}`,
  );
  let after: Key = [from, -1, -1];
  for (;;) {
    const rows = page.all(...after, to) as unknown as Row[];
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows;
    after = [last[0], last[1], last[2]];
  }
}

/** The tallies of days from `from` to `to`, or to the last. */
export function* readTallies(db: DatabaseSync, from: string, to = lastDay): Generator<TallyDocument[]> {
  const read = createTallyReader();
  for (const rows of pages<TallyRow>(db, tallyColumns, from, to)) yield rows.map(read);
}

/** The tallies of days from `from` to `to`, each unit and day in one. */
export function* readUnitDayTallies(db: DatabaseSync, from: string, to: string): Generator<UnitDayTally[]> {
  const readCells = createCellsReader();
  const sums = createUnitDaySums();
  for (const rows of pages<[...Key, cells: string]>(db, 'day, unit, partition, cells', from, to)) {
    for (const [day, unit, , cells] of rows) sums.add(unit, day, readCells(cells).counts);
    yield sums.take(false);
  }
  yield sums.take(true);
}
