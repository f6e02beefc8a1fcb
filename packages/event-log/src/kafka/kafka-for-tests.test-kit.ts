import { randomUUID } from 'node:crypto';
import { type KafkaServer, startKafkaServer } from '@kuulolla/test-servers/kafka-server';
import { createKafka, type KafkaConnection } from './kafka-client.ts';
import { type KafkaTopicSettings, setupKafkaTopic } from './topic-setup.ts';

/** A broker of this test file's own, or those of `KAFKA_BROKERS`, which are not ours to kill. */
export interface KafkaForTests {
  readonly connection: KafkaConnection;
  /** Null where `KAFKA_BROKERS` names others. */
  readonly server: KafkaServer | null;
  /** Makes a new topic with four partitions and gives its name. */
  createTopic(settings?: Partial<KafkaTopicSettings>): Promise<string>;
  deleteTopic(topic: string): Promise<void>;
  /** Deletes every message the topic holds, as its retention would. */
  forgetAll(topic: string): Promise<void>;
  stop(): Promise<void>;
}

export async function startKafkaForTests(): Promise<KafkaForTests> {
  const others = process.env.KAFKA_BROKERS?.split(',');
  const server = others ? null : await startKafkaServer();
  const connection = { brokers: others ?? (server as KafkaServer).brokers, clientId: 'event-log-tests' };
  const admin = createKafka(connection, { requestMs: 10_000, retries: 3 }).admin();
  await admin.connect();
  const made = new Set<string>();
  return {
    connection,
    server,
    async createTopic(settings) {
      const topic = { ...topicForTests, name: `feedback-${randomUUID()}`, ...settings };
      made.add(topic.name);
      await setupKafkaTopic(connection, topic);
      return topic.name;
    },
    async deleteTopic(topic) {
      await admin.deleteTopics({ topics: [topic] });
      made.delete(topic);
    },
    async forgetAll(topic) {
      const ends = await admin.fetchTopicOffsets(topic);
      const partitions = ends
        .filter(({ high, low }) => high !== low)
        .map(({ partition, high }) => ({ partition, offset: high }));
      if (partitions.length > 0) await admin.deleteTopicRecords({ topic, partitions });
    },
    async stop() {
      if (!server) await admin.deleteTopics({ topics: [...made] });
      await admin.disconnect();
      await server?.stop();
    },
  };
}

export const topicForTests: KafkaTopicSettings = {
  name: 'feedback',
  partitions: 4,
  replicationFactor: 1,
  minInsyncReplicas: 1,
  retentionMs: 86_400_000,
  maxMessageBytes: 1_048_576,
};
