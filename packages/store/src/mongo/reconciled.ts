import type { Reconciled } from '../store.ts';
import type { MongoCollections } from './collections.ts';

/** How the last reconciliation ended, or null. */
export async function lastReconciled({ reconciled }: MongoCollections): Promise<Reconciled | null> {
  const stored = await reconciled.findOne({ _id: 'reconciled' });
  return stored && { at: stored.at, differences: stored.differences };
}

/** Replaces it. */
export async function putReconciled(
  { reconciled }: MongoCollections,
  { at, differences }: Reconciled,
): Promise<void> {
  await reconciled.updateOne({ _id: 'reconciled' }, { $set: { at, differences } }, { upsert: true });
}
