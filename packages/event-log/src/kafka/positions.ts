import type { PartitionRange, Topic } from '../event-log.ts';
import { EventLogError } from '../event-log-error.ts';

/** Groups belong to a whole cluster; one of ours is a group of its topic. */
export const groupId = (topic: string, group: string) => `${topic}.${group}`;

/** What a group has committed of a partition. */
export interface CommittedOffset {
  readonly offset: number;
  /** What was committed with it: the topic's id. */
  readonly metadata: string;
}

export function isWithin({ start, end }: PartitionRange, offset: number): boolean {
  return Number.isSafeInteger(offset) && offset >= start && offset <= end;
}

const committedNothing = -1;

/**
 * Where a member begins with a partition: at the group's committed offset, or at the partition's start where the group
 * has committed none. Throws an EventLogError `offset-out-of-range` where that offset is not one of this topic's.
 */
export function firstPosition(
  group: string,
  topic: Topic,
  ranges: readonly PartitionRange[],
  partition: number,
  committed: CommittedOffset,
): number {
  const range = ranges[partition];
  if (!range) {
    const text = `The topic has got a partition ${partition} beside its ${topic.partitions}: partitions are never added, a new topic is made.`;
    throw new EventLogError('wrong-version', text);
  }
  if (committed.offset === committedNothing) return range.start;
  // Committed for the topic of this name that was there before.
  if (committed.metadata !== '' && committed.metadata !== topic.id) {
    throw lostPosition(group, range, committed.offset);
  }
  if (!isWithin(range, committed.offset)) throw lostPosition(group, range, committed.offset);
  return committed.offset;
}

export function lostPosition(
  group: string,
  { partition, start, end }: PartitionRange,
  offset: number,
): EventLogError {
  const stands = offset < 0 ? 'has lost its place' : `stands at offset ${offset}`;
  return new EventLogError(
    'offset-out-of-range',
    `Group ${group} ${stands} in partition ${partition}, which holds ${start} to ${end}: find out what became of the messages between, then set the group's offset.`,
  );
}

export function outsideRange(
  group: string,
  { partition, start, end }: PartitionRange,
  next: number,
): EventLogError {
  return new EventLogError(
    'offset-out-of-range',
    `The consumer of group ${group} asked for offset ${next} of partition ${partition}, which holds ${start} to ${end}.`,
  );
}

export function missingMessages(partition: number, offset: number): EventLogError {
  return new EventLogError(
    'offset-out-of-range',
    `Partition ${partition} has a hole at offset ${offset}: look at the topic's cleanup.policy and at who else writes to it.`,
  );
}
