import type { ClientSession } from 'mongodb';
import { StoreError } from '../store-error.ts';
import type { MongoCollections } from './collections.ts';

/** The one tally that is put and taken away when a restore begins, so that whoever follows the tallies learns of it. */
export const restoreMark = 'restore';

export function restoringError(database: string): StoreError {
  return new StoreError(
    'restoring',
    `The MongoDB database ${database} is being restored, or was when that was broken off: wait for its end, or begin it again with kuulolla restore.`,
  );
}

/** Throws a StoreError `restoring` from the beginning of a restore to its end. */
export async function refuseWhileRestoring(
  { about, db }: MongoCollections,
  session: ClientSession,
): Promise<void> {
  const store = await about.findOne({ _id: 'store' }, { session, projection: { restoring: 1 } });
  if (store?.restoring !== undefined) throw restoringError(db.databaseName);
}
