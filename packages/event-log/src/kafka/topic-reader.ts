import type { Cluster, TopicOffsets } from 'kafkajs';
import type { LogMessage, PartitionRange, Topic } from '../event-log.ts';
import { EventLogError } from '../event-log-error.ts';
import type { ClusterAccess } from './cluster-access.ts';
import { toLogMessage } from './log-message.ts';
import { type CommittedOffset, groupId, isWithin } from './positions.ts';
import type { FetchedRecord } from './record-codec.ts';
import { fetchTopicId } from './topic-id.ts';

/** Reads of the topic outside of groups. */
export interface TopicReader {
  /** Rejects with `offset-out-of-range` where the topic was deleted and made anew: all its offsets mean something else. */
  ranges(): Promise<readonly PartitionRange[]>;
  /**
   * Messages from `from` (included), at most `limit`; none where `from` is the end. Rejects with an EventLogError
   * `offset-out-of-range` where `from` lies before the partition's start or past its end.
   */
  read(partition: number, from: number, limit: number): Promise<readonly LogMessage[]>;
  /** Where the group stands in each partition, as committed; -1 where it has committed nothing. */
  committed(group: string): Promise<ReadonlyMap<number, CommittedOffset>>;
}

const maxFetchBytes = 1_048_576;

export async function fetchTopic(access: ClusterAccess, name: string): Promise<Topic> {
  return access.use(async (cluster) => {
    const id = await fetchTopicId(cluster, name);
    const partitions = cluster.findTopicPartitionMetadata(name).length;
    if (id === null || partitions === 0) throw missing(name);
    return { id, partitions };
  });
}

export function createTopicReader(access: ClusterAccess, name: string, topic: Topic): TopicReader {
  const numbers = Array.from({ length: topic.partitions }, (_, partition) => partition);
  const partitions = numbers.map((partition) => ({ partition }));

  async function endsOf(cluster: Cluster, fromBeginning: boolean): Promise<Map<number, number>> {
    const [found] = await cluster.fetchTopicsOffset([{ topic: name, partitions, fromBeginning }]);
    return offsetsOf(found);
  }

  const ranges = () =>
    access.use(async (cluster): Promise<PartitionRange[]> => {
      const [id, starts, ends] = await Promise.all([
        fetchTopicId(cluster, name),
        endsOf(cluster, true),
        endsOf(cluster, false),
      ]);
      if (id === null) throw missing(name);
      if (id !== topic.id) throw madeAnew(name);
      return numbers.map((partition) => {
        const [start, end] = [starts.get(partition), ends.get(partition)];
        if (start === undefined || end === undefined) throw missing(name);
        return { partition, start, end };
      });
    });

  async function fetchFrom(partition: number, from: number): Promise<LogMessage[]> {
    const fetched = await access.use(async (cluster) => {
      const [nodeId = ''] = Object.keys(cluster.findLeaderForPartitions(name, [partition]));
      const broker = await cluster.findBroker({ nodeId });
      const asked = { partition, fetchOffset: String(from), maxBytes: maxFetchBytes };
      const topics = [{ topic: name, partitions: [asked] }];
      const { responses } = await broker.fetch({ topics, maxWaitTime: 500, maxBytes: maxFetchBytes });
      return responses[0].partitions[0].messages as FetchedRecord[];
    });
    // A broker gives whole record batches, also where one begins before the offset asked for.
    return fetched.filter(({ offset }) => Number(offset) >= from).map(toLogMessage);
  }

  return {
    ranges,
    async read(partition, from, limit) {
      const range = (await ranges())[partition];
      if (!range) throw noPartition(partition, topic);
      if (!isWithin(range, from)) throw outOfRange(range, from);
      const wanted = Math.min(limit, range.end - from);
      const messages: LogMessage[] = [];
      while (messages.length < wanted) {
        const more = await fetchFrom(partition, from + messages.length);
        if (more[0]?.offset !== from + messages.length) throw hole(partition, from + messages.length);
        messages.push(...more);
      }
      return messages.slice(0, Math.max(0, wanted));
    },
    committed: (group) =>
      access.use(async (cluster) => {
        const id = groupId(name, group);
        const coordinator = await cluster.findGroupCoordinator({ groupId: id });
        const asked = { topic: name, partitions: partitions as TopicOffsets['partitions'] };
        const { responses } = await coordinator.offsetFetch({ groupId: id, topics: [asked] });
        const found = (responses[0]?.partitions ?? []) as {
          partition: number;
          offset: string;
          metadata?: string;
        }[];
        return new Map(
          found.map(({ partition, offset, metadata }) => [
            partition,
            { offset: Number(offset), metadata: metadata ?? '' },
          ]),
        );
      }),
  };
}

function offsetsOf(found: TopicOffsets | undefined): Map<number, number> {
  return new Map(found?.partitions.map(({ partition, offset }) => [partition, Number(offset)]));
}

function outOfRange({ partition, start, end }: PartitionRange, offset: number): EventLogError {
  const text = `Partition ${partition} holds offsets ${start} to ${end}, not ${offset}: choose where to go on.`;
  return new EventLogError('offset-out-of-range', text);
}

function noPartition(partition: number, topic: Topic): EventLogError {
  const text = `The log has partitions 0 to ${topic.partitions - 1}, not ${partition}.`;
  return new EventLogError('offset-out-of-range', text);
}

function hole(partition: number, offset: number): EventLogError {
  const text = `Partition ${partition} does not give offset ${offset}, which lies in its range: look at the topic’s cleanup.policy and at who else writes to it.`;
  return new EventLogError('offset-out-of-range', text);
}

function missing(name: string): EventLogError {
  return new EventLogError('unavailable', `Kafka has no topic ${name}: create it, with all its settings.`);
}

function madeAnew(name: string): EventLogError {
  const text = `Topic ${name} was deleted and made anew while it was in use: start this process again to read the new one.`;
  return new EventLogError('offset-out-of-range', text);
}
