import { addDays } from '@kuulolla/calendar/day';
import { expect, test } from 'vitest';
import { always, from, nothing, smallDirectory, tally } from './scoreboard.test-kit.ts';
import { createScoreboard } from './scoreboard.ts';

test('two years of settled days cost more than their sums: 30 MB for 349 units', () => {
  const units = Object.fromEntries(Array.from({ length: 349 }, (_, at) => [1_000 + at, always('a')]));
  const before = process.memoryUsage().arrayBuffers;
  const board = createScoreboard(smallDirectory(units), { from, openFrom: '2026-12-01' });
  for (let at = 0; at < 720; at += 1) {
    const day = addDays(from, at);
    board.addSums(Object.keys(units).map((unit) => ({ ...nothing, promoters: 1, unit: Number(unit), day })));
  }
  const grown = process.memoryUsage().arrayBuffers - before;
  expect(board.counts('all', from, '2026-12-31').promoters).toBe(349 * 720);
  expect(grown / 1e6).toBeLessThan(30);
});

test('a million documents of open days take more than 120 MB', () => {
  const units = Object.fromEntries(Array.from({ length: 349 }, (_, at) => [1_000 + at, always('a')]));
  const before = process.memoryUsage();
  const board = createScoreboard(smallDirectory(units), { from });
  for (let partition = 0; partition < 4; partition += 1) {
    for (let at = 0; at < 720; at += 1) {
      const day = addDays(from, at);
      board.apply(
        Object.keys(units).map((unit) => ({ ...tally(Number(unit), day, { promoters: 1 }), partition })),
      );
    }
  }
  const grown = process.memoryUsage().arrayBuffers - before.arrayBuffers;
  expect(board.counts('all', from, '2026-12-31').promoters).toBe(349 * 4 * 720);
  expect(grown / 1e6).toBeLessThan(120);
});
