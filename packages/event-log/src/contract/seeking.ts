import { describe, expect, it } from 'vitest';
import type { LogBatch } from '../event-log.ts';
import {
  consumeUntil,
  type EventLogHarness,
  expectCode,
  keyIn,
  messagesDelivered,
  nextAfter,
  numbered,
  offsets,
  openForTest,
} from './harness.ts';

const beginnings = (batches: readonly LogBatch[]) => batches.map(({ messages }) => messages[0]?.offset);

/** Sentences 4 and 6: `next` is where the partition goes on, as long as the log holds it. */
export function seekingContract(harness: EventLogHarness): void {
  describe('4. what the handler returns as next is where the partition goes on', () => {
    it.each([
      { title: 'back', next: 1 },
      { title: 'to the same batch again', next: 4 },
      { title: 'to the middle of the batch', next: 6 },
      { title: 'forward', next: 10 },
    ])('seeks $title', async ({ next }) => {
      const log = await openForTest(harness);
      await log.append(numbered(keyIn(log, 0), 12));
      let hasSought = false;
      const batches = await consumeUntil(log, (seen) => seen.length === 3, {
        maxBatch: 4,
        async onBatch(batch) {
          if (hasSought || batch.messages[0]?.offset !== 4) return { next: nextAfter(batch) };
          hasSought = true;
          return { next };
        },
      });
      expect(beginnings(batches).slice(0, 3)).toEqual([0, 4, next]);
    });

    it('commits where the handler sought to', async () => {
      const log = await openForTest(harness);
      await log.append(numbered(keyIn(log, 0), 12));
      await consumeUntil(log, (seen) => seen.length === 1, { onBatch: async () => ({ next: 7 }) });
      const rest = await consumeUntil(log, messagesDelivered(5));
      expect(rest.flatMap(({ messages }) => offsets(messages))).toEqual([7, 8, 9, 10, 11]);
    });

    it('leaves the other partitions where they are', async () => {
      const log = await openForTest(harness);
      await log.append([...numbered(keyIn(log, 0), 6), ...numbered(keyIn(log, 1), 6)]);
      let hasSought = false;
      const batches = await consumeUntil(log, messagesDelivered(15), {
        maxBatch: 3,
        async onBatch(batch) {
          if (hasSought || batch.partition !== 1) return { next: nextAfter(batch) };
          hasSought = true;
          return { next: 0 };
        },
      });
      const from = (partition: number) =>
        beginnings(batches.filter((batch) => batch.partition === partition));
      expect(from(0)).toEqual([0, 3]);
      expect(from(1)).toEqual([0, 0, 3]);
    });
  });

  describe('6. an offset the log does not hold ends consuming', () => {
    it.each([
      { title: 'past the end', next: 13 },
      { title: 'before the start', next: -1 },
    ])('refuses a next $title and commits nothing', async ({ next }) => {
      const log = await openForTest(harness);
      await log.append(numbered(keyIn(log, 0), 12));
      const consuming = consumeUntil(log, (seen) => seen.length === 2, { onBatch: async () => ({ next }) });
      await expectCode(consuming, 'offset-out-of-range');
      const again = await consumeUntil(log, messagesDelivered(12));
      expect(beginnings(again)).toEqual([0]);
    });

    it('refuses a next that was forgotten meanwhile', async () => {
      const log = await openForTest(harness);
      const key = keyIn(log, 0);
      await log.append(numbered(key, 6));
      await harness.forgetAll(log);
      await log.append(numbered(key, 2, 6));
      const consuming = consumeUntil(log, (seen) => seen.length === 2, {
        onBatch: async () => ({ next: 5 }),
      });
      await expectCode(consuming, 'offset-out-of-range');
    });

    it('refuses to go on from a committed offset that was forgotten', async () => {
      const log = await openForTest(harness);
      const key = keyIn(log, 0);
      await log.append(numbered(key, 6));
      await consumeUntil(log, messagesDelivered(2), { maxBatch: 2 });
      await harness.forgetAll(log);
      await log.append(numbered(key, 2, 6));
      await expectCode(consumeUntil(log, messagesDelivered(2)), 'offset-out-of-range');
    });

    it('starts a group that has committed nothing at the first message kept', async () => {
      const log = await openForTest(harness);
      const key = keyIn(log, 0);
      await log.append(numbered(key, 6));
      await harness.forgetAll(log);
      await log.append(numbered(key, 2, 6));
      expect(beginnings(await consumeUntil(log, messagesDelivered(2)))).toEqual([6]);
    });

    it('goes on from the end when that is where the group stands', async () => {
      const log = await openForTest(harness);
      const key = keyIn(log, 0);
      await log.append(numbered(key, 6));
      await consumeUntil(log, messagesDelivered(6));
      await harness.forgetAll(log);
      await log.append(numbered(key, 2, 6));
      expect(beginnings(await consumeUntil(log, messagesDelivered(2)))).toEqual([6]);
    });
  });
}
