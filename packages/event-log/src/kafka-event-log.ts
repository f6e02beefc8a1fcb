import type { Consumption, EventLog } from './event-log.ts';
import { EventLogError } from './event-log-error.ts';
import { createAppendQueue } from './kafka/append-queue.ts';
import { createClusterAccess } from './kafka/cluster-access.ts';
import { startConsumption } from './kafka/consumption.ts';
import { toLogError } from './kafka/failure.ts';
import { type KafkaConnection, withoutRepeats } from './kafka/kafka-client.ts';
import { createMessageSender } from './kafka/producer.ts';
import { countingReconnects } from './kafka/reconnects.ts';
import { createTopicReader, fetchTopic } from './kafka/topic-reader.ts';

export interface KafkaEventLogOptions extends KafkaConnection {
  /** Must be there; `setupKafkaTopic` makes it. */
  readonly topic: string;
  /** An append that Kafka has not taken after this many ms is refused as `unavailable`. 1,800 unless said. */
  readonly appendMs?: number;
  /** Batches of so many partitions are handed in at once; each partition's come one at a time. 1 unless said. */
  readonly partitionsAtOnce?: number;
  /** An idle consumer asks for messages this often, ms; they come at once. 500 unless said. */
  readonly fetchMs?: number;
  /** Told each time the brokers were lost and found again. */
  readonly onReconnect?: () => void;
}

/** A broker that takes longer for one request is given up; a little under the time an append may take. */
const sendMs = (appendMs: number) => Math.max(100, appendMs - 300);

/**
 * The event log in a Kafka topic, whose own id is the topic's. Consumers of one group, in this process or others, share
 * its partitions. Rejects with an EventLogError `unavailable` where no broker answers or the topic is not there.
 */
export async function openKafkaEventLog(given: KafkaEventLogOptions): Promise<EventLog> {
  const { onReconnect } = given;
  const options = withoutRepeats({
    ...given,
    ...(onReconnect && { socketFactory: countingReconnects(onReconnect) }),
  });
  const { topic: name, appendMs = 1_800, partitionsAtOnce = 1, fetchMs = 500 } = options;
  const access = createClusterAccess(options, name);
  try {
    const topic = await fetchTopic(access, name);
    const reached = { ...options, brokers: access.brokers() };
    const sender = createMessageSender(reached, name, sendMs(appendMs));
    return serveLog({ ...options, appendMs, partitionsAtOnce, fetchMs }, topic, access, sender);
  } catch (cause) {
    await access.close();
    throw toLogError(cause, name);
  }
}

function serveLog(
  options: Required<Pick<KafkaEventLogOptions, 'appendMs' | 'partitionsAtOnce' | 'fetchMs'>> &
    KafkaEventLogOptions,
  topic: EventLog['topic'],
  access: ReturnType<typeof createClusterAccess>,
  sender: ReturnType<typeof createMessageSender>,
): EventLog {
  const { topic: name, appendMs, partitionsAtOnce, fetchMs } = options;
  const reader = createTopicReader(access, name, topic);
  const appends = createAppendQueue({
    topic: name,
    partitions: topic.partitions,
    send: sender.send,
    appendMs,
  });
  const consumptions = new Set<Consumption>();
  let closing: Promise<void> | null = null;

  /** Every way in: refused once the log is closed, and what kafkajs throws becomes an EventLogError. */
  async function whileOpen<T>(work: () => Promise<T>): Promise<T> {
    if (closing)
      throw new EventLogError('closed', `The event log in topic ${name} is closed: open it again.`);
    try {
      return await work();
    } catch (cause) {
      throw toLogError(cause, name);
    }
  }

  async function shut(): Promise<void> {
    await Promise.all([...consumptions].map((consumption) => consumption.stop()));
    await appends.drained();
    await Promise.all([sender.close(), access.close()]);
  }

  return {
    topic,
    append: (events) => whileOpen(() => appends.append(events)),
    consume: (consume) =>
      whileOpen(async () => {
        const connection = { ...options, brokers: access.brokers() };
        const parts = { connection, name, topic, reader, partitionsAtOnce, fetchMs };
        const consumption = startConsumption(consume, parts);
        consumptions.add(consumption);
        const forget = () => void consumptions.delete(consumption);
        consumption.ended.then(forget, forget);
        return consumption;
      }),
    ranges: () => whileOpen(() => reader.ranges()),
    read: (partition, from, limit) => whileOpen(() => reader.read(partition, from, limit)),
    close() {
      closing ??= shut();
      return closing;
    },
  };
}
