import { StoreError } from '../store-error.ts';
import type { MongoCollections } from './collections.ts';

/** A database that does not answer for so long is not there, ms. */
const limitMs = 5_000;

/**
 * Reads and writes, as the majority has it. Throws `unavailable` where that takes more than 5 s, and where the database became
 * another one. The servers have the same limits, so that none goes on with a ping whose caller has left.
 */
export async function pingMongo(store: MongoCollections, identity: string): Promise<void> {
  // The driver ignores its own `timeoutMS`. An aborted command gives up its connection, which would else be held.
  const signal = AbortSignal.timeout(limitMs);
  try {
    await readAndWrite(store, identity, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new StoreError(
      'unavailable',
      `The MongoDB database ${store.db.databaseName} did not answer within ${limitMs / 1_000} s: try again, or look at its servers.`,
      { cause: error },
    );
  }
}

async function readAndWrite(
  { about, pings, db }: MongoCollections,
  identity: string,
  signal: AbortSignal,
): Promise<void> {
  const store = await about.findOne({ _id: 'store' }, { signal, maxTimeMS: limitMs });
  if (store?.identity !== identity && store?.restoredFrom !== identity) {
    throw new StoreError(
      'unavailable',
      'The MongoDB database was emptied or replaced by another: restart to use that one.',
    );
  }
  // A command of our own, because the driver's `updateOne` takes no signal.
  await db.command(
    {
      update: pings.collectionName,
      updates: [{ q: { _id: 'ping' }, u: { $inc: { pings: 1 } }, upsert: true }],
      writeConcern: { w: 'majority', wtimeout: limitMs },
      maxTimeMS: limitMs,
    },
    { signal },
  );
}
