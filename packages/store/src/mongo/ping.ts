import { StoreError } from '../store-error.ts';
import type { MongoCollections } from './collections.ts';

/** A server that does not answer for so long is not there, ms. */
const timeoutMS = 5_000;

/** Reads and writes, as the majority has it. Throws `unavailable` also where the database became another one. */
export async function pingMongo({ about, pings }: MongoCollections, identity: string): Promise<void> {
  const store = await about.findOne({ _id: 'store' }, { timeoutMS });
  if (store?.identity !== identity && store?.restoredFrom !== identity) {
    throw new StoreError(
      'unavailable',
      'The MongoDB database was emptied or replaced by another: restart to use that one.',
    );
  }
  await pings.updateOne({ _id: 'ping' }, { $inc: { pings: 1 } }, { upsert: true, timeoutMS });
}
