import type { TallyDocument } from '@kuulolla/contracts/tally';
import type { ClientSession } from 'mongodb';
import { addCounts, type Counts, type TallyChange } from '../merged-deltas.ts';
import { type Bulk, insertAll, replaceAll } from './bulk-commands.ts';
import type { MongoCollections, StoredTally } from './collections.ts';

export const talliesBulk: Bulk<StoredTally> = {
  collection: 'tallies',
  bytesOf: ({ cells }) => 250 + 80 * Object.keys(cells).length,
};
const documentsAtOnce = 2_000;

/** The document without what only the database needs. */
export function tallyOf({ _id: _, ...tally }: StoredTally): TallyDocument {
  return tally;
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
    const _id = ids[at] as string;
    const before = stored.get(_id);
    const after = changed(_id, partition, before, change);
    (before === undefined ? inserts : replacements).push(after);
  }
  await insertAll(db, talliesBulk, inserts, session);
  await replaceAll(db, talliesBulk, replacements, session);
}

function changed(
  _id: string,
  partition: number,
  before: StoredTally | undefined,
  { unit, day, cells: added, latest }: TallyChange,
): StoredTally {
  const cells: Record<string, Counts> = { ...(before?.cells as Record<string, Counts> | undefined) };
  const total: Counts =
    before === undefined
      ? [0, 0, 0, 0]
      : [before.promoters, before.passives, before.detractors, before.unscored];
  for (const [cell, counts] of added) {
    addCounts(total, counts);
    const sum = cells[cell];
    if (sum === undefined) cells[cell] = counts;
    else addCounts(sum, counts);
  }
  const [promoters, passives, detractors, unscored] = total;
  const version = (before?.version ?? 0) + 1;
  const counts = { promoters, passives, detractors, unscored };
  return { _id, partition, unit, day, version, ...counts, cells, ...(latest && { latest }) };
}

/**
 * All tallies of days from `from` on, from one moment, in chunks. A reader who takes more than the server's
 * `minSnapshotHistoryWindowInSeconds` (5 minutes) is ended with `unavailable`.
 */
export async function* readTallies(
  { client, tallies }: MongoCollections,
  from: string,
): AsyncGenerator<TallyDocument[], void, undefined> {
  const session = client.startSession({ snapshot: true });
  const cursor = tallies.find(
    { day: { $gte: from } },
    { session, readConcern: { level: 'snapshot' }, batchSize: documentsAtOnce },
  );
  try {
    while (await cursor.hasNext()) yield cursor.readBufferedDocuments().map(tallyOf);
  } finally {
    await cursor.close();
    await session.endSession();
  }
}
