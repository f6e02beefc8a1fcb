import { EMPTY_DIRECTORY } from '@kuulolla/directory/directory';
import type { Document, FindCursor } from 'mongodb';
import type { StoreRecord } from '../store-record.ts';
import { documentOf as answerOf } from './answers.ts';
import type { MongoCollections } from './collections.ts';
import { openMoment } from './moment.ts';
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
  const moment = await openMoment(connected);
  const { store, session } = moment;
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
    await moment.close();
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
