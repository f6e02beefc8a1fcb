import { afterAll, beforeAll } from 'vitest';
import type { EventLog } from './event-log.ts';
import { eventLogContract } from './event-log-contract.ts';
import { type KafkaForTests, startKafkaForTests } from './kafka/kafka-for-tests.test-kit.ts';
import { openKafkaEventLog } from './kafka-event-log.ts';

let kafka: KafkaForTests;
const topics = new Map<EventLog, string>();

beforeAll(async () => {
  kafka = await startKafkaForTests();
});
afterAll(() => kafka?.stop());

async function open(topic: string): Promise<EventLog> {
  const log = await openKafkaEventLog({ ...kafka.connection, topic, fetchMs: 100, appendMs: 20_000 });
  topics.set(log, topic);
  return log;
}

eventLogContract('The Kafka log', {
  schedules: 12,
  open: async () => open(await kafka.createTopic()),
  async reopen(log) {
    await log.close();
    return open(topics.get(log) as string);
  },
  forgetAll: (log) => kafka.forgetAll(topics.get(log) as string),
});
