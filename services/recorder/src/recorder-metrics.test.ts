import { createRegistry } from '@kuulolla/service-kit/metrics';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createRecorderMetrics } from './recorder-metrics.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const counts = { units: {}, maisa: {}, helfi: {}, '-': {} };
const topic = { id: 't', partitions: 2 };
const never = () => new Promise<never>(() => {});
const failing = () => Promise.reject(new Error('away'));

/** What a scrape says of lag and reconciliation, a line each, with a log and a store whose answers can be changed. */
function start() {
  const answers = {
    ranges: vi.fn(async () => [0, 1].map((partition) => ({ partition, start: 0, end: 10 }))),
    partitionStates: vi.fn(async () => [{ topicId: 't', partition: 0, offset: 7, counts, mark: null }]),
    lastReconciled: vi.fn(
      async (): Promise<{ at: number; differences: number } | null> => ({
        at: 5_000,
        differences: 0,
      }),
    ),
  };
  const registry = createRegistry();
  createRecorderMetrics(
    registry,
    { topic, ranges: () => answers.ranges(), read: never },
    {
      partitionStates: () => answers.partitionStates(),
      lastReconciled: () => answers.lastReconciled(),
    },
    () => 0,
  );
  return {
    answers,
    async scrape() {
      const scraping = registry.metrics();
      await vi.advanceTimersByTimeAsync(2_000);
      return (await scraping).match(/^kuulolla_(log_lag_messages|reconcile).*$/gm) ?? [];
    },
  };
}

const all = [
  'kuulolla_log_lag_messages{partition="0"} 3',
  'kuulolla_log_lag_messages{partition="1"} 10',
  'kuulolla_reconcile_differences 0',
  'kuulolla_reconcile_completed_timestamp_seconds 5',
];
const [lag, reconciled] = [all.slice(0, 2), all.slice(2)];

test('a scrape tells how far behind each partition is and how the last reconciliation ended', async () => {
  expect(await start().scrape()).toEqual(all);
});

test.each([
  ['a log that fails', 'ranges', failing, reconciled],
  ['a log that does not answer', 'ranges', never, reconciled],
  ['a store that does not give its positions', 'partitionStates', never, reconciled],
  ['a store that fails to give the reconciliation', 'lastReconciled', failing, lag],
  ['a store that does not give the reconciliation', 'lastReconciled', never, lag],
] as const)(
  '%s takes its own figures out of a scrape, and no more than two seconds',
  async (_, part, away, left) => {
    const { answers, scrape } = start();
    expect(await scrape()).toEqual(all);
    const answer = answers[part].getMockImplementation();
    answers[part].mockImplementation(away);
    expect(await scrape()).toEqual(left);
    if (away === never) return;
    answers[part].mockImplementation(answer as never);
    expect(await scrape()).toEqual(all);
  },
);

test('a read that does not end is not begun again by each scrape, and is told once it ends', async () => {
  const { answers, scrape } = start();
  const late = Promise.withResolvers<Awaited<ReturnType<typeof answers.ranges>>>();
  answers.ranges.mockImplementation(() => late.promise);
  for (let scrapes = 0; scrapes < 3; scrapes++) expect(await scrape()).toEqual(reconciled);
  expect(answers.ranges).toHaveBeenCalledOnce();
  late.resolve([{ partition: 0, start: 0, end: 8 }]);
  expect(await scrape()).toContain('kuulolla_log_lag_messages{partition="0"} 1');
});
