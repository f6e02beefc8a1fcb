import type { EventLog, LogMessage } from '@kuulolla/event-log/event-log';
import { messageMark } from '@kuulolla/event-log/message-mark';
import { noOutcomes } from '@kuulolla/store/outcome-counts';
import { expect, it } from 'vitest';
import { reconcile } from './reconcile.ts';

const message = (offset: number, text: string): LogMessage => ({
  offset,
  appendedAt: 1_772_000_000_000,
  key: 'k',
  headers: { ce_id: text },
  value: Buffer.from(text),
});

/** The differences where a partition was recorded up to message 4, `recorded`, and the log holds `held` there. */
async function differencesWhere(recorded: string, held: string): Promise<string[]> {
  const log: Pick<EventLog, 'topic' | 'ranges' | 'read'> = {
    topic: { id: 't', partitions: 1 },
    ranges: async () => [{ partition: 0, start: 0, end: 8 }],
    read: async (_partition, from, limit) =>
      Array.from({ length: limit }, (_, at) => message(from + at, from + at === 4 ? held : 'another')),
  };
  const counts = { ...noOutcomes, '-': { 'rejected:not-understood': 5 } };
  const mark = messageMark(message(4, recorded));
  const { differences } = await reconcile(
    log,
    {
      partitionStates: async () => [{ topicId: 't', partition: 0, offset: 5, counts, mark }],
      checkpoints: async () => [],
      recount: async () => ({ documents: [], tallies: [] }),
      distinctAnswers: async () => [],
    },
    [],
  );
  return differences.map(({ what }) => what);
}

it('names a partition whose last recorded message is another one in the log', async () => {
  expect(await differencesWhere('the fifth', 'the fifth')).toEqual([]);
  expect(await differencesWhere('the fifth', 'another')).toEqual([
    'partition 0, the message at offset 4 as it was recorded',
  ]);
});
