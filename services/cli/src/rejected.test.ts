import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { helsinkiDay } from '@kuulolla/calendar/day';
import { type EncodedEvent, encodeEvent } from '@kuulolla/contracts/cloud-event';
import type { EventLog } from '@kuulolla/event-log/event-log';
import { openSqliteEventLog } from '@kuulolla/event-log/sqlite-event-log';
import { givenEvent } from '@kuulolla/recorder/events.test-kit';
import { recordBatch } from '@kuulolla/recorder/record-batch';
import { openSqliteStore } from '@kuulolla/store/sqlite-store';
import type { Store } from '@kuulolla/store/store';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { retryRejected } from './rejected.ts';

const many = 1_200;
let folder: string;
let log: EventLog;
let store: Store;
let said: string[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rejected-'));
  log = await openSqliteEventLog({ file: join(folder, 'log.sqlite'), partitions: 3, synchronous: 'OFF' });
  store = await openSqliteStore({ file: join(folder, 'store.sqlite'), durability: 'off' });
  await log.append(
    Array.from({ length: many }, (_, at) => encodeEvent(givenEvent({ unit: 99 }, `units:${at}`))),
  );
  await recordAll();
  said = [];
  vi.spyOn(console, 'log').mockImplementation((line: string) => void said.push(line));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await log.close();
  await store.close();
  rmSync(folder, { recursive: true });
});

/** What a recorder does, which knows no unit, or every one; all at one moment, so that nothing tells old from new but its offset. */
async function recordAll(knows = false): Promise<void> {
  const units = { knows: () => knows, refresh: async () => undefined };
  const states = await store.partitionStates(log.topic.id);
  for (const { partition, end } of await log.ranges()) {
    const offset = states.find((state) => state.partition === partition)?.offset ?? 0;
    if (offset === end) continue;
    const messages = await log.read(partition, offset, end - offset);
    const context = { units, dayOf: helsinkiDay, now: 0 };
    await recordBatch(store, { topic: log.topic, partition, messages }, context);
  }
}

const notRetried = async () =>
  (await store.rejected({ limit: 10_000 })).filter(({ retriedAt }) => retriedAt === null).length;

/** The log with another way to append. */
const appending = (append: (events: readonly EncodedEvent[]) => Promise<void>) => ({
  log: { ...log, append },
  store,
});

test('a retry whose messages are kept aside again at once sends each in once, and many with one append', async () => {
  const appends: (readonly EncodedEvent[])[] = [];
  const beside = appending(async (events) => {
    appends.push(events);
    if (appends.length > 50) throw new Error('It goes round and round.');
    await log.append(events);
    await recordAll();
  });
  expect(await retryRejected(beside, { all: true })).toBe(0);
  expect(said).toEqual([`${many} sent in again, 0 left aside.`]);
  const keys = appends.flat().map(({ key }) => key);
  expect([keys.length, new Set(keys).size]).toEqual([many, many]);
  expect(appends.length).toBeLessThan(10);
  expect(await notRetried()).toBe(many);
});

test('what the log did not take stays as it was, and goes in with the next retry', async () => {
  let appends = 0;
  const failing = appending(async (events) => {
    if (++appends === 2) throw new Error('planned');
    await log.append(events);
  });
  await expect(retryRejected(failing, { all: true })).rejects.toThrow('planned');
  const left = await notRetried();
  expect(left).toBeGreaterThan(0);
  expect(left).toBeLessThan(many);
  await retryRejected({ log, store }, { all: true });
  expect(said).toEqual([`${left} sent in again, 0 left aside.`]);
  const sent = (await log.ranges()).reduce((sum, { end }) => sum + end, 0);
  expect(sent).toBe(2 * many);
});

test('what is sent in again counts as acknowledged then, not when the resident gave it', async () => {
  const before = Date.now();
  await retryRejected({ log, store }, { all: true });
  await recordAll(true);
  const origins: (number | undefined)[] = [];
  for await (const tallies of store.tallies('2026-11-20'))
    origins.push(...tallies.map(({ latest }) => latest?.acknowledgedAt));
  expect(origins.length).toBeGreaterThan(0);
  for (const origin of origins) expect(origin).toBeGreaterThanOrEqual(before);
});
