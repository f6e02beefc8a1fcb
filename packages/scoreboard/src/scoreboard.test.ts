import { addDays } from '@kuulolla/calendar/day';
import { changeSchema, scoreSchema, windowNames } from '@kuulolla/contracts/score';
import { describe, expect, test } from 'vitest';
import { always, from, movedOn, nothing, smallDirectory, tally } from './scoreboard.test-kit.ts';
import { createScoreboard } from './scoreboard.ts';

describe('a tally document', () => {
  test('that comes again, or in an older version, is not counted twice', () => {
    const board = createScoreboard(smallDirectory({ 1: always('a') }), { from });
    expect(board.apply([tally(1, '2026-11-20', { promoters: 3 }, 7)]).size).toBeGreaterThan(0);
    for (const [promoters, version] of [
      [3, 7],
      [9, 6],
      [9, 7],
    ] as const) {
      expect([...board.apply([tally(1, '2026-11-20', { promoters }, version)])]).toEqual([]);
    }
    expect(board.counts('all', '2026-11-20', '2026-11-20').promoters).toBe(3);
  });

  test('whose answers were withdrawn takes them out again', () => {
    const board = createScoreboard(smallDirectory({ 1: always('a') }), { from });
    board.apply([tally(1, '2026-11-20', { promoters: 3, detractors: 1 }, 1)]);
    board.apply([tally(1, '2026-11-20', { detractors: 1 }, 2)]);
    expect(board.score('unit:1', '7d', '2026-11-20')).toMatchObject({ n: 1, nps: -100 });
  });

  test('that says the same of scores in a new version touches nothing', () => {
    const board = createScoreboard(smallDirectory({ 1: always('a') }), { from });
    board.apply([tally(1, '2026-11-20', { promoters: 3 }, 1)]);
    expect(board.apply([tally(1, '2026-11-20', { promoters: 3 }, 2)]).size).toBe(0);
  });

  test('touches the scopes of its unit and no others', () => {
    const board = createScoreboard(smallDirectory({ 1: always('a'), 4: always('c') }), { from });
    const touched = board.apply([tally(1, '2026-11-20', { passives: 1 })]);
    expect([...touched].sort()).toEqual(['all', 'area:a', 'concept:centre', 'entity:family', 'unit:1']);
  });

  test('of another partition is added, not taken for a newer version', () => {
    const board = createScoreboard(smallDirectory({ 1: always('a') }), { from });
    board.apply([
      tally(1, '2026-11-20', { promoters: 3 }, 5),
      { ...tally(1, '2026-11-20', { promoters: 4 }, 1), partition: 11 },
    ]);
    expect(board.counts('unit:1', from, '2026-12-31').promoters).toBe(7);
  });

  test('of a day before the horizon, or of a day that cannot be, is ignored', () => {
    const board = createScoreboard(smallDirectory({ 1: always('a') }), { from });
    const touched = board.apply([
      tally(1, '2023-12-31', { promoters: 1 }),
      tally(1, '9999-01-01', { promoters: 1 }),
    ]);
    expect(touched.size).toBe(0);
    expect(board.counts('all', '2000-01-01', '9999-12-31')).toEqual(nothing);
  });

  test('of a unit with a ten-digit id is not mixed up with another', () => {
    const board = createScoreboard(smallDirectory({ 9999999999: always('a'), 1410065407: always('b') }), {
      from,
    });
    board.apply([tally(9999999999, from, { promoters: 1 }), tally(1410065407, from, { detractors: 1 })]);
    expect(board.counts('unit:9999999999', from, from)).toEqual({ ...nothing, promoters: 1 });
    expect(board.counts('unit:1410065407', from, from)).toEqual({ ...nothing, detractors: 1 });
  });
});

describe('a scope', () => {
  test('without answers has no score, not a score of 0', () => {
    const board = createScoreboard(smallDirectory({ 1: always('a') }), { from });
    board.apply([tally(1, '2026-11-20', { unscored: 5 })]);
    const found = board.score('unit:1', '7d', '2026-11-20');
    expect(found).toEqual({
      n: 0,
      promoters: 0,
      passives: 0,
      detractors: 0,
      nps: null,
      low: null,
      high: null,
    });
    expect(board.counts('unit:1', '2026-11-20', '2026-11-20').unscored).toBe(5);
  });

  test('is scored from added counts: a unit of one answer does not weigh as much as one of a hundred', () => {
    const board = createScoreboard(smallDirectory({ 1: always('a'), 4: always('a') }), { from });
    board.apply([tally(1, from, { promoters: 99, detractors: 1 }), tally(4, from, { detractors: 1 })]);
    expect(board.score('area:a', '7d', from).nps).toBeCloseTo((100 * 97) / 101, 10);
  });

  test('that is unknown counts as nothing, also where its unit has answers', () => {
    const board = createScoreboard(smallDirectory({ 1: always('a') }), { from });
    expect(board.apply([tally(77, from, { promoters: 1 })]).size).toBe(0);
    expect(board.hasScope('unit:77')).toBe(false);
    expect(board.counts('unit:77', from, from)).toEqual(nothing);
    expect(board.counts('all', from, from)).toEqual(nothing);
  });
});

describe('a unit that moved', () => {
  const day = '2026-11-10';
  const before = addDays(day, -1);

  test('keeps its history in the old area, and a late arrival goes there too', () => {
    const board = createScoreboard(smallDirectory({ 1: movedOn(day, 'a', 'c') }), { from });
    board.apply([tally(1, before, { promoters: 2 }), tally(1, day, { detractors: 3 })]);
    const touched = board.apply([tally(1, before, { promoters: 3 }, 2)]);
    expect(touched.has('area:c')).toBe(false);
    expect(board.counts('area:a', from, '2026-12-31')).toEqual({ ...nothing, promoters: 3 });
    expect(board.counts('entity:health', from, '2026-12-31')).toEqual({ ...nothing, detractors: 3 });
    expect(board.counts('unit:1', from, '2026-12-31')).toEqual({ ...nothing, promoters: 3, detractors: 3 });
  });

  test('is counted by the new register as soon as that is set, answers given before included', () => {
    const board = createScoreboard(smallDirectory({ 1: always('a') }), { from });
    board.apply([
      tally(1, before, { promoters: 2 }),
      tally(1, day, { detractors: 3 }),
      tally(5, day, { passives: 1 }),
    ]);
    const touched = board.setDirectory(smallDirectory({ 1: movedOn(day, 'a', 'c'), 5: always('b') }, 2));
    expect(board.directoryVersion).toBe(2);
    expect(touched.has('area:a') && touched.has('area:c') && touched.has('unit:5')).toBe(true);
    expect(board.counts('area:a', from, '2026-12-31')).toEqual({ ...nothing, promoters: 2 });
    expect(board.counts('area:c', from, '2026-12-31')).toEqual({ ...nothing, detractors: 3 });
    expect(board.counts('area:b', from, '2026-12-31')).toEqual({ ...nothing, passives: 1 });
    expect(board.counts('all', from, '2026-12-31')).toEqual({
      promoters: 2,
      passives: 1,
      detractors: 3,
      unscored: 0,
    });
  });
});

describe('a trend', () => {
  test('is cut to the days asked for and leaves out no period without answers', () => {
    const board = createScoreboard(smallDirectory({ 1: always('a') }), { from });
    board.apply([tally(1, '2026-10-31', { promoters: 1 }), tally(1, '2026-12-31', { detractors: 1 })]);
    const points = board.trend('all', 'month', '2026-10-15', '2027-01-02');
    expect(points.map(({ from, to, nps }) => [from, to, nps])).toEqual([
      ['2026-10-15', '2026-10-31', 100],
      ['2026-11-01', '2026-11-30', null],
      ['2026-12-01', '2026-12-31', -100],
      ['2027-01-01', '2027-01-02', null],
    ]);
    expect(board.trend('all', 'week', '2026-12-31', '2027-01-04').map((point) => point.from)).toEqual([
      '2026-12-31',
      '2027-01-04',
    ]);
  });
});

test('scores and changes have the shape that crosses to clients, nothing beside it', () => {
  const board = createScoreboard(smallDirectory({ 1: always('a') }), { from });
  board.apply([
    tally(1, '2026-11-20', { promoters: 40, detractors: 2 }),
    tally(1, '2026-11-12', { passives: 40 }),
  ]);
  for (const window of windowNames) {
    expect(scoreSchema.strict().parse(board.score('all', window, '2026-11-20')).n).toBeGreaterThan(0);
    expect(changeSchema.strict().parse(board.change('all', window, '2026-11-20'))).toBeTruthy();
  }
  expect(board.change('all', '7d', '2026-11-20')).toMatchObject({
    verdict: 'rise',
    difference: (100 * 38) / 42,
  });
  expect(board.change('all', '30d', '2026-11-20')).toEqual({
    difference: null,
    low: null,
    high: null,
    p: null,
    verdict: 'too-few',
  });
});
