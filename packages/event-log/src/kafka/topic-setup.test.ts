import type { Socket } from 'node:net';
import type { ISocketFactory } from 'kafkajs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { event } from '../contract/harness.ts';
import { openKafkaEventLog } from '../kafka-event-log.ts';
import { type KafkaForTests, startKafkaForTests, topicForTests } from './kafka-for-tests.test-kit.ts';
import { connectSocket } from './kafkajs-mended.ts';
import { setupKafkaTopic } from './topic-setup.ts';

let kafka: KafkaForTests;
beforeAll(async () => {
  kafka = await startKafkaForTests();
});
afterAll(() => kafka?.stop());

it('makes a topic once, and changes nothing when it runs again', async () => {
  const name = await kafka.createTopic();
  const { topic } = await openAndClose(name);
  const settings = { ...topicForTests, name };
  expect(await setupKafkaTopic(kafka.connection, settings)).toEqual({ created: false, changed: [] });
  expect((await openAndClose(name)).topic).toEqual(topic);
});

it('gives a topic that is there the settings it should have, and keeps its messages', async () => {
  const name = await kafka.createTopic();
  const log = await openKafkaEventLog({ ...kafka.connection, topic: name });
  await log.append([event('units:1', 'kept')]);
  const settings = { ...topicForTests, name, retentionMs: 3_600_000, maxMessageBytes: 2_097_152 };
  const { changed } = await setupKafkaTopic(kafka.connection, settings);
  expect(changed).toEqual(['retention.ms', 'max.message.bytes']);
  expect((await setupKafkaTopic(kafka.connection, settings)).changed).toEqual([]);
  expect((await log.ranges()).reduce((sum, { end }) => sum + end, 0)).toBe(1);
  await log.close();
});

it('is made by one of two who run it at the same time', async () => {
  const name = await kafka.createTopic();
  await kafka.deleteTopic(name);
  const settings = { ...topicForTests, name };
  const both = await Promise.all([1, 2].map(() => setupKafkaTopic(kafka.connection, settings)));
  expect(both.filter(({ created }) => created)).toHaveLength(1);
  await openAndClose(name);
});

it('refuses another number of partitions or replicas, and says what to do', async () => {
  const name = await kafka.createTopic();
  const settings = { ...topicForTests, name };
  await expect(setupKafkaTopic(kafka.connection, { ...settings, partitions: 5 })).rejects.toMatchObject({
    code: 'wrong-version',
    message: expect.stringContaining('has 4 partitions and not 5'),
  });
  await expect(
    setupKafkaTopic(kafka.connection, { ...settings, replicationFactor: 3 }),
  ).rejects.toMatchObject({ code: 'wrong-version', message: expect.stringContaining('replica') });
});

it('cannot open a topic that is not there, nor makes it by trying', async () => {
  const missing = { ...kafka.connection, topic: 'not-there' };
  for (const _ of [1, 2]) {
    await expect(openKafkaEventLog(missing)).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('no topic not-there'),
    });
  }
});

it('who asks again and again for a topic that is missing keeps no connections of it', async () => {
  const sockets: Socket[] = [];
  const socketFactory: ISocketFactory = (options) => {
    const socket = connectSocket(options);
    sockets.push(socket);
    return socket;
  };
  const opening = openKafkaEventLog({ ...kafka.connection, topic: 'not-made', socketFactory });
  await expect(opening).rejects.toMatchObject({ code: 'unavailable', canRetry: true });
  expect(sockets.length).toBeGreaterThan(0);
  await expect.poll(() => sockets.filter(({ destroyed }) => !destroyed).length).toBe(0);
});

async function openAndClose(topic: string) {
  const log = await openKafkaEventLog({ ...kafka.connection, topic });
  await log.close();
  return log;
}
