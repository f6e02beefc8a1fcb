import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeEvent } from '@kuulolla/contracts/cloud-event';
import type { EventLog } from '@kuulolla/event-log/event-log';
import { openSqliteEventLog } from '@kuulolla/event-log/sqlite-event-log';
import { createLogger } from '@kuulolla/service-kit/logger';
import { openSqliteStore } from '@kuulolla/store/sqlite-store';
import type { Store } from '@kuulolla/store/store';
import { afterAll, expect, it, onTestFinished } from 'vitest';
import { givenEvent } from './events.test-kit.ts';
import { startRecorder } from './recorder.ts';
import { watchStalledPartitions } from './stalled-partitions.ts';

const folder = mkdtempSync(join(tmpdir(), 'continuity-'));
afterAll(() => rmSync(folder, { recursive: true }));
const logger = createLogger('test', 'silent');
let cases = 0;

async function openStore(): Promise<Store> {
  const store = await openSqliteStore({ file: join(folder, `${cases++}.store`), durability: 'off' });
  onTestFinished(() => store.close());
  return store;
}

/** A log of one partition that says it is the topic of every other log here, as one put back from a copy does. */
async function openLog(): Promise<EventLog> {
  const log = await openSqliteEventLog({
    file: join(folder, `${cases++}.log`),
    partitions: 1,
    synchronous: 'OFF',
  });
  onTestFinished(() => log.close());
  const topic = { id: 'the topic', partitions: 1 };
  const consume: EventLog['consume'] = (options) =>
    log.consume({ ...options, onBatch: (batch) => options.onBatch({ ...batch, topic }) });
  return { ...log, topic, consume };
}

/** Answers `from` to `to`, the last not included; those of another `life` have ids of their own. */
async function append(log: EventLog, life: string, from: number, to: number): Promise<void> {
  for (let at = from; at < to; at++) await log.append([encodeEvent(givenEvent({}, `units:${life}-${at}`))]);
}

async function record(log: EventLog, store: Store) {
  const recorder = await startRecorder({ log, store, clock: Date.now, logger });
  onTestFinished(() => recorder.stop());
  return recorder;
}

const positionIn = async (store: Store) => (await store.partitionStates('the topic'))[0]?.offset;

async function recordedTen(): Promise<Store> {
  const [log, store] = [await openLog(), await openStore()];
  await append(log, 'first', 0, 10);
  const recorder = await record(log, store);
  await expect.poll(() => positionIn(store)).toBe(10);
  await recorder.stop();
  return store;
}

it('a log that has other messages where some were recorded ends recording, and nothing of it is passed over', async () => {
  const store = await recordedTen();
  const refilled = await openLog();
  await append(refilled, 'first', 0, 7);
  await append(refilled, 'second', 7, 13);
  const recorder = await record(refilled, store);
  await expect(recorder.ended).rejects.toMatchObject({ code: 'offset-out-of-range' });
  expect(await positionIn(store)).toBe(10);
});

it('a log that ends before what was recorded ends recording', async () => {
  const store = await recordedTen();
  const short = await openLog();
  await append(short, 'first', 0, 7);
  await expect((await record(short, store)).ended).rejects.toMatchObject({ code: 'offset-out-of-range' });
});

it('what lies after a position that stands still is not recorded from a log that has been refilled', async () => {
  const store = await recordedTen();
  const refilled = await openLog();
  await append(refilled, 'second', 0, 13);
  const watch = watchStalledPartitions({ log: refilled, store, clock: Date.now, logger, everyMs: 5 });
  onTestFinished(() => watch.stop());
  await expect(watch.ended).rejects.toMatchObject({ code: 'offset-out-of-range' });
  expect(await positionIn(store)).toBe(10);
});

it('the same log goes on, and so does one that an older release recorded or moved on', async () => {
  const [log, store] = [await openLog(), await openStore()];
  await append(log, 'first', 0, 10);
  await (await recordUpTo(log, store, 10)).stop();
  await append(log, 'first', 10, 20);
  await (await recordUpTo(log, store, 20)).stop();
  await store.transaction((tx) => tx.advance('the topic', 0, 20, 21));
  await append(log, 'first', 20, 30);
  await recordUpTo(log, store, 30);
});

async function recordUpTo(log: EventLog, store: Store, end: number) {
  const recorder = await record(log, store);
  await Promise.race([expect.poll(() => positionIn(store)).toBe(end), recorder.ended]);
  return recorder;
}
