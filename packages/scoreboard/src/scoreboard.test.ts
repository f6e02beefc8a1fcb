import { addDays, type Day } from '@kuulolla/calendar/day';
import { windowBefore, windowNames, windowOf } from '@kuulolla/calendar/window';
import { changeSchema, type Scope, scoreSchema } from '@kuulolla/contracts/score';
import type { TallyDocument } from '@kuulolla/contracts/tally';
import type { Directory } from '@kuulolla/directory/directory';
import { scopesOfUnitOn } from '@kuulolla/directory/scopes';
import { score } from '@kuulolla/nps/score';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { always, movedOn, smallDirectory, tally } from './scoreboard.test-kit.ts';
import { createScoreboard, type Scoreboard } from './scoreboard.ts';

const from = '2024-01-01';
const nothing = { promoters: 0, passives: 0, detractors: 0, unscored: 0 };

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

/** The counts of a scope, recomputed the slow way: the newest version of each document, day by day. */
function naiveCounts(
  documents: readonly TallyDocument[],
  directory: Directory,
  scope: Scope,
  first: Day,
  last: Day,
) {
  const newest = new Map<string, TallyDocument>();
  for (const document of documents) {
    const key = `${document.partition}/${document.unit}/${document.day}`;
    if (document.version > (newest.get(key)?.version ?? 0)) newest.set(key, document);
  }
  const sum = { ...nothing };
  for (const document of newest.values()) {
    if (document.day < first || document.day > last || document.day < from) continue;
    if (!(scopesOfUnitOn(directory, document.unit, document.day) as readonly string[]).includes(scope))
      continue;
    for (const name of ['promoters', 'passives', 'detractors', 'unscored'] as const)
      sum[name] += document[name];
  }
  return sum;
}

/** Days around clock changes, quarter ends, year ends and a leap day, so that windows meet them. */
const someDay = fc
  .tuple(
    fc.constantFrom(
      '2023-12-30',
      '2024-02-27',
      '2025-12-30',
      '2026-03-28',
      '2026-06-29',
      '2026-10-24',
      '2026-12-30',
    ),
    fc.integer({ min: 0, max: 4 }),
  )
  .map(([day, more]) => addDays(day, more));
const someUnit = fc.constantFrom(1, 2, 3, 4, 5);
const someStay = fc.oneof(
  fc.constantFrom('a', 'b', 'c').map(always),
  fc
    .tuple(someDay, fc.constantFrom('a', 'b'), fc.constantFrom('b', 'c'))
    .map(([day, old, now]) => movedOn(day, old, now)),
  fc.constant([]),
);
const someDirectory = fc
  .record({ 1: someStay, 2: someStay, 3: someStay, 4: someStay })
  .chain((units) =>
    fc.subarray(Object.entries(units)).map((kept) => smallDirectory(Object.fromEntries(kept))),
  );
/** The counts follow from key and version, as they do in a store, where a version is written once. */
const someDocument = fc
  .record({
    partition: fc.integer({ min: 0, max: 2 }),
    unit: someUnit,
    day: someDay,
    version: fc.integer({ min: 1, max: 4 }),
  })
  .map((key) => ({
    ...tally(key.unit, key.day, {}, key.version),
    partition: key.partition,
    promoters: (key.version * 7 + key.unit) % 5,
    passives: (key.version * 3 + key.partition) % 4,
    detractors: (key.version * 5 + key.unit) % 3,
    unscored: key.version % 2,
  }));

describe('whatever comes in whatever order', () => {
  test('every scope and window differs from a naive recomputation nowhere', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof({ weight: 9, arbitrary: fc.array(someDocument) }, { weight: 1, arbitrary: someDirectory }),
        ),
        someDirectory,
        someDay,
        (steps, lastDirectory, today) => {
          const board = createScoreboard(smallDirectory({ 1: always('a') }), { from });
          for (const step of steps) {
            if (Array.isArray(step)) board.apply(step);
            else board.setDirectory(step);
          }
          board.setDirectory(lastDirectory);
          const documents = steps.filter(Array.isArray).flat();
          for (const scope of board.scopes()) {
            for (const name of windowNames) {
              const range = windowOf(name, today);
              const before = windowBefore(name, today);
              const expected = naiveCounts(documents, lastDirectory, scope, range.from, range.to);
              const expectedBefore = naiveCounts(documents, lastDirectory, scope, before.from, before.to);
              expect(board.counts(scope, range.from, range.to)).toEqual(expected);
              expect(board.score(scope, name, today)).toEqual(score(expected));
              expect(board.before(scope, name, today)).toEqual(score(expectedBefore));
            }
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  test('a board that began with sums and opened days differs from one that had all documents nowhere', () => {
    const parts = [fc.array(someDocument), fc.array(someDocument), someDirectory, someDay] as const;
    fc.assert(
      fc.property(...parts, (early, late, directory, openFrom) => {
        const all = createScoreboard(directory, { from });
        all.apply([...early, ...late]);
        const board = createScoreboard(directory, { from, openFrom });
        for (const unit of [1, 2, 3, 4, 5]) {
          const whole = createScoreboard(smallDirectory({ [unit]: [] }), { from });
          whole.apply(early);
          const sums = [...new Set(early.map(({ day }) => day))].map((day) => ({
            unit,
            day,
            ...whole.counts(`unit:${unit}`, day, day),
          }));
          board.addSums(sums.filter(({ day }) => day < openFrom));
        }
        board.apply(early.filter(({ day }) => day >= openFrom));
        for (const document of late) {
          if (!board.isOpen(document.day))
            board.open(
              document.day,
              early.filter(({ day }) => day === document.day),
            );
          board.apply([document]);
        }
        const days = [...new Set([...early, ...late].map(({ day }) => day))];
        for (const scope of board.scopes()) {
          const counts = (of: Scoreboard) => days.map((day) => of.counts(scope, day, day));
          expect(counts(board)).toEqual(counts(all));
        }
      }),
      { numRuns: 50 },
    );
  });

  test('no scope that moved goes untold', () => {
    fc.assert(
      fc.property(fc.array(fc.array(someDocument)), someDirectory, (steps, directory) => {
        const board = createScoreboard(directory, { from });
        const all = () =>
          new Map(
            board
              .scopes()
              .map((scope) => [scope, JSON.stringify(board.trend(scope, 'week', from, '2027-01-05'))]),
          );
        const unscored = () =>
          new Map(board.scopes().map((scope) => [scope, board.counts(scope, from, '2027-01-05').unscored]));
        for (const step of steps.slice(0, 3)) {
          const before = all();
          const unscoredBefore = unscored();
          const touched = board.apply(step);
          const moved = [...all()]
            .filter(([scope, text]) => before.get(scope) !== text)
            .map(([scope]) => scope);
          for (const scope of moved) expect(touched).toContain(scope);
          for (const [scope, n] of unscored())
            if (n !== unscoredBefore.get(scope)) expect(touched).toContain(scope);
        }
      }),
      { numRuns: 30 },
    );
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
