import { expect, test } from 'vitest';
import { DirectoryError } from './directory-error.ts';
import { parseOrganisation } from './organisation-file.ts';

const names = { fi: 'a', sv: 'b', en: 'c' };

function file(north: unknown[], south: unknown[] = []) {
  return {
    concepts: [{ id: 'centre', names }],
    entities: [
      {
        id: 'social',
        names,
        areas: [
          { id: 'north', names, units: north },
          { id: 'south', names, units: south },
        ],
      },
    ],
  };
}

function problemsOf(json: unknown): readonly string[] {
  try {
    parseOrganisation(json);
    return [];
  } catch (error) {
    if (error instanceof DirectoryError) return error.problems;
    throw error;
  }
}

test('the rows of a unit in several areas become one history', () => {
  const { areas, units } = parseOrganisation(
    file(
      [7, { id: 8, to: '2025-08-31' }],
      [{ id: 8, from: '2025-09-01', concept: 'centre', oids: ['urn:oid:1.2.3'] }],
    ),
  );
  expect(areas).toEqual([
    { id: 'north', entity: 'social', names },
    { id: 'south', entity: 'social', names },
  ]);
  expect(units).toEqual([
    { id: 7, memberships: [{ area: 'north', from: null, to: null }] },
    {
      id: 8,
      concept: 'centre',
      oids: ['1.2.3'],
      memberships: [
        { area: 'north', from: null, to: '2025-08-31' },
        { area: 'south', from: '2025-09-01', to: null },
      ],
    },
  ]);
});

test.each<[string, unknown, string]>([
  ['a misspelled field', file([{ id: 7, form: '2025-01-01' }]), '(id 7): there is no field form; remove it'],
  [
    'a unit in two areas at once',
    file([7], [7]),
    'Unit 7, field memberships: north (always) and south (always) overlap',
  ],
  ['a unit twice in one area', file([7, 7]), 'Unit 7, field memberships'],
  [
    'a day that is none',
    file([{ id: 7, from: '1.9.2025' }]),
    'entities[0].areas[0].units[0] (id 7), field from: must be a day',
  ],
  [
    'from after to',
    file([{ id: 7, from: '2025-02-01', to: '2025-01-01' }]),
    '2025-01-01 lies before its from',
  ],
  ['an unknown concept', file([{ id: 7, concept: 'none' }]), 'there is no concept "none"'],
  [
    'rows that contradict each other',
    file([{ id: 7, to: '2025-01-01', concept: 'centre' }], [{ id: 7, from: '2025-01-02', concept: null }]),
    'Unit 7 in area south, field concept: another row of the unit says otherwise.',
  ],
  [
    'an OID of two units',
    file([
      { id: 7, oids: ['1.2.3'] },
      { id: 8, oids: ['1.2.3'] },
    ]),
    '1.2.3 already names unit 7',
  ],
  [
    'an entity without a Swedish name',
    { entities: [{ id: 'x', names: { fi: 'a', en: 'c' }, areas: [] }] },
    'field names.sv',
  ],
  ['a list', [], 'The file: must be an object.'],
])('%s is refused with its place', (_, json, part) => {
  expect(problemsOf(json).join('\n')).toContain(part);
});
