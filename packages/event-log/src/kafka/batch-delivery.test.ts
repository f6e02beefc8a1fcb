import type { EachBatchPayload } from 'kafkajs';
import { expect, it } from 'vitest';
import { nextAfter, offsets } from '../contract/harness.ts';
import type { LogBatch } from '../event-log.ts';
import { deliver } from './batch-delivery.ts';
import { encodeRecord } from './record-codec.ts';

const outOfRange = { code: 'offset-out-of-range', canRetry: false };

const record = encodeRecord({
  timestampDelta: 0,
  offsetDelta: 0,
  key: '',
  value: Buffer.alloc(0),
  headers: {},
}).subarray(1);

/** Delivers messages of these offsets, which the client fetched by asking for `asked`, of a topic that holds 10 to 20. */
function delivery(position: number, asked = position) {
  const at = { position, committed: position, strays: 0 };
  const batches: LogBatch[] = [];
  const seeks: number[] = [];
  const resolved: number[] = [];
  const run = (given: readonly number[], { maxBatch = 2, isOurs = (): boolean => true } = {}) => {
    const messages = given.map((offset) => ({
      offset: String(offset),
      timestamp: '0',
      record,
    }));
    const batch = { partition: 0, messages, fetchedOffset: String(asked) };
    const payload = { batch, resolveOffset: (offset: string) => void resolved.push(Number(offset)) };
    return deliver(payload as unknown as EachBatchPayload, at, isOurs, {
      topic: { id: 'a', partitions: 1 },
      reader: { ranges: async () => [{ partition: 0, start: 10, end: 20 }] },
      assignment: { seek: (_, offset) => void seeks.push(offset) },
      options: {
        group: 'readers',
        maxBatch,
        onBatch: async (batch) => {
          batches.push(batch);
          return { next: nextAfter(batch) };
        },
      },
    });
  };
  return {
    at,
    run,
    batches,
    seeks,
    resolved,
    delivered: () => batches.map(({ messages }) => offsets(messages)),
  };
}

it('cuts what was fetched and tells the client how far it came', async () => {
  const { at, run, delivered, resolved } = delivery(10);
  await run([10, 11, 12, 13, 14]);
  expect(delivered()).toEqual([[10, 11], [12, 13], [14]]);
  expect(resolved).toEqual([11, 13, 14]);
  expect(at.position).toBe(15);
});

it('hands in nothing more of a partition that was taken away', async () => {
  const { run, batches, delivered } = delivery(10);
  await run([10, 11, 12, 13, 14], { isOurs: () => batches.length < 1 });
  expect(delivered()).toEqual([[10, 11]]);
});

it('hands in nothing from beyond a hole', async () => {
  const { run, delivered } = delivery(10);
  await expect(run([10, 11, 12, 14])).rejects.toMatchObject(outOfRange);
  expect(delivered()).toEqual([[10, 11]]);
  await expect(delivery(12).run([14, 15])).rejects.toMatchObject(outOfRange);
});

it('ends where the client has jumped because the position is gone', async () => {
  const { at, run, delivered } = delivery(5, 10);
  await expect(run([10, 11])).rejects.toMatchObject(outOfRange);
  expect(delivered()).toEqual([]);
  // The group is to be put back.
  expect(at).toMatchObject({ position: 5, committed: null });
});

it('goes back when the client fetched elsewhere, and ends when that does not help', async () => {
  const { run, delivered, seeks } = delivery(12, 15);
  for (const _ of [1, 2, 3]) await run([15, 16]);
  expect(seeks).toEqual([12, 12, 12]);
  await expect(run([15, 16])).rejects.toMatchObject(outOfRange);
  expect(delivered()).toEqual([]);
});
