import { describe, expect, test } from 'vitest';
import { always, from, nothing, smallDirectory, tally } from './scoreboard.test-kit.ts';
import { createScoreboard } from './scoreboard.ts';

describe('a settled day', () => {
  const day = '2026-05-04';
  const settled = () => {
    const board = createScoreboard(smallDirectory({ 1: always('a'), 2: always('b') }), {
      from,
      openFrom: '2026-11-01',
    });
    board.addSums([{ ...nothing, unit: 1, day, promoters: 5 }]);
    return board;
  };

  test('refuses a document until it is open: nobody knows what that document said before', () => {
    const board = settled();
    expect(board.isOpen(day)).toBe(false);
    expect(() => board.apply([tally(1, day, { promoters: 1 })])).toThrow(RangeError);
    board.open(day, []);
    expect(board.isOpen(day)).toBe(true);
    expect(board.apply([tally(1, day, { promoters: 1 })])).toContain('unit:1');
  });

  test('that is opened moves by the difference only, and says which scopes did', () => {
    const board = settled();
    const parts = [2, 3].map((promoters) => ({ ...tally(1, day, { promoters }), partition: promoters }));
    expect([...board.open(day, [...parts, tally(2, day, { detractors: 1 })])].sort()).toEqual([
      'all',
      'area:b',
      'concept:clinic',
      'entity:family',
      'unit:2',
    ]);
    expect(board.counts('all', day, day)).toEqual({ ...nothing, promoters: 5, detractors: 1 });
    board.apply([{ ...tally(1, day, { promoters: 7 }, 2), partition: 3 }]);
    expect(board.counts('unit:1', day, day).promoters).toBe(9);
  });

  test('that is opened twice, or was open, keeps what came meanwhile', () => {
    const board = settled();
    board.open(day, [tally(1, day, { promoters: 5 })]);
    board.apply([tally(1, day, { promoters: 6 }, 2)]);
    expect(board.open(day, [tally(1, day, { promoters: 5 })]).size).toBe(0);
    expect(board.counts('unit:1', day, day).promoters).toBe(6);
  });

  test('keeps its counts when the date moves on, and so does one that was open', () => {
    const board = settled();
    board.apply([tally(1, '2026-11-02', { passives: 2 })]);
    board.open(day, [tally(1, day, { promoters: 5 })]);
    board.settleBefore('2026-11-20');
    expect(['2026-11-02', day, '2026-11-20'].map(board.isOpen)).toEqual([false, false, true]);
    expect(board.counts('all', from, '2026-11-20')).toEqual({ ...nothing, promoters: 5, passives: 2 });
    board.settleBefore('2026-11-10');
    expect(board.isOpen('2026-11-15')).toBe(false);
  });
});
