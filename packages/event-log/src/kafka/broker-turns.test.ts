import { createServer, Socket } from 'node:net';
import { serverPorts } from '@kuulolla/test-servers/server-ports';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { consumeUntil, event, messagesDelivered, nextAfter, readAll, texts } from '../contract/harness.ts';
import { openKafkaEventLog } from '../kafka-event-log.ts';
import { createBrokerTurns } from './broker-turns.ts';
import { createClusterAccess } from './cluster-access.ts';
import { startConsumption } from './consumption.ts';
import type { KafkaConnection } from './kafka-client.ts';
import { type KafkaForTests, startKafkaForTests, topicForTests } from './kafka-for-tests.test-kit.ts';
import { connectSocket } from './kafkajs-mended.ts';
import { createTopicReader } from './topic-reader.ts';
import { setupKafkaTopic } from './topic-setup.ts';

it('each turn begins one broker further on, and the round begins anew', () => {
  const next = createBrokerTurns(['a', 'b', 'c']);
  const rounds = [next(), next(), next(), next()].map((brokers) => brokers.join(''));
  expect(rounds).toEqual(['abc', 'bca', 'cab', 'abc']);
});

let kafka: KafkaForTests;
let refusing = 0;
let swallowing = 0;
const sockets = new Set<Socket>();
const silent = createServer((socket) => void sockets.add(socket));

beforeAll(async () => {
  kafka = await startKafkaForTests();
  [refusing = 0, swallowing = 0] = await serverPorts(2);
  await new Promise<void>((fulfil) => silent.listen(0, '127.0.0.1', fulfil));
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  silent.close();
  await kafka?.stop();
});

const silentPort = () => (silent.address() as { port: number }).port;

/** So many brokers of the list are dead, those after them live. */
function behind(dead: number, count: number): KafkaConnection {
  return {
    ...kafka.connection,
    brokers: [...Array<string>(count).fill(`127.0.0.1:${dead}`), ...kafka.connection.brokers],
    // As where the machine is gone: nobody answers the call, not even to refuse it.
    socketFactory: (options) => (options.port === swallowing ? new Socket() : connectSocket(options)),
  };
}

describe.concurrent.each([
  // More than any one client tries by itself.
  ['seven brokers that refuse connections', 7, () => refusing],
  ['a broker that swallows what asks for a connection', 1, () => swallowing],
  ['a broker that takes connections and answers nothing', 1, silentPort],
])('a log whose list begins with %s', (_how, count, deadPort) => {
  it('is set up, opened, appended to, read and consumed at the next one', async ({ expect }) => {
    const connection = behind(deadPort(), count);
    const topic = await kafka.createTopic({ maxMessageBytes: 2_000 });
    const settings = { ...topicForTests, name: topic, maxMessageBytes: 2_000 };
    expect(await setupKafkaTopic(connection, settings)).toEqual({ created: false, changed: [] });
    const log = await openKafkaEventLog({ ...connection, topic, appendMs: 20_000 });
    await log.append([event('units:1', 'first')]);
    const kept = await Promise.all([0, 1, 2, 3].map((partition) => readAll(log, partition)));
    expect(kept.flatMap(texts)).toEqual(['first']);
    const batches = await consumeUntil(log, messagesDelivered(1));
    expect(batches.flatMap(({ messages }) => texts(messages))).toEqual(['first']);
    await log.close();
  });

  it('takes appends again after sends that failed', async ({ expect }) => {
    const connection = behind(deadPort(), count);
    const topic = await kafka.createTopic({ maxMessageBytes: 2_000 });
    const log = await openKafkaEventLog({ ...connection, topic });
    for (const text of ['first', 'second', 'third']) {
      // The client that has failed is followed by one that begins at another broker: at a dead one, too.
      const tooLarge = () => log.append([event('units:1', 'x'.repeat(5_000))]).catch(({ code }) => code);
      await expect.poll(tooLarge, { timeout: 15_000 }).toBe('too-large');
      await expect.poll(() => log.append([event('units:1', text)]), { timeout: 15_000 }).toBeUndefined();
    }
    await log.close();
  });

  it('is consumed at the next one by members that begin at the first', async ({ expect }) => {
    const connection = behind(deadPort(), count);
    const name = await kafka.createTopic();
    const log = await openKafkaEventLog({ ...kafka.connection, topic: name, appendMs: 20_000 });
    await log.append([event('units:1', 'first')]);
    const access = createClusterAccess(connection, name);
    const reader = createTopicReader(access, name, log.topic);
    const delivered = Promise.withResolvers<string[]>();
    const onBatch: Parameters<typeof log.consume>[0]['onBatch'] = async (batch) => {
      delivered.resolve(texts(batch.messages));
      return { next: nextAfter(batch) };
    };
    const parts = { connection, name, topic: log.topic, reader, partitionsAtOnce: 1, fetchMs: 500 };
    const consumption = startConsumption({ group: 'readers', maxBatch: 5, onBatch }, parts);
    expect(await Promise.race([delivered.promise, consumption.ended])).toEqual(['first']);
    await consumption.stop();
    await Promise.all([log.close(), access.close()]);
  });
});
