import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { MongoServerError } from 'mongodb';
import type { MongoCollections } from './collections.ts';

/** Of the collections as `setupMongoStore` first makes them. What changed since is a migration each. */
export const firstVersion = 1;

/**
 * Changes the documents of the version before into those of the next. It must not matter how often it is done, nor how far it
 * came before: one that was interrupted is run again from its beginning.
 */
export type Migration = (store: MongoCollections) => Promise<void>;

/** In their order: the first makes version 2 of version 1. Never changed once released; new ones come at the end. */
export const migrations: readonly Migration[] = [talliesOfCells, aliasesBySource, aliasesOfTombstones];

/** Tallies are kept without their sums from here on, which an older release would look for. Those that are there may stay. */
async function talliesOfCells(): Promise<void> {}

/** Takes away the index of aliases alone; the setup has made the one that has the source too. */
async function aliasesBySource({ answers }: MongoCollections): Promise<void> {
  if (await answers.indexExists('by_alias')) await answers.dropIndex('by_alias');
}

/** Takes away the index of the aliases of given answers; the setup has made the one that has those of tombstones too. */
async function aliasesOfTombstones({ answers }: MongoCollections): Promise<void> {
  if (await answers.indexExists('by_source_and_alias')) await answers.dropIndex('by_source_and_alias');
}

/** How long a process that died keeps the others waiting, ms. */
const leaseMs = 30_000;
const againMs = 200;

/**
 * Runs each migration that the database has not had, in order, and writes down each when it is done. Of several processes
 * one does it, holding a lease, and the others wait; they go on where one that died has stopped.
 */
export async function migrate(
  store: MongoCollections,
  steps: readonly Migration[],
  lease = leaseMs,
): Promise<void> {
  const version = async () => (await store.about.findOne({ _id: 'store' }))?.schema ?? 0;
  const newest = firstVersion + steps.length;
  while ((await version()) < newest) {
    const held = await hold(store, lease);
    if (held === null) {
      await delay(againMs);
      continue;
    }
    try {
      const schema = await version();
      // Another process may have done the last of them before we got the lease.
      if (schema >= newest) continue;
      await steps[schema - firstVersion]?.(store);
      await store.about.updateOne({ _id: 'store', schema }, { $set: { schema: schema + 1 } });
    } finally {
      await held.release();
    }
  }
}

const duplicateKey = 11000;

/** Takes the lease and renews it until it is released; null where another process has it. */
async function hold(
  { leases }: MongoCollections,
  lease: number,
): Promise<{ release(): Promise<void> } | null> {
  const by = randomUUID();
  const ours = { _id: 'migrating', by } as const;
  const until = () => ({ $set: { by, until: Date.now() + lease } });
  try {
    await leases.updateOne({ _id: 'migrating', until: { $lt: Date.now() } }, until(), { upsert: true });
  } catch (error) {
    if (error instanceof MongoServerError && error.code === duplicateKey) return null;
    throw error;
  }
  // A renewal that fails is tried again by the next one; a migration that runs twice does no harm.
  const renewal = setInterval(() => leases.updateOne(ours, until()).catch(() => undefined), lease / 3);
  return {
    async release() {
      clearInterval(renewal);
      await leases.deleteOne(ours);
    },
  };
}
