import { EMPTY_DIRECTORY } from '@kuulolla/directory/directory';
import {
  type ClientSession,
  type Db,
  type Document,
  type FindCursor,
  MongoServerError,
  ReadConcern,
  Timestamp,
} from 'mongodb';
import type { StoreRecord } from '../store-record.ts';
import { documentOf as answerOf } from './answers.ts';
import { type MongoCollections, mongoCollections } from './collections.ts';
import { stateOf } from './partitions.ts';
import { readDirectory } from './register.ts';
import { documentOf as rejectedOf } from './rejected.ts';
import { refuseWhileRestoring } from './restoring.ts';
import { tallyOf } from './tallies.ts';

const documentsAtOnce = 1_000;

/**
 * All records of a backup, in chunks, from one moment. Who takes more than the server's `minSnapshotHistoryWindowInSeconds`
 * (5 minutes unless set) is ended with `unavailable`: a store that takes longer needs a wider window.
 */
export async function* everyRecord(
  connected: MongoCollections,
): AsyncGenerator<StoreRecord[], void, undefined> {
  const session = await openMoment(connected);
  // A snapshot's moment is lost to a reading of another concern.
  const store = mongoCollections(connected.client, connected.db.databaseName, {
    readConcern: new ReadConcern('snapshot'),
  });
  const options = { session, batchSize: documentsAtOnce };
  try {
    await refuseWhileRestoring(store, session);
    const directory = await readDirectory(store, session);
    if (directory.version !== EMPTY_DIRECTORY.version) yield [['directory', directory]];
    yield* chunks(store.partitions.find({}, options), (stored) => ['position', stateOf(stored)]);
    yield* chunks(store.checkpoints.find({}, options), (stored) => ['checkpoint', stateOf(stored)]);
    yield* chunks(store.answers.find({}, options), (stored) => ['answer', answerOf(stored)]);
    yield* chunks(store.tallies.find({}, options), (stored) => ['tally', tallyOf(stored)]);
    yield* chunks(store.rejected.find({}, options), (stored) => ['rejected', rejectedOf(stored)]);
  } finally {
    if (session.inTransaction()) await session.abortTransaction().catch(() => undefined);
    await session.endSession();
  }
}

/**
 * A session whose readings are all of one moment. A server that does not keep snapshots (SecantusDB, which stands in for
 * MongoDB in tests, reads the present whatever moment it is asked for) has transactions, which may not take a minute.
 */
async function openMoment({ client, db }: MongoCollections): Promise<ClientSession> {
  if (await keepsSnapshots(db)) return client.startSession({ snapshot: true });
  const session = client.startSession({ causalConsistency: false });
  session.startTransaction({ readConcern: { level: 'snapshot' }, readPreference: 'primary' });
  return session;
}

/** SnapshotTooOld and SnapshotUnavailable. */
const tooOld = new Set<unknown>([239, 246]);

/** Asks for a moment that no server can still have: who gives it anyway gives something else. */
async function keepsSnapshots(db: Db): Promise<boolean> {
  const readConcern = { level: 'snapshot', atClusterTime: new Timestamp({ t: 1, i: 1 }) };
  try {
    await db.command({ find: 'single', limit: 1, singleBatch: true, readConcern });
    return false;
  } catch (error) {
    if (error instanceof MongoServerError) return tooOld.has(error.code);
    throw error;
  }
}

async function* chunks<T extends Document>(
  cursor: FindCursor<T>,
  recordOf: (document: T) => StoreRecord,
): AsyncGenerator<StoreRecord[], void, undefined> {
  try {
    while (await cursor.hasNext()) yield cursor.readBufferedDocuments().map(recordOf);
  } finally {
    await cursor.close();
  }
}
