import type { Cluster } from 'kafkajs';
import { attempted } from './attempts.ts';
import { createBrokerTurns } from './broker-turns.ts';
import { createKafka, type KafkaConnection } from './kafka-client.ts';
import { kafkajs } from './kafkajs-mended.ts';

/** Requests of ours to the brokers, beside those of producer and consumer. */
export interface ClusterAccess {
  /**
   * Runs `work` with connections that know the topic. Where a broker is gone or has handed over, it is tried again with
   * new ones, begun at the next broker of the list, for a second and what brokers take that do not answer; rejects with
   * what the last attempt threw.
   */
  use<T>(work: (cluster: Cluster) => Promise<T>): Promise<T>;
  /** The brokers, the one that was dialled last first: where another client may begin that must not find a dead one. */
  brokers(): readonly string[];
  close(): Promise<void>;
}

const requestMs = 3_000;

export function createClusterAccess(connection: KafkaConnection, topic: string): ClusterAccess {
  const nextBrokers = createBrokerTurns(connection.brokers);
  let brokers = connection.brokers;
  let current: Promise<Cluster> | null = null;

  function open(): Promise<Cluster> {
    brokers = nextBrokers();
    return openCluster({ ...connection, brokers }, topic);
  }

  function discard(): void {
    const gone = current;
    current = null;
    gone?.then((cluster) => cluster.disconnect()).catch(() => undefined);
  }

  async function attempt<T>(work: (cluster: Cluster) => Promise<T>): Promise<T> {
    current ??= open();
    const mine = current;
    try {
      return await work(await mine);
    } catch (cause) {
      if (mine === current) discard();
      throw cause;
    }
  }

  return {
    use: (work) => attempted(connection.brokers, () => attempt(work)),
    brokers: () => brokers,
    async close() {
      const last = current;
      current = null;
      await last?.then((cluster) => cluster.disconnect()).catch(() => undefined);
    },
  };
}

/** kafkajs hands its cluster out to partition assigners alone; the consumer that this one belongs to never runs. */
async function openCluster(connection: KafkaConnection, topic: string): Promise<Cluster> {
  const handedOut = Promise.withResolvers<Cluster>();
  createKafka(connection, { requestMs, retries: 0 }).consumer({
    groupId: 'never-joined',
    allowAutoTopicCreation: false,
    partitionAssigners: [
      (config) => {
        handedOut.resolve(config.cluster);
        return kafkajs.PartitionAssigners.roundRobin(config);
      },
    ],
  });
  const cluster = await handedOut.promise;
  try {
    await cluster.connect();
    await cluster.addTargetTopic(topic);
    return cluster;
  } catch (cause) {
    await cluster.disconnect().catch(() => undefined);
    throw cause;
  }
}
