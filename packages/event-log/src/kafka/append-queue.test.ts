import { expect, it } from 'vitest';
import { event, expectCode, numbered } from '../contract/harness.ts';
import { EventLogError } from '../event-log-error.ts';
import { partitionOf } from '../partition-of.ts';
import { createAppendQueue } from './append-queue.ts';
import type { PlacedMessage } from './producer.ts';

const partitions = 4;

/** A queue whose sends are kept, and fail as long as `fails` gives a reason. */
function queueWith(fails: (send: number) => Error | null = () => null, appendMs = 1_000) {
  const sends: PlacedMessage[][] = [];
  let underWay = 0;
  const queue = createAppendQueue({
    topic: 'feedback',
    partitions,
    appendMs,
    async send(messages) {
      underWay += 1;
      expect(underWay).toBe(1);
      sends.push(messages);
      await new Promise(setImmediate);
      underWay -= 1;
      const failure = fails(sends.length);
      if (failure) throw failure;
    },
  });
  return { queue, sends };
}

const texts = (messages: readonly PlacedMessage[]) => messages.map(({ value }) => String(value));
const brokerAway = () => new EventLogError('unavailable', 'The broker is away.');

it('sends what is appended in one turn of the event loop together', async () => {
  const { queue, sends } = queueWith();
  await Promise.all(numbered('units:1', 300).map((each) => queue.append([each])));
  expect(sends.map(({ length }) => length)).toEqual([300]);
});

it('gathers what is appended while a send is under way', async () => {
  const { queue, sends } = queueWith();
  const first = queue.append([event('units:1', '0')]);
  await new Promise(setImmediate);
  const later = numbered('units:1', 20, 1).map((each) => queue.append([each]));
  await Promise.all([first, ...later]);
  expect(sends.map(({ length }) => length)).toEqual([1, 20]);
});

it('puts each event where its key belongs', async () => {
  const { queue, sends } = queueWith();
  await queue.append(['helfi:1', 'helfi:2', 'helfi:3'].map((key) => event(key, key)));
  for (const { key, partition } of sends.flat()) expect(partition).toBe(partitionOf(String(key), partitions));
});

it('sends again what failed before anything newer, so that no key loses its order', async () => {
  const { queue, sends } = queueWith((send) => (send <= 2 ? brokerAway() : null));
  const first = queue.append(numbered('units:1', 2));
  await new Promise((fulfil) => setTimeout(fulfil, 20));
  const second = queue.append(numbered('units:1', 2, 2));
  await Promise.all([first, second]);
  expect(sends.map(texts)).toEqual([
    ['0', '1'],
    ['0', '1', '2', '3'],
    ['0', '1', '2', '3'],
  ]);
});

it('refuses as unavailable what could not be sent in time, and goes on with what comes later', async () => {
  let isAway = true;
  const { queue, sends } = queueWith(() => (isAway ? brokerAway() : null), 250);
  const startedAt = performance.now();
  await expectCode(queue.append(numbered('units:1', 2)), 'unavailable');
  expect(performance.now() - startedAt).toBeLessThan(500);
  isAway = false;
  await queue.append([event('units:1', 'later')]);
  expect(texts(sends.at(-1) ?? [])).toEqual(['later']);
});

it('refuses in time also while a send never settles', async () => {
  const queue = createAppendQueue({
    topic: 'feedback',
    partitions,
    appendMs: 50,
    send: () => new Promise(() => {}),
  });
  await expectCode(queue.append([event('units:1', '0')]), 'unavailable');
  await expectCode(queue.append([event('units:1', '1')]), 'unavailable');
});

it('refuses at once, and all of it, what a broker refuses for good', async () => {
  const refusal = Object.assign(new Error('no'), { name: 'KafkaJSProtocolError', type: 'MESSAGE_TOO_LARGE' });
  const { queue, sends } = queueWith((send) => (send === 1 ? refusal : null), 5_000);
  await expectCode(queue.append(numbered('units:1', 3)), 'too-large');
  await queue.append([event('units:1', 'next')]);
  expect(sends).toHaveLength(2);
});

it('keeps every send under 900 kB a partition, whatever one append holds', async () => {
  const { queue, sends } = queueWith();
  const large = Array.from({ length: 40 }, (_, index) => ({
    ...event(`units:${index % 3}`, ''),
    value: Buffer.alloc(100_000, index),
  }));
  await queue.append(large);
  expect(sends.length).toBeGreaterThan(1);
  for (const messages of sends) {
    for (const inPartition of Map.groupBy(messages, ({ partition }) => partition).values()) {
      expect(inPartition.reduce((sum, { value }) => sum + (value as Buffer).length, 0)).toBeLessThan(900_000);
    }
  }
  expect(sends.flat().map(({ value }) => (value as Buffer)[0])).toEqual(large.map((_, index) => index));
});

it('answers an append only when its last part is in the log', async () => {
  const { queue, sends } = queueWith((send) => (send === 2 ? new Error('Broken for good.') : null));
  const large = Array.from({ length: 12 }, () => ({ ...event('units:1', ''), value: Buffer.alloc(100_000) }));
  await expectCode(queue.append(large), 'unavailable');
  expect(sends).toHaveLength(2);
});

it('refuses more than 64 MB of waiting events instead of filling the memory', async () => {
  const queue = createAppendQueue({
    topic: 'feedback',
    partitions,
    appendMs: 300,
    send: () => new Promise(() => {}),
  });
  const megabytes = (count: number) =>
    Array.from({ length: count * 10 }, () => ({ ...event('units:1', ''), value: Buffer.alloc(100_000) }));
  const waiting = queue.append(megabytes(60));
  const startedAt = performance.now();
  await expectCode(queue.append(megabytes(10)), 'unavailable');
  expect(performance.now() - startedAt).toBeLessThan(200);
  await expectCode(waiting, 'unavailable');
});
