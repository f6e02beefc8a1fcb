import { setTimeout as pause } from 'node:timers/promises';
import type { Cluster } from 'kafkajs';
import { isPassing } from './failure.ts';
import { createKafka, type KafkaConnection } from './kafka-client.ts';
import { kafkajs } from './kafkajs-mended.ts';

/** Requests of ours to the brokers, beside those of producer and consumer. */
export interface ClusterAccess {
  /**
   * Runs `work` with connections that know the topic. Where a broker is gone or has handed over, it is tried again with
   * new ones, for a second; rejects with what the last attempt threw.
   */
  use<T>(work: (cluster: Cluster) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

const requestMs = 3_000;
/** A second in all, which is what a leader or a coordinator takes to be another. */
const attempts = 5;

export function createClusterAccess(connection: KafkaConnection, topic: string): ClusterAccess {
  let current: Promise<Cluster> | null = null;

  function discard(): void {
    const gone = current;
    current = null;
    gone?.then((cluster) => cluster.disconnect()).catch(() => undefined);
  }

  async function attempt<T>(work: (cluster: Cluster) => Promise<T>): Promise<T> {
    current ??= openCluster(connection, topic);
    const mine = current;
    try {
      return await work(await mine);
    } catch (cause) {
      if (mine === current) discard();
      throw cause;
    }
  }

  return {
    async use(work) {
      for (let number = 1; ; number += 1) {
        try {
          return await attempt(work);
        } catch (cause) {
          if (number === attempts || !isPassing(cause)) throw cause;
        }
        await pause(100 * number);
      }
    },
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
