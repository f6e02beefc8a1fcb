import { setTimeout as delay } from 'node:timers/promises';
import { type ClientSession, MongoError } from 'mongodb';
import { StoreError } from '../store-error.ts';
import type { MongoCollections } from './collections.ts';
import { isOutOfReach, storeFailure } from './mongo-failure.ts';

/** How long a commit without an answer is asked about, ms: a replica set has a new primary by then. */
const commitMs = 20_000;
const commitAgainMs = 200;

/** Says whether a transaction went through, from what it left behind; false also where that cannot be told. */
export type WentThrough = () => Promise<boolean>;

/**
 * Runs the work in one transaction, once: nothing here or in the driver runs it again. The work gets the session that all
 * its reads and writes must name. Rejects with a StoreError: `conflict` where somebody else wrote the same, `unavailable`
 * where the database is out of reach.
 *
 * A commit whose answer was lost is asked for again, which the server answers from what it has written down. A server that
 * keeps no such record past a restart (SecantusDB) says that it knows no such transaction: then `wentThrough` decides.
 */
export async function inTransaction<T>(
  { client, db }: MongoCollections,
  work: (session: ClientSession) => Promise<T>,
  wentThrough: WentThrough = async () => false,
): Promise<T> {
  const session = client.startSession({ causalConsistency: false });
  session.startTransaction({
    readConcern: { level: 'snapshot' },
    writeConcern: { w: 'majority' },
    readPreference: 'primary',
  });
  try {
    const result = await work(session).catch((error) => abandon(session, error));
    await commit(session, wentThrough);
    return result;
  } catch (error) {
    throw storeFailure(error, db.databaseName);
  } finally {
    // Gives up what is not committed. It would wait for a server that is out of reach, so nobody waits for it.
    session.endSession().catch(() => undefined);
  }
}

async function abandon(session: ClientSession, error: unknown): Promise<never> {
  if (!isOutOfReach(error)) await session.abortTransaction().catch(() => undefined);
  throw error;
}

async function commit(session: ClientSession, wentThrough: WentThrough): Promise<void> {
  const end = performance.now() + commitMs;
  for (;;) {
    try {
      await session.commitTransaction();
      return;
    } catch (error) {
      if (isUnknown(error) && performance.now() < end) {
        await delay(commitAgainMs);
        continue;
      }
      if (await wentThrough().catch(() => false)) return;
      throw isUnknown(error) ? unknownCommit(error) : error;
    }
  }
}

function isUnknown(error: unknown): boolean {
  if (error instanceof MongoError && error.hasErrorLabel('UnknownTransactionCommitResult')) return true;
  return isOutOfReach(error);
}

function unknownCommit(cause: unknown): StoreError {
  return new StoreError(
    'unavailable',
    'MongoDB did not answer whether a transaction was committed: read where the partition stands and go on from there.',
    { cause },
  );
}
