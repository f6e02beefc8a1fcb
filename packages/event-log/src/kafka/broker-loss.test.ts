import { setTimeout as pause } from 'node:timers/promises';
import type { KafkaServer } from '@kuulolla/test-servers/kafka-server';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { event, expectCode, nextAfter, offsets, readAll, texts } from '../contract/harness.ts';
import type { EventLog, LogMessage } from '../event-log.ts';
import { openKafkaEventLog } from '../kafka-event-log.ts';
import { startAppending } from './appending.test-kit.ts';
import { type KafkaForTests, startKafkaForTests } from './kafka-for-tests.test-kit.ts';

/** In time for a 503 within 2 s (append-queue.test.ts), and what a machine that does much else is late. */
const refusedWithinMs = 2_000 + 4_000;
const test = it.skipIf(process.env.KAFKA_BROKERS !== undefined);
let kafka: KafkaForTests;
let server: KafkaServer;

beforeAll(async () => {
  kafka = await startKafkaForTests();
  if (kafka.server) server = kafka.server;
});
afterAll(() => kafka?.stop());

async function open(onReconnect = () => {}): Promise<EventLog> {
  const topic = await kafka.createTopic();
  const log = await openKafkaEventLog({ ...kafka.connection, topic, onReconnect });
  onTestFinished(() => log.close());
  return log;
}

/** Each key's numbers in the order in which they came first; a send that was repeated may have written some again. */
function firstByKey(messages: readonly LogMessage[], wanted: ReadonlySet<string>): string[][] {
  return [...Map.groupBy(messages, ({ key }) => key).values()].map((ofKey) =>
    [...new Set(texts(ofKey))].filter((text) => wanted.has(text)),
  );
}

test('loses nothing it acknowledged, keeps each key’s order and goes on when the broker is killed', async () => {
  const log = await open();
  const delivered = Array.from({ length: log.topic.partitions }, () => [] as LogMessage[]);
  const consumption = await log.consume({
    group: 'readers',
    maxBatch: 50,
    async onBatch(batch) {
      const mine = delivered[batch.partition] as LogMessage[];
      // At least once: what was handled before the last commit may come again, but nothing is left out.
      const begin = batch.messages[0]?.offset as number;
      expect(begin).toBeLessThanOrEqual(mine.length);
      mine.splice(begin, mine.length - begin, ...batch.messages);
      return { next: nextAfter(batch) };
    },
  });
  const appending = startAppending(log);
  await appending.until(500);
  await server.kill9();
  await pause(2_500);
  await server.restart();
  const backAt = performance.now();
  await appending.until(appending.acknowledged.length + 200);
  expect(performance.now() - backAt).toBeLessThan(30_000);
  await appending.stop();
  expect(Math.max(...appending.refusedAfterMs)).toBeLessThan(refusedWithinMs);

  const acknowledged = new Set(appending.acknowledged);
  const kept = await Promise.all(delivered.map((_, partition) => readAll(log, partition)));
  const found = new Set(kept.flatMap(texts));
  expect([...acknowledged].filter((text) => !found.has(text))).toEqual([]);
  for (const messages of kept) {
    expect(offsets(messages)).toEqual(messages.map((_, offset) => offset));
    for (const ofKey of firstByKey(messages, acknowledged)) {
      expect(ofKey).toEqual([...ofKey].sort((a, b) => Number(a) - Number(b)));
    }
  }
  await expect
    .poll(() => delivered.map(({ length }) => length), { timeout: 15_000 })
    .toEqual(kept.map(({ length }) => length));
  expect(delivered.map(offsets)).toEqual(kept.map(offsets));
  await consumption.stop();
});

test('refuses within 2 s while no broker is there, opens nothing new, and works again afterwards', async () => {
  const log = await open();
  await log.append([event('units:1', 'before')]);
  await server.kill9();
  const startedAt = performance.now();
  await expectCode(log.append([event('units:1', 'meanwhile')]), 'unavailable');
  expect(performance.now() - startedAt).toBeLessThan(refusedWithinMs);
  await expectCode(log.ranges(), 'unavailable');
  await expectCode(openKafkaEventLog({ ...kafka.connection, topic: 'feedback' }), 'unavailable');
  await server.restart();
  await log.append([event('units:1', 'after')]);
  const kept = await Promise.all([0, 1, 2, 3].map((partition) => readAll(log, partition)));
  expect(kept.flatMap(texts)).toEqual(['before', 'after']);
});

test('refuses within 2 s while the broker answers nothing, and works again when it does', async () => {
  const log = await open();
  await log.append([event('units:1', 'before')]);
  process.kill(server.pid, 'SIGSTOP');
  const startedAt = performance.now();
  await expectCode(log.append([event('units:1', 'meanwhile')]), 'unavailable');
  expect(performance.now() - startedAt).toBeLessThan(refusedWithinMs);
  process.kill(server.pid, 'SIGCONT');
  await expect.poll(() => log.append([event('units:1', 'after')]), { timeout: 15_000 }).toBeUndefined();
  const kept = (await Promise.all([0, 1, 2, 3].map((partition) => readAll(log, partition)))).flatMap(texts);
  expect(kept.at(0)).toBe('before');
  expect(kept.at(-1)).toBe('after');
});

test('tells once that the broker was lost and found again, and nothing of connections it closed itself', async () => {
  const told: string[] = [];
  const log = await open(() => told.push('again'));
  const consumption = await log.consume({
    group: 'readers',
    maxBatch: 5,
    onBatch: async (batch) => ({ next: nextAfter(batch) }),
  });
  await log.append([event('units:1', 'before')]);
  await expectCode(log.append([event('units:1', 'x'.repeat(2_000_000))]), 'too-large');
  await log.append([event('units:1', 'still before')]);
  expect(told).toEqual([]);
  await server.kill9();
  await expectCode(log.append([event('units:1', 'meanwhile')]), 'unavailable');
  await server.restart();
  await log.append([event('units:1', 'after')]);
  await expect.poll(() => told).toEqual(['again']);
  await consumption.stop();
  await log.close();
  expect(told).toEqual(['again']);
});

// The last: it leaves no broker behind.
test('stops while no broker is there', async () => {
  const log = await open();
  const consumption = await log.consume({
    group: 'readers',
    maxBatch: 5,
    onBatch: async (batch) => ({ next: nextAfter(batch) }),
  });
  await pause(500);
  await server.kill9();
  await pause(500);
  const startedAt = performance.now();
  await consumption.stop();
  await consumption.ended;
  expect(performance.now() - startedAt).toBeLessThan(30_000);
});
