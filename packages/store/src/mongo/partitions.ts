import type { ClientSession } from 'mongodb';
import { addedOutcomes, noOutcomes } from '../outcome-counts.ts';
import type { Checkpoint, OutcomeCounts, PartitionState } from '../store.ts';
import { StoreError } from '../store-error.ts';
import { write } from './bulk-commands.ts';
import type { MongoCollections, StoredPartition } from './collections.ts';
import { refuseWhileRestoring } from './restoring.ts';

const idOf = (topicId: string, partition: number) => `${topicId}:${partition}`;

export async function position(
  { partitions }: MongoCollections,
  topicId: string,
  partition: number,
  session: ClientSession,
): Promise<number> {
  const stored = await partitions.findOne(
    { _id: idOf(topicId, partition) },
    { session, projection: { offset: 1 } },
  );
  return stored?.offset ?? 0;
}

/** A step of a position. */
export interface Move {
  readonly from: number;
  readonly to: number;
  readonly mark: string | null;
  /** The transaction's name. */
  readonly movedBy: string;
}

/**
 * Moves a position from exactly `from`, in a transaction that `movedBy` names; throws `conflict` where it is elsewhere,
 * `restoring` where the store is not whole.
 */
export async function advance(
  store: MongoCollections,
  at: { readonly topicId: string; readonly partition: number },
  { from, to, mark, movedBy }: Move,
  session: ClientSession,
): Promise<void> {
  const { topicId, partition } = at;
  // A store that is being restored has no positions until its end.
  if (from === 0) await refuseWhileRestoring(store, session);
  const move = {
    q: { _id: idOf(topicId, partition), offset: from },
    u: { $set: { offset: to, mark, movedBy }, $setOnInsert: { topicId, partition } },
    // A position that is at 0 may not be written down yet. One that is elsewhere is then a duplicate key.
    upsert: from === 0,
  };
  if ((await write(store.db, { update: 'partitions', updates: [move] }, session)) === 1) return;
  throw new StoreError(
    'conflict',
    `Partition ${partition} of topic ${topicId} is no longer at ${from}: another recorder moved it, read it again.`,
  );
}

/** Adds outcomes to those of a partition, in a transaction. */
export async function countOutcomes(
  { db }: MongoCollections,
  topicId: string,
  partition: number,
  counts: OutcomeCounts,
  session: ClientSession,
): Promise<void> {
  const added = Object.entries(counts).flatMap(([source, outcomes]) =>
    Object.entries(outcomes).map(([outcome, count]) => [`counts.${source}.${outcome}`, count]),
  );
  if (added.length === 0) return;
  const count = {
    q: { _id: idOf(topicId, partition) },
    u: { $inc: Object.fromEntries(added), $setOnInsert: { topicId, partition, offset: 0 } },
    upsert: true,
  };
  await write(db, { update: 'partitions', updates: [count] }, session);
}

/** Whether the transaction of this name was the last to move the position. */
export async function wasMovedBy(
  { partitions }: MongoCollections,
  { topicId, partition }: { readonly topicId: string; readonly partition: number },
  movedBy: string,
): Promise<boolean> {
  return (await partitions.countDocuments({ _id: idOf(topicId, partition), movedBy })) === 1;
}

/** All partitions of a topic, by number; each is one document, so its position and its counts are of one transaction. */
export async function partitionStates(
  store: MongoCollections,
  collection: 'partitions' | 'checkpoints',
  topicId: string,
): Promise<PartitionState[]> {
  const stored = await store[collection].find({ topicId }, { sort: { partition: 1 } }).toArray();
  return stored.map(stateOf);
}

export function stateOf({
  topicId,
  partition,
  offset,
  counts,
  mark = null,
}: StoredPartition): PartitionState {
  const all = addedOutcomes(noOutcomes, { ...noOutcomes, ...counts });
  return { topicId, partition, offset, counts: all, mark };
}

/** Replaces the checkpoints of these partitions, in a transaction. */
export async function putCheckpoints(
  { db }: MongoCollections,
  checkpoints: readonly Checkpoint[],
  session: ClientSession,
): Promise<void> {
  if (checkpoints.length === 0) return;
  const updates = checkpoints.map((checkpoint) => {
    const stored = storedState(checkpoint);
    return { q: { _id: stored._id }, u: stored, upsert: true };
  });
  await write(db, { update: 'checkpoints', updates }, session);
}

export function storedState({ topicId, partition, offset, counts, mark }: PartitionState): StoredPartition {
  // A backup of an older release has no marks.
  return { _id: idOf(topicId, partition), topicId, partition, offset, counts, mark: mark ?? null };
}
