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

/** Records the events as the first messages of a partition. Unit 99 is unknown. */
async function recordIn(store: Store, topicId: string, partition: number, ...events: FeedbackEvent[]) {
  const messages = events.map((event, offset) => ({ ...encodeEvent(event), offset, appendedAt }));
  const batch = { topic: { id: topicId, partitions: 9 }, partition, messages };
  const units = { knows: (unit: number) => unit !== 99, refresh: async () => {} };
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

/** Whether the words of what was kept aside are still there, in the order it came. */
async function wordsKept(store: Store): Promise<boolean[]> {
  return (await store.rejected({ limit: 10 })).map(({ event }) => event !== null);
}

it('a withdrawal that only tells a name takes no words of what was given after it', async () => {
  const store = await openStore();
  const unknownUnit = amendedEvent({ unit: 99, revision: 6 });
  await recordIn(store, 'topic', 0, withdrawnEvent(5), unknownUnit, withdrawnEvent(5, 'units:a', 'b'));
  expect(await store.answer('units:a')).toMatchObject({ state: 'withdrawn', alias: 'b' });
  expect(await wordsKept(store)).toEqual([true]);
});

it('a late withdrawal that tells a name takes no words of the answer that counts', async () => {
  const store = await openStore();
  const reused = amendedEvent({ nps: 2, revision: 7 });
  await recordIn(store, 'topic', 0, givenEvent({ revision: 7 }), reused, withdrawnEvent(5, 'units:a', 'b'));
  expect(await store.answer('units:a')).toMatchObject({ state: 'given', alias: 'b' });
  expect([await wordsKept(store), await counted(store)]).toEqual([[true], ['0: 1 0']]);
});
