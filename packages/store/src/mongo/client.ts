import { MongoClient } from 'mongodb';
import { storeFailure } from './mongo-failure.ts';
import { clientOptions, type MongoSettings } from './settings.ts';

/** How long is looked for a primary before a call fails with `unavailable`, ms. */
const selectionMs = 5_000;

/**
 * Connects. Everything is read and written on the primary, as the majority of the replica set has it: what was
 * acknowledged survives the loss of any one server. Throws a StoreError `misconfigured` or `unavailable`.
 */
export async function connectMongo(settings: MongoSettings): Promise<MongoClient> {
  const options = await clientOptions(settings);
  let client: MongoClient | undefined;
  try {
    client = new MongoClient(settings.url, {
      ...options,
      appName: 'kuulolla',
      readPreference: 'primary',
      readConcern: { level: 'majority' },
      writeConcern: { w: 'majority' },
      ignoreUndefined: true,
      // Whatever is read was written by this store, from JavaScript's strings.
      enableUtf8Validation: false,
      serverSelectionTimeoutMS: selectionMs,
      connectTimeoutMS: selectionMs,
      // A connection that says nothing any more; what is waited for on purpose is shorter.
      socketTimeoutMS: 60_000,
      maxIdleTimeMS: 120_000,
      maxPoolSize: 20,
    });
    return await client.connect();
  } catch (error) {
    await client?.close().catch(() => undefined);
    throw storeFailure(error, settings.database);
  }
}
