import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as otherReadings } from 'node:timers/promises';
import { encodeEvent } from '@kuulolla/contracts/cloud-event';
import type { EventLog } from '@kuulolla/event-log/event-log';
import { openSqliteEventLog } from '@kuulolla/event-log/sqlite-event-log';
import { createRegistry } from '@kuulolla/service-kit/metrics';
import { openSqliteStore } from '@kuulolla/store/sqlite-store';
import type { Store } from '@kuulolla/store/store';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { givenEvent } from './events.test-kit.ts';
import { createRecorderMetrics } from './recorder-metrics.ts';

let folder: string;
let log: EventLog;
let store: Store;
let now: number;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kuulolla-lag-'));
  now = Date.UTC(2026, 10, 20, 9);
  const clock = () => now;
  log = await openSqliteEventLog({ file: join(folder, 'log.sqlite'), partitions: 2, clock });
  store = await openSqliteStore({ file: join(folder, 'store.sqlite'), clock });
});
afterEach(async () => {
  vi.useRealTimers();
  await log.close();
  await store.close();
  rmSync(folder, { recursive: true });
});

/** The seconds that a recorder of this log tells, by partition, each time it is asked. */
function tellingSeconds(of: Pick<EventLog, 'topic' | 'ranges' | 'read'> = log) {
  const registry = createRegistry();
  createRecorderMetrics(registry, of, store, () => now);
  return async () => {
    const told = await registry.getSingleMetric('kuulolla_log_lag_seconds')?.get();
    return Object.fromEntries((told?.values ?? []).map(({ labels, value }) => [labels.partition, value]));
  };
}

const append = (subject: string) => log.append([encodeEvent(givenEvent({}, subject))]);
const record = (partition: number, from: number, to: number) =>
  store.transaction((tx) => tx.advance(log.topic.id, partition, from, to));

/** Two answers that lie in different partitions of two, by number of the partition. */
async function appendToBoth(): Promise<void> {
  for (let answer = 0; (await log.ranges()).some(({ end }) => end === 0); answer++)
    await append(`units:${answer}`);
}

it('a message that nobody records grows older, until it is recorded', async () => {
  const seconds = tellingSeconds();
  expect(await seconds()).toEqual({ 0: 0, 1: 0 });
  await appendToBoth();
  now += 40_000;
  expect(await seconds()).toEqual({ 0: 40, 1: 40 });
  const [first] = await log.ranges();
  await record(0, 0, first?.end ?? 0);
  now += 300_000;
  expect(await seconds()).toEqual({ 0: 0, 1: 340 });
});

it('it is the oldest of those that wait that counts', async () => {
  await append('units:a');
  now += 60_000;
  await append('units:a');
  now += 1_000;
  const [first] = await log.ranges();
  const busy = first?.end === 2 ? 0 : 1;
  const seconds = tellingSeconds();
  expect(await seconds()).toMatchObject({ [busy]: 61 });
  await record(busy, 0, 1);
  expect(await seconds()).toMatchObject({ [busy]: 1 });
});

it('a partition that stands still is read once, however often it is asked about', async () => {
  await append('units:a');
  const read = vi.fn(log.read);
  const seconds = tellingSeconds({ ...log, read });
  await seconds();
  now += 5_000;
  expect(Object.values(await seconds()).toSorted()).toEqual([0, 5]);
  expect(read).toHaveBeenCalledTimes(1);
});

it('what is not known is not told, also not as it was', async () => {
  await append('units:a');
  let isAway = false;
  const ranges = () => (isAway ? Promise.reject(new Error('away')) : log.ranges());
  const seconds = tellingSeconds({ ...log, ranges });
  expect(Object.keys(await seconds())).toEqual(['0', '1']);
  isAway = true;
  expect(await seconds()).toEqual({});
});

it('a partition that is slow to read is left out after two seconds, and costs no other', async () => {
  await appendToBoth();
  const isRead = Promise.withResolvers<void>();
  const read: EventLog['read'] = (partition, from, limit) => {
    if (partition === 1) return log.read(partition, from, limit);
    isRead.resolve();
    return new Promise(() => {});
  };
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const told = tellingSeconds({ ...log, read })();
  await isRead.promise;
  await otherReadings();
  vi.advanceTimersByTime(2_000);
  expect(await told).toEqual({ 1: 0 });
});

it('a log that does not answer holds nobody up for longer than two seconds', async () => {
  const isAsked = Promise.withResolvers<void>();
  const ranges = () => {
    isAsked.resolve();
    return new Promise<never>(() => {});
  };
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const told = tellingSeconds({ ...log, ranges })();
  await isAsked.promise;
  vi.advanceTimersByTime(2_000);
  expect(await told).toEqual({});
});
