import type { EncodedEvent } from '@kuulolla/contracts/cloud-event';

/** A topic's identity. Offsets mean something only together with it: a topic made anew starts again at 0. */
export interface Topic {
  readonly id: string;
  /** Fixed for the topic's life. More partitions are a new topic. */
  readonly partitions: number;
}

/** A message as it lies in the log. */
export interface LogMessage extends EncodedEvent {
  readonly offset: number;
  /** When the log took it, epoch ms. */
  readonly appendedAt: number;
}

/** Messages of one partition in the order of their offsets, at least one. */
export interface LogBatch {
  readonly topic: Topic;
  readonly partition: number;
  readonly messages: readonly LogMessage[];
}

/**
 * Takes one batch and says which offset of this partition it wants next: one past the last when it applied the batch,
 * or any other when the batch does not begin where the store stands. Batches of one partition come one at a time.
 */
export type BatchHandler = (batch: LogBatch) => Promise<{ readonly next: number }>;

export interface Consumption {
  /** Settles when consuming ended: fulfilled after `stop`, rejected with an EventLogError when it cannot go on. */
  readonly ended: Promise<void>;
  /** Finishes the batch in hand, commits its offset and ends. */
  stop(): Promise<void>;
}

export interface ConsumeOptions {
  /** Consumers of one group share the partitions. */
  readonly group: string;
  /** Most messages in a batch. */
  readonly maxBatch: number;
  readonly onBatch: BatchHandler;
  /**
   * Told which partitions this consumer was given, before it gets any batch of them, and again whenever they are given
   * anew, as after a loss of the brokers. When it rejects, consuming ends with that error.
   */
  readonly onAssigned?: (partitions: readonly number[]) => Promise<void>;
}

/** Where a partition begins and ends: offsets `start` (first kept) to `end` (next to be written). */
export interface PartitionRange {
  readonly partition: number;
  readonly start: number;
  readonly end: number;
}

/**
 * A durable, partitioned log of feedback events. What every adapter owes, and the contract suite checks:
 *
 * 1. `append` fulfils only after all its events are durable (a synced commit; Kafka acks=all). When it rejects, any part
 *    of them may be in the log; appending again is harmless to the reader, who knows each answer's fingerprints.
 * 2. Events with one key lie in one partition, in the order in which their appends were called.
 * 3. Offsets of a partition rise by one from 0 and are never used twice, also after retention and restarts.
 * 4. A consumer gets each partition's messages in order from the group's committed offset (from the start without one),
 *    at least once; what the handler returns as `next` is where that partition goes on and what is committed.
 * 5. When a handler rejects, consuming ends with that error and commits nothing of the batch.
 * 6. An offset before the log's start or past its end ends consuming with `offset-out-of-range`: never a silent jump.
 */
export interface EventLog {
  readonly topic: Topic;
  append(events: readonly EncodedEvent[]): Promise<void>;
  consume(options: ConsumeOptions): Promise<Consumption>;
  /** The range of every partition, by partition number. */
  ranges(): Promise<readonly PartitionRange[]>;
  /** Messages of a partition from `from` (included), at most `limit`; for reconciling and for looking at. */
  read(partition: number, from: number, limit: number): Promise<readonly LogMessage[]>;
  close(): Promise<void>;
}
