import { expect, test } from 'vitest';
import { parseDirectory } from './directory-check.ts';
import { DirectoryError } from './directory-error.ts';

const names = { fi: 'a', sv: 'b', en: 'c' };

function sound() {
  return {
    version: 1,
    entities: [{ id: 'social', names }],
    areas: [
      { id: 'north', entity: 'social', names },
      { id: 'south', entity: 'social', names },
    ],
    concepts: [{ id: 'centre', names }],
    units: [
      {
        id: 7,
        names,
        concept: 'centre' as string | null,
        provider: 'SELF_PRODUCED',
        memberships: [
          { area: 'north', from: null as string | null, to: '2025-08-31' as string | null },
          { area: 'south', from: '2025-09-01', to: null },
        ],
        oids: ['1.2.246.10.1'],
      },
    ],
  };
}

function problemsAfter(change: (directory: ReturnType<typeof sound>) => void): readonly string[] {
  const directory = sound();
  change(directory);
  try {
    parseDirectory(directory);
    return [];
  } catch (error) {
    if (error instanceof DirectoryError) return error.problems;
    throw error;
  }
}

type Sound = ReturnType<typeof sound>;
const unitOf = (directory: Sound) => directory.units[0] as Sound['units'][number];
const stayOf = (directory: Sound, row: number) =>
  unitOf(directory).memberships[row] as Sound['units'][number]['memberships'][number];

test('a sound register is read unchanged', () => {
  expect(parseDirectory(sound())).toEqual(sound());
});

test.each<[string, (directory: Sound) => void, string]>([
  [
    'memberships that share one day',
    (d) => Object.assign(stayOf(d, 0), { to: '2025-09-01' }),
    'Unit 7, field memberships: north (until 2025-09-01) and south (from 2025-09-01) overlap; a unit is in one area a day.',
  ],
  [
    'an area nobody defined',
    (d) => Object.assign(stayOf(d, 1), { area: 'west' }),
    'Unit 7, membership 1, field area: there is no area "west".',
  ],
  [
    'an area of an unknown entity',
    (d) => Object.assign(d.areas[1] ?? {}, { entity: 'other' }),
    'Area south, field entity: there is no entity "other".',
  ],
  [
    'an unknown concept',
    (d) => Object.assign(unitOf(d), { concept: 'none' }),
    'Unit 7, field concept: there is no concept "none".',
  ],
  [
    'a unit twice',
    (d) => d.units.push({ ...unitOf(d) }),
    'Unit 7, field id: rows 0 and 1 have the same id; keep one.',
  ],
  [
    'an area twice',
    (d) => d.areas.push({ id: 'north', entity: 'social', names }),
    'Area north, field id: rows 0 and 2 have the same id; keep one.',
  ],
  [
    'a stay that ends before it begins',
    (d) => Object.assign(stayOf(d, 1), { to: '2025-08-31' }),
    'Unit 7, membership 1, field to: 2025-08-31 lies before its from, 2025-09-01.',
  ],
  [
    'an OID of two units',
    (d) => d.units.push({ ...unitOf(d), id: 8 }),
    'Unit 8, field oids: 1.2.246.10.1 already names unit 7; an OID names one unit.',
  ],
  [
    'a day the calendar lacks',
    (d) => Object.assign(stayOf(d, 0), { to: '2025-02-29' }),
    'units[0] (id 7), field memberships[0].to: must be a day of the calendar written YYYY-MM-DD.',
  ],
  [
    'a slug with capitals',
    (d) => Object.assign(d.areas[0] ?? {}, { id: 'North' }),
    'areas[0] (id North), field id: must be 1 to 64 of the characters a-z, 0-9 and -.',
  ],
])('%s is refused with its place', (_, change, sentence) => {
  expect(problemsAfter(change)).toContain(sentence);
});

test('every problem is told, not only the first', () => {
  const problems = problemsAfter((directory) => {
    Object.assign(unitOf(directory), { concept: 'none' });
    Object.assign(stayOf(directory, 1), { area: 'west' });
  });
  expect(problems).toHaveLength(2);
});
