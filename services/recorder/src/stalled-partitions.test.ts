import { EMPTY_DIRECTORY } from '@kuulolla/directory/directory';
import { createLogger } from '@kuulolla/service-kit/logger';
import { expect, it, onTestFinished } from 'vitest';
import { type StalledPartitionsDeps, watchStalledPartitions } from './stalled-partitions.ts';

/** Watches a log of one partition; fulfils with the ends at which it was read, once the ends are used up. */
async function readsAt(ends: readonly number[]): Promise<number[]> {
  const read: number[] = [];
  const left = [...ends];
  const seenAll = Promise.withResolvers<void>();
  let end = 0;
  const log: StalledPartitionsDeps['log'] = {
    topic: { id: 't', partitions: 1 },
    ranges: async () => {
      if (left.length === 0) seenAll.resolve();
      end = left.shift() ?? 0;
      return [{ partition: 0, start: 0, end }];
    },
    read: async () => {
      read.push(end);
      return [];
    },
  };
  const store: StalledPartitionsDeps['store'] = {
    partitionStates: async () => [],
    directory: async () => EMPTY_DIRECTORY,
    transaction: () => new Promise(() => {}),
  };
  const logger = createLogger('test', 'silent');
  const watch = watchStalledPartitions({ log, store, clock: () => 0, logger, everyMs: 1 });
  onTestFinished(() => watch.stop());
  await seenAll.promise;
  return read;
}

it('a partition that had something to record at two looks, and did not move, is recorded from its position', async () => {
  expect(await readsAt([0, 1, 1, 0])).toEqual([1]);
});

it('a message that has just come to a quiet partition is left to the consumer', async () => {
  expect(await readsAt([0, 0, 1, 0, 1, 0])).toEqual([]);
});
