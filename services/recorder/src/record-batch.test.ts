import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { helsinkiDay } from '@kuulolla/calendar/day';
import { encodeEvent } from '@kuulolla/contracts/cloud-event';
import { openSqliteStore } from '@kuulolla/store/sqlite-store';
import { expect, it, onTestFinished } from 'vitest';
import { givenEvent } from './events.test-kit.ts';
import { recordBatch } from './record-batch.ts';

const appendedAt = Date.UTC(2026, 10, 20, 12, 0);
const minute = 60_000;

/** When the tally says that the answer was acknowledged, which intake received at `receivedAt` by its own clock. */
async function acknowledgedAt(receivedAt: number): Promise<number | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'record-batch-'));
  const store = await openSqliteStore({ file: join(folder, 'store.sqlite'), durability: 'off' });
  onTestFinished(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });
  const message = { ...encodeEvent(givenEvent({ receivedAt })), offset: 0, appendedAt };
  const units = { knows: () => true, refresh: async () => undefined };
  const batch = { topic: { id: 't', partitions: 1 }, partition: 0, messages: [message] };
  await recordBatch(store, batch, { units, dayOf: helsinkiDay, now: appendedAt });
  for await (const [tally] of store.tallies('2026-11-20')) return tally?.latest?.acknowledgedAt;
  return undefined;
}

it('the time an answer lay in a spool is part of its way', async () => {
  expect(await acknowledgedAt(appendedAt - 30 * minute)).toBe(appendedAt - 30 * minute);
});

it('an intake whose clock is ahead of the log acknowledges nothing in the future', async () => {
  expect(await acknowledgedAt(appendedAt + 5 * minute)).toBe(appendedAt);
});
