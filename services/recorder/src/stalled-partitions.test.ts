import { EMPTY_DIRECTORY } from '@kuulolla/directory/directory';
import { createLogger } from '@kuulolla/service-kit/logger';
import { noOutcomes } from '@kuulolla/store/outcome-counts';
import { expect, it, onTestFinished } from 'vitest';
import { type StalledPartitionsDeps, watchStalledPartitions } from './stalled-partitions.ts';

/** The end of the first partition at a look, and the position of the second, which is busy. */
interface Look {
  readonly end: number;
  readonly busyAt?: number;
}

/** Watches a log of two partitions; fulfils with the looks at which the first was read, once the looks are used up. */
async function readsAt(looks: readonly Look[]): Promise<number[]> {
  const read: number[] = [];
  const seenAll = Promise.withResolvers<void>();
  let at = -1;
  const log: StalledPartitionsDeps['log'] = {
    topic: { id: 't', partitions: 2 },
    ranges: async () => [{ partition: 0, start: 0, end: looks[at]?.end ?? 0 }],
    read: async () => {
      read.push(at);
      return [];
    },
  };
  const store: StalledPartitionsDeps['store'] = {
    partitionStates: async () => {
      at += 1;
      if (at >= looks.length) seenAll.resolve();
      return [{ topicId: 't', partition: 1, offset: looks[at]?.busyAt ?? 0, counts: noOutcomes, mark: null }];
    },
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
  expect(await readsAt([{ end: 0 }, { end: 1 }, { end: 1 }, { end: 0 }])).toEqual([2]);
});

it('a message that has just come to a quiet partition is left to the consumer', async () => {
  const ends = [0, 0, 1, 0, 1, 0];
  expect(await readsAt(ends.map((end) => ({ end })))).toEqual([]);
});

it('a partition that waits for its turn beside a busy one is left to the consumer, but not for good', async () => {
  const looks = Array.from({ length: 9 }, (_, at) => ({ end: 1, busyAt: at + 1 }));
  expect(await readsAt(looks)).toEqual([6, 7, 8]);
});
