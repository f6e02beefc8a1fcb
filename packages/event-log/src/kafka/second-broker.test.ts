import { type KafkaServer, startKafkaServer } from '@kuulolla/test-servers/kafka-server';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { nextAfter, readAll, texts } from '../contract/harness.ts';
import type { EventLog } from '../event-log.ts';
import { openKafkaEventLog } from '../kafka-event-log.ts';
import { startAppending } from './appending.test-kit.ts';
import type { KafkaConnection } from './kafka-client.ts';
import { topicForTests } from './kafka-for-tests.test-kit.ts';
import { setupKafkaTopic } from './topic-setup.ts';

/** In time for a 503 within 2 s (append-queue.test.ts), and what a machine that does much else is late. */
const refusedWithinMs = 2_000 + 4_000;
const test = it.skipIf(process.env.KAFKA_BROKERS !== undefined);
let lasting: KafkaServer;
let first: KafkaServer;
let connection: KafkaConnection;

beforeAll(async () => {
  if (process.env.KAFKA_BROKERS) return;
  const properties = {
    'offsets.topic.replication.factor': '2',
    // For so long the cluster takes a dead broker for alive, and tells clients of it.
    'broker.session.timeout.ms': '6000',
  };
  lasting = await startKafkaServer({ properties });
  first = await startKafkaServer({ properties, joins: lasting });
  connection = { brokers: [...first.brokers, ...lasting.brokers], clientId: 'event-log-tests' };
  const replicated = { ...topicForTests, replicationFactor: 2, minInsyncReplicas: 1 };
  await setupKafkaTopic(connection, replicated);
});
afterAll(async () => {
  await first?.stop();
  await lasting?.stop();
});

async function open(): Promise<EventLog> {
  const log = await openKafkaEventLog({ ...connection, topic: topicForTests.name });
  onTestFinished(() => log.close());
  return log;
}

test('appends and consuming go on, and a start goes well, when the first broker of the list is lost for good', async () => {
  const log = await open();
  const delivered = new Set<string>();
  const consumption = await log.consume({
    group: 'readers',
    maxBatch: 50,
    async onBatch(batch) {
      for (const text of texts(batch.messages)) delivered.add(text);
      return { next: nextAfter(batch) };
    },
  });
  const appending = startAppending(log);
  await appending.until(300);
  await first.kill9();
  // Not every partition has a leader yet, and the lowest of the brokers that the cluster names is dead.
  const opened = await open();
  await appending.until(appending.acknowledged.length + 200);
  await appending.stop();
  expect(Math.max(0, ...appending.refusedAfterMs)).toBeLessThan(refusedWithinMs);

  const kept = await Promise.all([0, 1, 2, 3].map((partition) => readAll(opened, partition)));
  const found = new Set(kept.flatMap(texts));
  expect(appending.acknowledged.filter((text) => !found.has(text))).toEqual([]);
  await expect
    .poll(() => appending.acknowledged.filter((text) => !delivered.has(text)), { timeout: 30_000 })
    .toEqual([]);
  await consumption.stop();
  await consumption.ended;
});
