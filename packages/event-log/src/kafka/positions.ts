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
  if (committed.metadata !== '' && committed.metadata !== topic.id) {
    throw formerTopic(group, partition, committed.offset);
  }
  if (!isWithin(range, committed.offset)) throw lostPosition(group, range, committed.offset);
  return committed.offset;
}

/** Begins at the beginning, with the store as it is: positions belong to a topic's id, a group to its name. */
const newTopic = 'name a new topic with KAFKA_TOPIC and run kuulolla setup';

/** The group's offset was committed for the topic of this name that was there before. */
function formerTopic(group: string, partition: number, offset: number): EventLogError {
  return new EventLogError(
    'offset-out-of-range',
    `Group ${group} stands at offset ${offset} in partition ${partition} of a topic of this name that is no more: delete the group's offsets with Kafka's own tool while no recorder runs, or ${newTopic}.`,
  );
}

/**
 * The group's offset, or where a member of it stood, is not in the partition. Another offset helps only where the store
 * stands within: the recorder goes on from there, whatever the group says.
 */
export function lostPosition(
  group: string,
  { partition, start, end }: PartitionRange,
  offset: number,
): EventLogError {
  const stands = offset < 0 ? 'has lost its place' : `stands at offset ${offset}`;
  return new EventLogError(
    'offset-out-of-range',
    `Group ${group} ${stands} in partition ${partition}, which holds ${start} to ${end}. See with kuulolla reconcile --all where the store stands: if that is outside too, ${newTopic}; if not, set the group's offset to it with Kafka's own tool.`,
  );
}

/** The store, which decides where its consumer goes on, stands where the partition holds nothing. */
export function outsideRange(
  group: string,
  { partition, start, end }: PartitionRange,
  next: number,
): EventLogError {
  const wayOn = next < start ? `restore a newer backup, or ${newTopic}` : newTopic;
  return new EventLogError(
    'offset-out-of-range',
    `The consumer of group ${group} goes on at offset ${next} of partition ${partition}, which holds ${start} to ${end}: ${wayOn}.`,
  );
}

export function missingMessages(partition: number, offset: number): EventLogError {
  return new EventLogError(
    'offset-out-of-range',
    `Partition ${partition} has a hole at offset ${offset}: look at the topic's cleanup.policy and at who else writes to it.`,
  );
}
