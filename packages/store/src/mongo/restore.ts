import { randomBytes, randomUUID } from 'node:crypto';
import type { ClientSession } from 'mongodb';
import type { PartitionState } from '../store.ts';
import { StoreError } from '../store-error.ts';
import {
  noRecords,
  type RecordChunks,
  type RecordCounts,
  recordsOf,
  type StoreRecord,
} from '../store-record.ts';
import { answersBulk, storedOf } from './answers.ts';
import { insertAll } from './bulk-commands.ts';
import { connectMongo } from './client.ts';
import { type MongoCollections, mongoCollections, type StoredTally } from './collections.ts';
import { storeFailure } from './mongo-failure.ts';
import { putCheckpoints, storedState } from './partitions.ts';
import { keepRejected } from './rejected.ts';
import { restoreMark } from './restoring.ts';
import type { MongoSettings } from './settings.ts';
import { setUpStore } from './setup.ts';
import { storedTally, talliesBulk } from './tallies.ts';
import { inTransaction } from './transaction.ts';

/**
 * Restores records into a store that was set up and has no answers; a register that it has is replaced. The store is marked
 * first, so that until the end nobody opens it, records into it or reads tallies from it afresh; one that was broken off
 * stays marked, and is begun again by restoring once more, from any backup. The positions come last, in one transaction
 * with the store's new identity. Throws a StoreError `not-empty`, `wrong-version`, `unavailable`, or `conflict` where
 * somebody else wrote meanwhile, and what `records` throws.
 */
export async function restoreMongoStore(settings: MongoSettings, records: RecordChunks): Promise<void> {
  const client = await connectMongo(settings, { takesLong: true });
  const store = mongoCollections(client, settings.database);
  const session = client.startSession();
  try {
    const restore = await begin(store);
    const { positions, counts } = await insertRecords(store, records, session);
    await checkUntouched(store, counts);
    await finish(store, restore, positions);
  } catch (error) {
    throw storeFailure(error, settings.database);
  } finally {
    await session.endSession();
    await client.close();
  }
}

const filled = ['answers', 'tallies', 'partitions', 'checkpoints', 'rejected'] as const;

/** Marks the store, tells whoever follows it, and takes away what an interrupted restore left. Gives the restore's name. */
async function begin(store: MongoCollections): Promise<string> {
  const restoring = randomUUID();
  const { restoring: interrupted } = await setUpStore(store);
  if (interrupted === undefined) await refuseUnlessEmpty(store);
  await store.about.updateOne({ _id: 'store' }, { $set: { restoring } });
  // A transaction that had begun before the mark may have been the first to record something.
  if (interrupted === undefined) {
    await refuseUnlessEmpty(store).catch(async (error) => {
      await store.about.updateOne({ _id: 'store', restoring }, { $unset: { restoring: '' } });
      throw error;
    });
  }
  await store.tallies.replaceOne({ _id: restoreMark }, {} as StoredTally, { upsert: true });
  for (const name of filled) await store[name as 'tallies'].deleteMany({});
  return restoring;
}

async function refuseUnlessEmpty(store: MongoCollections): Promise<void> {
  for (const name of filled) {
    if ((await store[name as 'tallies'].findOne({})) === null) continue;
    throw new StoreError(
      'not-empty',
      `The MongoDB database ${store.db.databaseName} holds something already (${name}), and a backup is restored into an empty one only: name another one with MONGODB_DATABASE, run kuulolla setup and restore again.`,
    );
  }
}

async function insertRecords(store: MongoCollections, records: RecordChunks, session: ClientSession) {
  const counts: Record<keyof RecordCounts, number> = { ...noRecords };
  const positions: PartitionState[] = [];
  for await (const chunk of records) {
    for (const [kind] of chunk) counts[kind]++;
    positions.push(...recordsOf('position', chunk));
    await insertChunk(store, chunk, session);
  }
  return { positions, counts };
}

async function insertChunk(
  store: MongoCollections,
  chunk: readonly StoreRecord[],
  session: ClientSession,
): Promise<void> {
  for (const directory of recordsOf('directory', chunk)) {
    const { version } = directory;
    await store.register.updateOne({ _id: 'directory' }, { $set: { version, directory } }, { upsert: true });
  }
  await putCheckpoints(store, recordsOf('checkpoint', chunk), session);
  await insertAll(store.db, answersBulk, recordsOf('answer', chunk).map(storedOf), session);
  const tallies = recordsOf('tally', chunk).map(storedTally);
  await insertAll(store.db, talliesBulk, tallies, session);
  await keepRejected(store, recordsOf('rejected', chunk), session);
}

/** A second restore, or a recorder that began before the mark, would have left more than was restored. */
async function checkUntouched(store: MongoCollections, counts: RecordCounts): Promise<void> {
  const found = {
    answers: [await store.answers.countDocuments({}), counts.answer],
    tallies: [await store.tallies.countDocuments({}), counts.tally],
    rejected: [await store.rejected.countDocuments({}), counts.rejected],
    partitions: [await store.partitions.countDocuments({}), 0],
  };
  for (const [name, [is, should]] of Object.entries(found)) {
    if (is !== should) throw touched(store, `${name}: ${is} instead of ${should}`);
  }
}

/** What makes the store whole: its positions and its new identity, at once. */
function finish(
  store: MongoCollections,
  restore: string,
  positions: readonly PartitionState[],
): Promise<void> {
  const bulk = { collection: 'partitions', bytesOf: () => 10_000 };
  return inTransaction(store, async (session) => {
    const about = await store.about.findOne({ _id: 'store', restoring: restore }, { session });
    if (about === null) throw touched(store, 'another restore has begun');
    await insertAll(store.db, bulk, positions.map(storedState), session);
    const identity = randomBytes(8).toString('hex');
    await store.about.updateOne(
      { _id: 'store' },
      { $set: { identity, restoredFrom: about.identity }, $unset: { restoring: '' } },
      { session },
    );
  });
}

function touched(store: MongoCollections, how: string): StoreError {
  return new StoreError(
    'conflict',
    `Somebody else wrote into the MongoDB database ${store.db.databaseName} while it was restored (${how}): stop the recorders and restore again.`,
  );
}
