import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { helsinkiDay } from '@kuulolla/calendar/day';
import { encodeEvent } from '@kuulolla/contracts/cloud-event';
import type { FeedbackEvent } from '@kuulolla/contracts/feedback-event';
import { openSqliteStore } from '@kuulolla/store/sqlite-store';
import type { Store } from '@kuulolla/store/store';
import { expect, it, onTestFinished } from 'vitest';
import { amendedEvent, givenEvent, withdrawnEvent } from './events.test-kit.ts';
import { recordBatch } from './record-batch.ts';

const appendedAt = Date.UTC(2026, 10, 20, 12, 0);
const minute = 60_000;

async function openStore(): Promise<Store> {
  const folder = mkdtempSync(join(tmpdir(), 'record-batch-'));
  const store = await openSqliteStore({ file: join(folder, 'store.sqlite'), durability: 'off' });
  onTestFinished(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });
  return store;
}

/** Records the event as the first message of a partition. */
async function recordIn(store: Store, topicId: string, partition: number, event: FeedbackEvent) {
  const message = { ...encodeEvent(event), offset: 0, appendedAt };
  const batch = { topic: { id: topicId, partitions: 9 }, partition, messages: [message] };
  const units = { knows: () => true, refresh: async () => {} };
  await recordBatch(store, batch, { units, dayOf: helsinkiDay, now: appendedAt });
}

/** When the tally says that the answer was acknowledged, which intake received at `receivedAt` by its own clock. */
async function acknowledgedAt(receivedAt: number): Promise<number | undefined> {
  const store = await openStore();
  await recordIn(store, 'topic', 0, givenEvent({ receivedAt }));
  for await (const [tally] of store.tallies('2026-11-20')) return tally?.latest?.acknowledgedAt;
  return undefined;
}

it('the time an answer lay in a spool is part of its way', async () => {
  expect(await acknowledgedAt(appendedAt - 30 * minute)).toBe(appendedAt - 30 * minute);
});

it('an intake whose clock is ahead of the log acknowledges nothing in the future', async () => {
  expect(await acknowledgedAt(appendedAt + 5 * minute)).toBe(appendedAt);
});

/** Promoters and detractors by partition, those that came to nothing left out. */
async function counted(store: Store): Promise<string[]> {
  const lines: string[] = [];
  for await (const documents of store.tallies('2000-01-01')) {
    for (const { partition, promoters, detractors } of documents) {
      if (promoters !== 0 || detractors !== 0) lines.push(`${partition}: ${promoters} ${detractors}`);
    }
  }
  return lines;
}

it('an answer that comes again in another partition is taken away from where it was counted', async () => {
  const store = await openStore();
  await recordIn(store, 'topic', 3, givenEvent({ nps: 9 }));
  expect(await counted(store)).toEqual(['3: 1 0']);
  // A topic with another number of partitions.
  await recordIn(store, 'larger', 7, amendedEvent({ nps: 2, revision: 1 }));
  expect(await counted(store)).toEqual(['7: 0 1']);
  expect(await store.rebuild(1, '2026-11-20')).toEqual([]);
  await recordIn(store, 'larger', 5, withdrawnEvent(2));
  expect(await counted(store)).toEqual([]);
  expect(await store.rebuild(1, '2026-11-20')).toEqual([]);
});
