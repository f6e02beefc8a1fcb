import type { DatabaseSync } from 'node:sqlite';
import { addedOutcomes, noOutcomes } from '../outcome-counts.ts';
import type { Checkpoint, OutcomeCounts, PartitionState } from '../store.ts';
import { StoreError } from '../store-error.ts';

interface PartitionRow {
  topic_id: string;
  partition: number;
  position: number;
  counts: string;
}

/** Positions and outcome counts of partitions, on the connection that writes, in its transaction. */
export function preparePartitions(db: DatabaseSync) {
  const find = db.prepare('SELECT * FROM partitions WHERE topic_id = ? AND partition = ?');
  const put = db.prepare(`INSERT INTO partitions VALUES (?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET position = excluded.position, counts = excluded.counts`);
  const state = (topicId: string, partition: number): PartitionState => {
    const row = find.get(topicId, partition) as PartitionRow | undefined;
    return row === undefined ? { topicId, partition, offset: 0, counts: noOutcomes } : stateOf(row);
  };
  return {
    position: (topicId: string, partition: number) => state(topicId, partition).offset,
    advance(topicId: string, partition: number, from: number, to: number): void {
      const { offset, counts } = state(topicId, partition);
      if (offset !== from) {
        throw new StoreError(
          'conflict',
          `Partition ${partition} of topic ${topicId} is at ${offset}, not at ${from}: another recorder moved it, read it again.`,
        );
      }
      put.run(topicId, partition, to, JSON.stringify(counts));
    },
    count(topicId: string, partition: number, more: OutcomeCounts): void {
      const { offset, counts } = state(topicId, partition);
      put.run(topicId, partition, offset, JSON.stringify(addedOutcomes(counts, more)));
    },
  };
}

function stateOf(row: PartitionRow): PartitionState {
  const { topic_id: topicId, partition, position: offset } = row;
  return { topicId, partition, offset, counts: JSON.parse(row.counts) };
}

/** All partitions of a topic, by number; each is one row, so its position and its counts are of one transaction. */
export function partitionStates(
  db: DatabaseSync,
  table: 'partitions' | 'checkpoints',
  topicId: string,
): PartitionState[] {
  const rows = db.prepare(`SELECT * FROM ${table} WHERE topic_id = ? ORDER BY partition`).all(topicId);
  return (rows as unknown as PartitionRow[]).map(stateOf);
}

/** All partitions of all topics. */
export function allPartitionStates(db: DatabaseSync, table: 'partitions' | 'checkpoints'): PartitionState[] {
  const rows = db.prepare(`SELECT * FROM ${table} ORDER BY topic_id, partition`).all();
  return (rows as unknown as PartitionRow[]).map(stateOf);
}

/** Replaces the checkpoints of these partitions. */
export function putCheckpoints(db: DatabaseSync, checkpoints: readonly Checkpoint[]): void {
  putStates(db, 'checkpoints', checkpoints);
}

/** Replaces what is known of these partitions. */
export function putStates(
  db: DatabaseSync,
  table: 'partitions' | 'checkpoints',
  states: readonly PartitionState[],
): void {
  const put = db.prepare(`INSERT OR REPLACE INTO ${table} VALUES (?, ?, ?, ?)`);
  for (const { topicId, partition, offset, counts } of states) {
    put.run(topicId, partition, offset, JSON.stringify(counts));
  }
}
