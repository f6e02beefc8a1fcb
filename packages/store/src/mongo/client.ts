import { MongoClient, type MongoClientOptions, MongoMissingCredentialsError } from 'mongodb';
import { StoreError } from '../store-error.ts';
import { storeFailure } from './mongo-failure.ts';
import { checkAddress, clientOptions, type MongoSettings } from './settings.ts';

/** How long is looked for a primary before a call fails with `unavailable`, ms. */
const selectionMs = 5_000;

/**
 * Connects. Everything is read and written on the primary, as the majority of the replica set has it: what was
 * acknowledged survives the loss of any one server. Throws a StoreError `misconfigured` or `unavailable`.
 */
export async function connectMongo(settings: MongoSettings): Promise<MongoClient> {
  const client = createClient(settings.url, await clientOptions(settings));
  await checkAddress(settings.url, client.options);
  try {
    return await client.connect();
  } catch (error) {
    await client.close().catch(() => undefined);
    throw storeFailure(error, settings.database);
  }
}

/** Tells each time a server was lost and found again, however many connections to it were. */
export function watchReconnects(client: MongoClient, onReconnect: () => void): void {
  const lost = new Set<string>();
  client.on('connectionPoolCleared', ({ address }) => lost.add(address));
  client.on('connectionPoolReady', ({ address }) => {
    if (lost.delete(address)) onReconnect();
  });
}

/** A client that is not connected yet. Throws a StoreError `misconfigured`. */
export function createClient(url: string, options: MongoClientOptions): MongoClient {
  try {
    return new MongoClient(url, {
      ...options,
      appName: 'kuulolla',
      readPreference: 'primary',
      readConcern: { level: 'majority' },
      // Said once more, because only by this name does it go before what the address says.
      readConcernLevel: 'majority',
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
  } catch (error) {
    // The driver's own words may quote the address, and with it a part of the password.
    throw new StoreError(
      'misconfigured',
      error instanceof MongoMissingCredentialsError
        ? 'MONGODB_URL has an authMechanism that needs a user: set MONGODB_USERNAME and MONGODB_PASSWORD, or take authMechanism out.'
        : 'The address of MongoDB is not understood: write it as mongodb://host:port/?replicaSet=name, with user and password %-encoded where they are in it.',
    );
  }
}
