import { addDays, type Day } from '@kuulolla/calendar/day';
import { windowBefore, windowOf } from '@kuulolla/calendar/window';
import { type Scope, windowNames } from '@kuulolla/contracts/score';
import type { TallyDocument } from '@kuulolla/contracts/tally';
import type { Directory } from '@kuulolla/directory/directory';
import { scopesOfUnitOn } from '@kuulolla/directory/scopes';
import { score } from '@kuulolla/nps/score';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { always, from, movedOn, nothing, smallDirectory, tally } from './scoreboard.test-kit.ts';
import { createScoreboard, type Scoreboard } from './scoreboard.ts';

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
