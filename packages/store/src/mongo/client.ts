import { MongoClient, type MongoClientOptions, MongoMissingCredentialsError } from 'mongodb';
import { StoreError } from '../store-error.ts';
import { storeFailure } from './mongo-failure.ts';
import { checkAddress, clientOptions, type MongoSettings } from './settings.ts';

/** How long is looked for a primary before a call fails with `unavailable`, ms. */
const selectionMs = 5_000;
/** How long a connection may say nothing, ms; what a service waits for on purpose is shorter. */
const silenceMs = 60_000;

export interface ConnectOptions {
  /**
   * For an operator's commands: a server that counts or deletes everything, or makes an index, is rightly silent for long. One
   * that is gone is still noticed, by its heartbeats.
   */
  readonly takesLong?: boolean;
}

/**
 * Connects. Everything is read and written on the primary, as the majority of the replica set has it: what was
 * acknowledged survives the loss of any one server. Throws a StoreError `misconfigured` or `unavailable`.
 */
export async function connectMongo(
  settings: MongoSettings,
  options: ConnectOptions = {},
): Promise<MongoClient> {
  const client = createClient(settings.url, await clientOptions(settings), options);
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
export function createClient(
  url: string,
  options: MongoClientOptions,
  { takesLong = false }: ConnectOptions = {},
): MongoClient {
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
      socketTimeoutMS: takesLong ? 0 : silenceMs,
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
