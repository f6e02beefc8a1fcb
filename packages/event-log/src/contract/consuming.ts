import { describe, expect, it } from 'vitest';
import type { LogBatch } from '../event-log.ts';
import {
  consumeUntil,
  type EventLogHarness,
  event,
  keyIn,
  messagesDelivered,
  nextAfter,
  numbered,
  numbers,
  offsets,
  openForTest,
  reopenForTest,
  texts,
} from './harness.ts';

const inPartition = (batches: readonly LogBatch[], partition: number) =>
  batches.filter((batch) => batch.partition === partition).flatMap(({ messages }) => messages);

/** Sentences 4 and 5: in order, at least once, from where the group stands; a handler that rejects ends it. */
export function consumingContract(harness: EventLogHarness): void {
  describe('4. a group gets each partition in order from where it stands', () => {
    it('delivers everything from the start, in order, in batches of at most maxBatch', async () => {
      const log = await openForTest(harness);
      await log.append([...numbered(keyIn(log, 0), 25), ...numbered(keyIn(log, 1), 7)]);
      const batches = await consumeUntil(log, messagesDelivered(32), { maxBatch: 10 });
      expect(texts(inPartition(batches, 0))).toEqual(numbers(25));
      expect(texts(inPartition(batches, 1))).toEqual(numbers(7));
      for (const { topic, messages } of batches) {
        expect(topic).toEqual(log.topic);
        expect(messages.length).toBeGreaterThanOrEqual(1);
        expect(messages.length).toBeLessThanOrEqual(10);
      }
    });

    it('tells of a partition before it gives anything of it', async () => {
      const log = await openForTest(harness);
      await log.append([...numbered(keyIn(log, 0), 3), ...numbered(keyIn(log, 1), 3)]);
      const assigned = new Set<number>();
      const unannounced: number[] = [];
      await consumeUntil(log, messagesDelivered(6), {
        onAssigned: async (partitions) => {
          await new Promise(setImmediate);
          for (const partition of partitions) assigned.add(partition);
        },
        async onBatch(batch) {
          if (!assigned.has(batch.partition)) unannounced.push(batch.partition);
          return { next: nextAfter(batch) };
        },
      });
      expect(unannounced).toEqual([]);
      expect(assigned.size).toBe(log.topic.partitions);
    });

    it('ends with what the caller has against its partitions, and gives nothing of them', async () => {
      const log = await openForTest(harness);
      await log.append(numbered(keyIn(log, 0), 3));
      const given: LogBatch[] = [];
      const consuming = consumeUntil(log, messagesDelivered(3), {
        onAssigned: () => Promise.reject(new RangeError('planned')),
        async onBatch(batch) {
          given.push(batch);
          return { next: nextAfter(batch) };
        },
      });
      await expect(consuming).rejects.toThrow(RangeError);
      expect(given).toEqual([]);
    });

    it('delivers what is appended while the consumer waits', async () => {
      const log = await openForTest(harness);
      const key = keyIn(log, 1);
      await log.append([event(key, '0')]);
      const batches = await consumeUntil(log, messagesDelivered(5), {
        async onBatch(batch) {
          const next = nextAfter(batch);
          // Each message is appended only when the one before it has come.
          if (next < 5) setImmediate(() => void log.append([event(key, String(next))]));
          return { next };
        },
      });
      expect(texts(inPartition(batches, 1))).toEqual(numbers(5));
    });

    it('goes on where the group stopped, also after a restart', async () => {
      const log = await openForTest(harness);
      const key = keyIn(log, 0);
      await log.append(numbered(key, 10));
      await consumeUntil(log, messagesDelivered(4), { maxBatch: 4 });
      const second = await consumeUntil(log, messagesDelivered(4), { maxBatch: 4 });
      expect(offsets(inPartition(second, 0))).toEqual([4, 5, 6, 7]);
      const again = await reopenForTest(harness, log);
      const third = await consumeUntil(again, messagesDelivered(2));
      expect(offsets(inPartition(third, 0))).toEqual([8, 9]);
    });

    it('gives each group everything', async () => {
      const log = await openForTest(harness);
      await log.append(numbered(keyIn(log, 0), 5));
      const [one, two] = await Promise.all([
        consumeUntil(log, messagesDelivered(5), { group: 'one' }),
        consumeUntil(log, messagesDelivered(5), { group: 'two' }),
      ]);
      expect(texts(inPartition(one, 0))).toEqual(numbers(5));
      expect(texts(inPartition(two, 0))).toEqual(numbers(5));
    });

    it('never gives a partition its next batch before the handler has answered', async () => {
      const log = await openForTest(harness);
      await log.append([...numbered(keyIn(log, 0), 20), ...numbered(keyIn(log, 1), 20)]);
      const inHand = new Set<number>();
      await consumeUntil(log, messagesDelivered(40), {
        maxBatch: 3,
        async onBatch(batch) {
          expect(inHand.has(batch.partition)).toBe(false);
          inHand.add(batch.partition);
          await new Promise(setImmediate);
          await new Promise(setImmediate);
          inHand.delete(batch.partition);
          return { next: nextAfter(batch) };
        },
      });
    });

    it('finishes the batch in hand when it is stopped, commits it and delivers no more', async () => {
      const log = await openForTest(harness);
      await log.append(numbered(keyIn(log, 0), 10));
      const entered = Promise.withResolvers<void>();
      const release = Promise.withResolvers<void>();
      let batches = 0;
      const consumption = await log.consume({
        group: 'readers',
        maxBatch: 5,
        async onBatch(batch) {
          batches += 1;
          entered.resolve();
          await release.promise;
          return { next: nextAfter(batch) };
        },
      });
      await entered.promise;
      let stopped = false;
      const stop = consumption.stop().then(() => {
        stopped = true;
      });
      await new Promise(setImmediate);
      expect(stopped).toBe(false);
      release.resolve();
      await Promise.all([stop, consumption.ended]);
      expect(batches).toBe(1);
      const rest = await consumeUntil(log, messagesDelivered(5));
      expect(offsets(inPartition(rest, 0))).toEqual([5, 6, 7, 8, 9]);
    });

    it('can be stopped twice, and before anything came', async () => {
      const log = await openForTest(harness);
      const onBatch = async (batch: LogBatch) => ({ next: nextAfter(batch) });
      const consumption = await log.consume({ group: 'idle', maxBatch: 5, onBatch });
      await Promise.all([consumption.stop(), consumption.stop()]);
      await consumption.stop();
      await consumption.ended;
    });

    it('ends consuming when the log is closed', async () => {
      const log = await harness.open();
      const onBatch = async (batch: LogBatch) => ({ next: nextAfter(batch) });
      const consumption = await log.consume({ group: 'idle', maxBatch: 5, onBatch });
      await log.close();
      await consumption.ended;
    });
  });

  describe('5. a handler that rejects ends consuming with its error', () => {
    it('commits nothing of the batch and keeps what was committed before it', async () => {
      const log = await openForTest(harness);
      await log.append(numbered(keyIn(log, 0), 10));
      await consumeUntil(log, messagesDelivered(4), { maxBatch: 4 });
      const failure = new Error('The store is away.');
      const failing = consumeUntil(log, messagesDelivered(6), { onBatch: () => Promise.reject(failure) });
      await expect(failing).rejects.toBe(failure);
      const again = await reopenForTest(harness, log);
      const rest = await consumeUntil(again, messagesDelivered(6));
      expect(offsets(inPartition(rest, 0))).toEqual([4, 5, 6, 7, 8, 9]);
    });

    it('delivers no other batch after the failure', async () => {
      const log = await openForTest(harness);
      await log.append(numbered(keyIn(log, 0), 10));
      let batches = 0;
      const consumption = await log.consume({
        group: 'readers',
        maxBatch: 2,
        async onBatch() {
          batches += 1;
          throw new Error('The store is away.');
        },
      });
      await expect(consumption.ended).rejects.toThrow('The store is away.');
      await consumption.stop();
      expect(batches).toBe(1);
    });

    it('can be consumed again by the group at once', async () => {
      const log = await openForTest(harness);
      await log.append(numbered(keyIn(log, 0), 3));
      for (let attempt = 0; attempt < 3; attempt += 1) {
        const failing = consumeUntil(log, messagesDelivered(3), {
          onBatch: () => Promise.reject(new Error('no')),
        });
        await expect(failing).rejects.toThrow('no');
      }
      expect(offsets(inPartition(await consumeUntil(log, messagesDelivered(3)), 0))).toEqual([0, 1, 2]);
    });
  });
}
