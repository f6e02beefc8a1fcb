import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addDays } from '@kuulolla/calendar/day';
import { openSqliteStore } from '@kuulolla/store/sqlite-store';
import type { Store } from '@kuulolla/store/store';
import { afterEach, expect, test } from 'vitest';
import { followScoreboard, type ScoreboardFollower } from './follow-store.ts';
import { always, smallDirectory } from './scoreboard.test-kit.ts';

const today = '2026-11-20';
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function openStores(): Promise<{ recorder: Store; reader: Store }> {
  const folder = await mkdtemp(join(tmpdir(), 'kuulolla-scoreboard-'));
  closing.push(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, 'store.sqlite');
  const recorder = await openSqliteStore({ file, durability: 'normal' });
  closing.push(() => recorder.close());
  const reader = await openSqliteStore({ file, pollMs: 5 });
  closing.push(() => reader.close());
  await recorder.putDirectory(smallDirectory({ 1: always('a'), 2: always('b') }, 1));
  return { recorder, reader };
}

async function follow(store: Store): Promise<ScoreboardFollower> {
  const follower = await followScoreboard(store, { today: () => today, directoryEveryMs: 10 });
  closing.push(() => follower.stop());
  return follower;
}

const give = (store: Store, partition: number, unit: number, day: string) =>
  store.transaction((tx) =>
    tx.addTallies(partition, [
      { unit, day, cell: 'units|fi|self', promoters: 1, passives: 0, detractors: 0, unscored: 0 },
    ]),
  );

test('followers that start while a recorder in another connection writes miss nothing and count nothing twice', async () => {
  const { recorder, reader } = await openStores();
  const followers: ScoreboardFollower[] = [];
  for (let answer = 0; answer < 300; answer += 1) {
    await give(recorder, answer % 3, 1 + (answer % 2), addDays(today, -10 * (answer % 5)));
    if (answer % 100 === 50) followers.push(await follow(reader), await follow(recorder));
  }
  for (const { scoreboard } of followers) {
    await expect.poll(() => scoreboard.counts('all', '2026-01-01', today).promoters).toBe(300);
    expect(scoreboard.counts('area:a', '2026-01-01', today).promoters).toBe(150);
  }
  await give(recorder, 7, 1, today);
  for (const { scoreboard } of followers) {
    await expect.poll(() => scoreboard.counts('unit:1', '2026-01-01', today).promoters).toBe(151);
  }
});

test('a register imported by another process shows without a restart', async () => {
  const { recorder, reader } = await openStores();
  const follower = await follow(reader);
  await give(recorder, 0, 9, today);
  await recorder.putDirectory(smallDirectory({ 1: always('a'), 9: always('c') }, 2));
  await expect.poll(() => follower.scoreboard.counts('area:c', today, today).promoters).toBe(1);
});
