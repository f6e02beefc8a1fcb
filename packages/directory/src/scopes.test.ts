import { addDays } from '@kuulolla/calendar/day';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Directory, Membership, Unit } from './directory.ts';
import { checkDirectory } from './directory-check.ts';
import { continueHistory } from './membership-history.ts';
import { indexDirectory, scopesOfUnitOn } from './scopes.ts';

const names = { fi: 'a', sv: 'b', en: 'c' };
const AREAS = ['north', 'south', 'west'];

function directoryOf(...units: Pick<Unit, 'id' | 'concept' | 'memberships'>[]): Directory {
  return {
    version: 1,
    entities: ['city', 'sea'].map((id) => ({ id, names })),
    areas: AREAS.map((id) => ({ id, entity: id === 'west' ? 'sea' : 'city', names })),
    concepts: [{ id: 'centre', names }],
    units: units.map((unit) => ({ ...unit, names, provider: 'SELF_PRODUCED' })),
  };
}

const moved = directoryOf({
  id: 7,
  concept: 'centre',
  memberships: [
    { area: 'north', from: '2024-01-01', to: '2025-08-31' },
    { area: 'west', from: '2025-09-01', to: null },
  ],
});

test('an answer of the day before a move counts in the old area, of the day itself in the new', () => {
  const index = indexDirectory(moved);
  expect(index.scopesOn(7, '2025-08-31')).toEqual([
    'all',
    'entity:city',
    'area:north',
    'concept:centre',
    'unit:7',
  ]);
  expect(index.scopesOn(7, '2025-09-01')).toEqual([
    'all',
    'entity:sea',
    'area:west',
    'concept:centre',
    'unit:7',
  ]);
  expect(scopesOfUnitOn(moved, 7, '2025-09-01')).toEqual(index.scopesOn(7, '2025-09-01'));
});

test('a day without membership loses area and entity, but not unit, concept and all', () => {
  const index = indexDirectory(moved);
  expect(index.areaOn(7, '2023-12-31')).toBeUndefined();
  expect(index.scopesOn(7, '2023-12-31')).toEqual(['all', 'concept:centre', 'unit:7']);
});

test('an unknown unit counts nowhere', () => {
  expect(indexDirectory(moved).scopesOn(8, '2025-09-01')).toEqual([]);
});

test('a scope is known only in its exact spelling', () => {
  const index = indexDirectory(moved);
  for (const scope of index.scopes()) expect(index.hasScope(scope)).toBe(true);
  for (const scope of ['', 'unit:07', 'unit:8', 'area:city', 'Area:north', 'all ']) {
    expect(index.hasScope(scope)).toBe(false);
  }
});

test('the units of an area are those of the asked day', () => {
  const index = indexDirectory(moved);
  expect(index.unitsOfArea('north', '2025-08-31').map((unit) => unit.id)).toEqual([7]);
  expect(index.unitsOfArea('north', '2025-09-01')).toEqual([]);
  expect(index.unitsIn('entity:sea', '2025-09-01').map((unit) => unit.id)).toEqual([7]);
  expect(index.unitsIn('all', '2020-01-01').map((unit) => unit.id)).toEqual([7]);
  expect(index.unitsIn('area:nowhere', '2025-09-01')).toEqual([]);
});

const FIRST_DAY = '2025-01-01';
const DAYS = Array.from({ length: 120 }, (_, at) => addDays(FIRST_DAY, at));
const dayArbitrary = fc.nat(DAYS.length - 1).map((at) => DAYS[at] as string);

/** Histories with gaps and moves: cut points in order, each stretch in an area or in none. */
const historyArbitrary: fc.Arbitrary<Membership[]> = fc
  .record({
    cuts: fc.uniqueArray(dayArbitrary, { minLength: 1, maxLength: 6 }),
    areas: fc.array(fc.option(fc.constantFrom(...AREAS)), { minLength: 7, maxLength: 7 }),
  })
  .map(({ cuts, areas }) => {
    const starts = [null, ...cuts.toSorted()];
    return starts.flatMap((from, at) => {
      const [area, next] = [areas[at], starts[at + 1]];
      return area ? [{ area, from, to: next ? addDays(next, -1) : null }] : [];
    });
  });

test('a unit-day is in at most one area, the one its memberships say', () => {
  fc.assert(
    fc.property(historyArbitrary, dayArbitrary, (memberships, day) => {
      const index = indexDirectory(directoryOf({ id: 1, concept: null, memberships }));
      const covering = memberships.filter(
        ({ from, to }) => (from === null || from <= day) && (to === null || day <= to),
      );
      expect(covering.length).toBeLessThanOrEqual(1);
      expect(index.areaOn(1, day)).toBe(covering[0]?.area);
      expect(index.scopesOn(1, day).filter((scope) => scope.startsWith('area:'))).toEqual(
        covering.map((row) => `area:${row.area}`),
      );
      for (const scope of index.scopes()) {
        expect(index.unitsIn(scope, day).length > 0).toBe(index.scopesOn(1, day).includes(scope));
      }
    }),
  );
});

test('a move changes no day before it, and every day from it on', () => {
  fc.assert(
    fc.property(historyArbitrary, dayArbitrary, fc.constantFrom(...AREAS), (known, from, area) => {
      const history = continueHistory(known, [{ area, from, to: null }]);
      if ('refused' in history) throw new Error(history.refused);
      const before = directoryOf({ id: 1, concept: null, memberships: known });
      const after = directoryOf({ id: 1, concept: null, memberships: history.memberships });
      expect(checkDirectory(after)).toEqual([]);
      const [old, now] = [indexDirectory(before), indexDirectory(after)];
      for (const day of DAYS) expect(now.areaOn(1, day)).toBe(day < from ? old.areaOn(1, day) : area);
    }),
  );
});

test('stating a known history again changes nothing', () => {
  fc.assert(
    fc.property(historyArbitrary, dayArbitrary, (known, day) => {
      const index = indexDirectory(directoryOf({ id: 1, concept: null, memberships: known }));
      const again = continueHistory(known, known);
      if ('refused' in again) throw new Error(again.refused);
      const repeated = indexDirectory(directoryOf({ id: 1, concept: null, memberships: again.memberships }));
      expect(repeated.areaOn(1, day)).toBe(index.areaOn(1, day));
    }),
  );
});

test('a million questions about unit-days do not take seconds', () => {
  const units = Array.from({ length: 349 }, (_, at) => ({ ...moved.units[0], id: at + 1 }) as Unit);
  const index = indexDirectory({ ...moved, units });
  const start = performance.now();
  let count = 0;
  for (let n = 0; n < 1_000_000; n++)
    count += index.scopesOn((n % 349) + 1, DAYS[n % DAYS.length] as string).length;
  expect(count).toBe(5_000_000);
  expect(performance.now() - start).toBeLessThan(2_000);
});
