import type { TallyDocument, UnitDayTally } from '@kuulolla/contracts/tally';
import type { ClientSession, FindOptions, Timestamp } from 'mongodb';
import { addCellCounts, type CellCounts, countsOfCells, type TallyChange } from '../merged-deltas.ts';
import { createUnitDaySums } from '../unit-day-sums.ts';
import { type Bulk, insertAll, replaceAll } from './bulk-commands.ts';
import type { MongoCollections, StoredTally } from './collections.ts';

export const talliesBulk: Bulk<StoredTally> = {
  collection: 'tallies',
  bytesOf: ({ cells }) => 250 + 80 * Object.keys(cells).length,
};
const documentsAtOnce = 2_000;

/** The document with its sums, and without what only the database needs. */
export function tallyOf({ _id: _, ...tally }: StoredTally): TallyDocument {
  return { ...tally, ...countsOfCells(tally.cells) };
}

/** What the database keeps of a document. */
export function storedTally({
  partition,
  unit,
  day,
  version,
  cells,
  latest,
}: Omit<StoredTally, '_id'>): StoredTally {
  const _id = `${partition}:${unit}:${day}`;
  return { _id, partition, unit, day, version, cells, ...(latest && { latest }) };
}

/**
 * Adds to the tallies of a partition, in a transaction: reads those that are there, and writes each whole. So a change
 * stream shows every version itself, and not what a look-up finds later.
 */
export async function addTallies(
  { db, tallies }: MongoCollections,
  partition: number,
  changes: readonly TallyChange[],
  session: ClientSession,
): Promise<void> {
  if (changes.length === 0) return;
  const ids = changes.map(({ unit, day }) => `${partition}:${unit}:${day}`);
  const found = await tallies.find({ _id: { $in: ids } }, { session, batchSize: ids.length + 1 }).toArray();
  const stored = new Map(found.map((tally) => [tally._id, tally]));
  const inserts: StoredTally[] = [];
  const replacements: StoredTally[] = [];
  for (const [at, change] of changes.entries()) {
    const before = stored.get(ids[at] as string);
    const after = changed(partition, before, change);
    (before === undefined ? inserts : replacements).push(after);
  }
  await insertAll(db, talliesBulk, inserts, session);
  await replaceAll(db, talliesBulk, replacements, session);
}

function changed(
  partition: number,
  before: StoredTally | undefined,
  { unit, day, cells: added, latest }: TallyChange,
): StoredTally {
  const cells: Record<string, CellCounts> = { ...(before?.cells as Record<string, CellCounts> | undefined) };
  for (const [cell, counts] of added) {
    const sum = cells[cell];
    if (sum === undefined) cells[cell] = counts;
    else addCellCounts(sum, counts);
  }
  const version = (before?.version ?? 0) + 1;
  return storedTally({ partition, unit, day, version, cells, ...(latest && { latest }) });
}

/** Days from `from` to `to`, or to the last, as they are at a moment not before the server's time `after`. */
interface Reading {
  readonly from: string;
  readonly to?: string | undefined;
  readonly after: Timestamp | undefined;
}

/** The tallies of some days, from one moment, in chunks. */
export async function* readTallies(
  store: MongoCollections,
  reading: Reading,
): AsyncGenerator<TallyDocument[], void, undefined> {
  for await (const found of ofOneMoment(store, reading)) yield found.map(tallyOf);
}

/** The tallies of some days, each unit and day in one, from one moment, in chunks. */
export async function* readUnitDayTallies(
  store: MongoCollections,
  reading: Reading,
): AsyncGenerator<UnitDayTally[], void, undefined> {
  const sums = createUnitDaySums();
  const needed = { sort: { day: 1, unit: 1 }, projection: { _id: 0, unit: 1, day: 1, cells: 1 } } as const;
  for await (const found of ofOneMoment(store, reading, needed)) {
    for (const { unit, day, cells } of found) sums.add(unit, day, countsOfCells(cells));
    yield sums.take(false);
  }
  yield sums.take(true);
}

/**
 * What is stored of some days, from one moment, in chunks. A reader who takes more than the server's
 * `minSnapshotHistoryWindowInSeconds` (5 minutes) is ended with `unavailable`.
 */
async function* ofOneMoment(
  { client, tallies }: MongoCollections,
  { from, to, after }: Reading,
  options: FindOptions = {},
): AsyncGenerator<StoredTally[], void, undefined> {
  // Not a snapshot session, whose readings the driver gives no `afterClusterTime`: one cursor is of one moment without it.
  const session = client.startSession({ causalConsistency: true });
  if (after !== undefined) session.advanceOperationTime(after);
  const cursor = tallies.find(
    { day: { $gte: from, ...(to !== undefined && { $lte: to }) } },
    { ...options, session, readConcern: { level: 'snapshot' }, batchSize: documentsAtOnce },
  );
  try {
    while (await cursor.hasNext()) yield cursor.readBufferedDocuments();
  } finally {
    await cursor.close();
    await session.endSession();
  }
}
