import type { DatabaseSync } from 'node:sqlite';
import { addedOutcomes, noOutcomes } from '../outcome-counts.ts';
import type { Checkpoint, OutcomeCounts, PartitionState } from '../store.ts';
import { StoreError } from '../store-error.ts';

interface PartitionRow {
  topic_id: string;
  partition: number;
  position: number;
  counts: string;
  mark: string | null;
}

const columns = 'topic_id, partition, position, counts, mark';

/** Positions and outcome counts of partitions, on the connection that writes, in its transaction. */
export function preparePartitions(db: DatabaseSync) {
  const find = db.prepare('SELECT * FROM partitions WHERE topic_id = ? AND partition = ?');
  const put = db.prepare(`INSERT INTO partitions (${columns}) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET position = excluded.position, counts = excluded.counts, mark = excluded.mark`);
  const state = (topicId: string, partition: number): PartitionState => {
    const row = find.get(topicId, partition) as PartitionRow | undefined;
    return row === undefined
      ? { topicId, partition, offset: 0, counts: noOutcomes, mark: null }
      : stateOf(row);
  };
  return {
    position: (topicId: string, partition: number) => state(topicId, partition).offset,
    advance(topicId: string, partition: number, from: number, to: number, mark?: string): void {
      const { offset, counts } = state(topicId, partition);
      if (offset !== from) {
        throw new StoreError(
          'conflict',
          `Partition ${partition} of topic ${topicId} is at ${offset}, not at ${from}: another recorder moved it, read it again.`,
        );
      }
      put.run(topicId, partition, to, JSON.stringify(counts), mark ?? null);
    },
    count(topicId: string, partition: number, more: OutcomeCounts): void {
      const { offset, counts, mark } = state(topicId, partition);
      put.run(topicId, partition, offset, JSON.stringify(addedOutcomes(counts, more)), mark);
    },
  };
}

function stateOf(row: PartitionRow): PartitionState {
  const { topic_id: topicId, partition, position: offset, mark } = row;
  return { topicId, partition, offset, counts: JSON.parse(row.counts), mark };
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
  const put = db.prepare(`INSERT OR REPLACE INTO ${table} (${columns}) VALUES (?, ?, ?, ?, ?)`);
  for (const { topicId, partition, offset, counts, mark } of states) {
    // A backup of an older release has no marks.
    put.run(topicId, partition, offset, JSON.stringify(counts), mark ?? null);
  }
}
