import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { PROVIDERS } from './directory.ts';
import { DirectoryError } from './directory-error.ts';
import { parseServiceMap } from './service-map.ts';

const record = (id: unknown, more: object = {}) => ({
  id,
  name: { fi: 'Kallion terveysasema', sv: 'Berghälls hälsostation', en: 'Kallio Health Station' },
  provider_type: 1,
  ...more,
});

test('a page, a list and a single record give the same unit', () => {
  const page = { count: 1, next: null, previous: null, results: [record(5)] };
  const flat = {
    id: 5,
    name_fi: 'Kallion terveysasema',
    name_sv: 'Berghälls hälsostation',
    name_en: 'Kallio Health Station',
    provider_type: 'SELF_PRODUCED',
  };
  const expected = {
    units: [{ id: 5, names: record(5).name, provider: 'SELF_PRODUCED' }],
    fallbacks: [],
    rejected: [],
  };
  for (const json of [page, [record(5)], record(5), flat, [flat]]) {
    expect(parseServiceMap(json)).toEqual({ ...expected, morePages: false });
  }
});

test('a page that is one of several says so', () => {
  const page = { count: 2, next: 'page 2', previous: null, results: [record(5)] };
  expect(parseServiceMap(page).morePages).toBe(true);
});

test('the number of a provider means its label', () => {
  PROVIDERS.forEach((label, at) => {
    const [byNumber, byLabel] = parseServiceMap([
      record(1, { provider_type: at + 1 }),
      record(2, { provider_type: label }),
    ]).units;
    expect([byNumber?.provider, byLabel?.provider]).toEqual([label, label]);
  });
  expect(parseServiceMap(record(1, { provider_type: 6 })).units[0]?.provider).toBe('PURCHASED_SERVICE');
  expect(parseServiceMap(record(1, { provider_type: 11 })).units[0]?.provider).toBe('VOUCHER_SERVICE');
  expect(parseServiceMap(record(1, { provider_type: null })).units[0]?.provider).toBe('UNKNOWN');
});

test('a missing name is shown in the next language, and listed', () => {
  const { units, fallbacks } = parseServiceMap([
    record(1, { name: { fi: 'Asema' } }),
    record(2, { name: { sv: 'Station', fi: '  ' } }),
    record(3, { name: { en: 'Station', fi: null } }),
  ]);
  expect(units.map((unit) => unit.names)).toEqual([
    { fi: 'Asema', sv: 'Asema', en: 'Asema' },
    { fi: 'Station', sv: 'Station', en: 'Station' },
    { fi: 'Station', sv: 'Station', en: 'Station' },
  ]);
  expect(fallbacks).toEqual([
    { unit: 1, language: 'sv', shownIn: 'fi' },
    { unit: 1, language: 'en', shownIn: 'fi' },
    { unit: 2, language: 'fi', shownIn: 'sv' },
    { unit: 2, language: 'en', shownIn: 'sv' },
    { unit: 3, language: 'fi', shownIn: 'en' },
    { unit: 3, language: 'sv', shownIn: 'en' },
  ]);
});

test('English falls back to Finnish before Swedish', () => {
  const { units } = parseServiceMap(record(1, { name: { fi: 'Asema', sv: 'Station' } }));
  expect(units[0]?.names.en).toBe('Asema');
});

test('a bad record costs no other and names its field', () => {
  const { units, rejected } = parseServiceMap([
    record(1),
    record('2'),
    record(3.5),
    record(4, { provider_type: 12 }),
    record(5, { provider_type: 'NOBODY' }),
    record(6, { name: {} }),
    record(7, { name: { fi: 7 } }),
    record(8, { name: 'Asema' }),
    'nine',
    record(1),
    { id: 11, provider_type: 1 },
    record(12, { name: { fi: 'x'.repeat(301) } }),
    record(13),
  ]);
  expect(units.map((unit) => unit.id)).toEqual([1, 13]);
  expect(rejected.map(({ index, field }) => [index, field])).toEqual([
    [1, 'id'],
    [2, 'id'],
    [3, 'provider_type'],
    [4, 'provider_type'],
    [5, 'name'],
    [6, 'name.fi'],
    [7, 'name'],
    [8, ''],
    [9, 'id'],
    [10, 'name_fi'],
    [11, 'name'],
  ]);
  expect(rejected[8]?.message).toBe('Record 9, field id: 1 is already the id of record 0; keep one of them.');
});

test('contact persons and everything else of a record are dropped', () => {
  const [unit] = parseServiceMap(
    record(1, { contact_person: 'A Person', phone: '09 1', email: 'a@b.fi' }),
  ).units;
  expect(Object.keys(unit ?? {})).toEqual(['id', 'names', 'provider']);
});

test.each([null, 'text', 5, { results: 'none' }])(
  'a file without records (%j) is refused as a whole',
  (json) => {
    expect(() => parseServiceMap(json)).toThrow(DirectoryError);
  },
);

const REAL_UNITS = new URL('../../../../shared/data/units/', import.meta.url);
const absent = !existsSync(REAL_UNITS);
const skipNote = absent ? ' (skipped: ../shared/data is absent)' : '';

function readReal(file: string) {
  return parseServiceMap(JSON.parse(readFileSync(new URL(file, REAL_UNITS), 'utf8')));
}

test.skipIf(absent)(`real records of the flat form all go in${skipNote}`, () => {
  const single = readReal('tpr-v4-unit-41102.json');
  expect(single.units).toEqual([
    {
      id: 41102,
      names: { fi: 'Yrjönkadun uimahalli', sv: 'Georgsgatans simhall', en: 'Yrjönkatu swimming hall' },
      provider: 'SELF_PRODUCED',
    },
  ]);
  const espoo = readReal('tpr-v4-units-espoo-6.json');
  expect([espoo.units.length, espoo.rejected.length]).toEqual([6, 0]);
  expect(espoo.fallbacks).toHaveLength(2 * 2 + 4);
  const module4 = readReal('tpr-v4-units-helfi-module-4.json');
  expect(module4.units.map((unit) => unit.id)).toEqual([60321, 67763, 63115, 59369]);
  expect(module4.fallbacks.map(({ unit, language }) => [unit, language])).toEqual([
    [67763, 'sv'],
    [67763, 'en'],
  ]);
});
