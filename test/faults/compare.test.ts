import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { helsinkiDay } from '@kuulolla/calendar/day';
import { decodeEvent, encodeEvent } from '@kuulolla/contracts/cloud-event';
import type { FeedbackEvent } from '@kuulolla/contracts/feedback-event';
import type { LogBatch } from '@kuulolla/event-log/event-log';
import { amendedEvent, fingerprintOf } from '@kuulolla/recorder/events.test-kit';
import { recordBatch } from '@kuulolla/recorder/record-batch';
import { openSqliteStore } from '@kuulolla/store/sqlite-store';
import type { Store } from '@kuulolla/store/store';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { compareWithModel, countsOf } from './compare.ts';
import { type Operation, operation } from './operation.ts';

let folder: string;
let store: Store;
let offset = 0;
let operations: Map<string, Operation[]>;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kuulolla-compare-'));
  store = await openSqliteStore({ file: join(folder, 'store.db'), durability: 'off' });
  [offset, operations] = [0, new Map()];
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

const now = Date.now();

function event(id: string, revision: number, nps: number): FeedbackEvent {
  const content = { revision, nps, answeredAt: now, fingerprint: fingerprintOf(`${id}${revision}|${nps}`) };
  return amendedEvent(content, `units:${id}`);
}

/** A client was told that it was taken. */
function acknowledged(id: string, revision: number, nps: number): void {
  const subject = `units:${id}`;
  const day = helsinkiDay(now);
  const one: Operation = { ...operation(subject, revision, { unit: 1, nps, day }), state: 'acknowledged' };
  operations.set(subject, [...(operations.get(subject) ?? []), one]);
}

async function record(...events: readonly FeedbackEvent[]): Promise<void> {
  const messages = events.map((one, index) => ({
    ...encodeEvent(one),
    offset: offset + index,
    appendedAt: now,
  }));
  expect(messages.every((message) => decodeEvent(message).ok)).toBe(true);
  const batch: LogBatch = { topic: { id: 't', partitions: 1 }, partition: 0, messages };
  const units = { knows: () => true, refresh: async () => {} };
  offset = (await recordBatch(store, batch, { units, dayOf: helsinkiDay, now })).next;
}

const compare = () => compareWithModel(store, operations, () => true);

test('what was acknowledged and recorded is right, and its counts are the scores', async () => {
  for (const [id, nps] of [
    ['a', 10],
    ['b', 3],
    ['c', 8],
  ] as const) {
    acknowledged(id, 1, nps);
    await record(event(id, 1, nps));
  }
  const { lost, doubled, strange, differences, documents } = await compare();
  expect({ lost, doubled, strange, differences }).toEqual({
    lost: 0,
    doubled: 0,
    strange: 0,
    differences: [],
  });
  const counts = { n: 3, promoters: 1, passives: 1, detractors: 1 };
  expect(countsOf(documents, 'all', '7d')).toEqual(counts);
  expect(countsOf(documents, 'unit:1', '7d')).toEqual(counts);
  expect(countsOf(documents, 'unit:2', '7d')).toMatchObject({ n: 0 });
});

test('an answer that is not there is lost', async () => {
  acknowledged('a', 1, 10);
  expect(await compare()).toMatchObject({ lost: 1, doubled: 0 });
});

test('a correction that is not there is lost', async () => {
  acknowledged('a', 1, 10);
  acknowledged('a', 2, 0);
  await record(event('a', 1, 10));
  const { lost, differences } = await compare();
  expect(lost).toBe(1);
  expect(differences[0]).toMatch(/^units:a is 10 for unit 1/);
});

test('an answer that nobody sent is strange', async () => {
  await record(event('a', 1, 10));
  expect(await compare()).toMatchObject({ strange: 1 });
});

test('tallies that count an answer twice, or not at all, are found out', async () => {
  acknowledged('a', 1, 10);
  await record(event('a', 1, 10));
  const delta = {
    unit: 1,
    day: helsinkiDay(now),
    cell: 'units|fi|self',
    passives: 0,
    detractors: 0,
    unscored: 0,
  };
  await store.transaction((tx) => tx.addTallies(0, [{ ...delta, promoters: 1 }]));
  expect(await compare()).toMatchObject({ lost: 0, doubled: 1 });
  await store.transaction((tx) => tx.addTallies(0, [{ ...delta, promoters: -2 }]));
  expect(await compare()).toMatchObject({ lost: 1, doubled: 0 });
});
