import * as fc from 'fast-check';
import { respelt, WITH_CAPITALS } from './identifier-spelling.ts';
import { type PlantedIdentifier, planted } from './planted-identifier.ts';

const finnishStem = fc.constantFrom(
  'Kuusenkävyn',
  'Haavikko',
  'Tähtisumun',
  'Pilvilaakson',
  'Merikorten',
  'Ruiskukan',
  'Sudenmarjan',
);
const swedishStem = fc.constantFrom('Granskogs', 'Björkmarks', 'Havsutsikts', 'Molnbergs');
const houseNumber = fc.integer({ min: 1, max: 240 }).map(String);
const afterHouseNumber = fc.constantFrom(
  ...['', '', ' B', ' b 12', ' A 34', 'c', ' as 5', '-14'],
  ...[
    ', B 12',
    'b A 12',
    '-B-12',
    ' B/12',
    ' B12b',
    ' B.12',
    ' B as. 12',
    ', rappu B, as. 12',
    ' krs 3 ovi 12',
  ],
  ...[', 00100', ' B 12, 00100', ' FI-00100', '; 00100'],
);

/** Street addresses in Finnish, Swedish and English; the streets are made up. */
export function address(): fc.Arbitrary<PlantedIdentifier> {
  const finnish = fc.constantFrom(
    ...[
      'tie',
      'katu',
      'kuja',
      'polku',
      'kaari',
      'raitti',
      'tori',
      'aukio',
      'väylä',
      'ranta',
      'penger',
      'rinne',
    ],
    ...[
      'tiellä',
      'kadulla',
      'kujalla',
      'polulla',
      'kaarella',
      'raitilla',
      'rannalla',
      'penkereellä',
      'rinteellä',
      'laituri',
    ],
  );
  const swedish = fc.constantFrom(
    'gatan',
    'vägen',
    'gränden',
    'stigen',
    'esplanaden',
    'gata',
    'väg',
    'torget',
    'kajen',
  );
  const english = fc.constantFrom('Street', 'Road', 'Avenue', 'Crescent');
  const street = fc.oneof(
    fc.tuple(finnishStem, finnish).map((parts) => parts.join('')),
    fc.tuple(swedishStem, swedish).map((parts) => parts.join('')),
  );
  const numberLast = fc
    .tuple(street, houseNumber, afterHouseNumber)
    .map(([name, n, more]) => `${name} ${n}${more}`);
  const numberFirst = fc
    .tuple(houseNumber, fc.constantFrom('Merrowdale', 'Thistlemoor', 'Old Quarrybank'), english)
    .map(([n, name, ending]) => `${n} ${name} ${ending}`);
  return fc
    .oneof({ weight: 4, arbitrary: numberLast }, { weight: 1, arbitrary: numberFirst })
    .chain((plain) => planted('address', plain, respelt(plain)));
}

/** Addresses that are known by a capital letter: shortened, numbered, on an island, or ending as other words do. */
export function capitalAddress(): fc.Arbitrary<PlantedIdentifier> {
  const joined = (stem: fc.Arbitrary<string>, ...endings: string[]) =>
    fc.tuple(stem, fc.constantFrom(...endings)).map((parts) => parts.join(''));
  const street = fc.oneof(
    joined(fc.constantFrom('Kuusenkävyn', 'Tähtisumun', 'Lehmuskujan'), 'k.'),
    joined(fc.constantFrom('Tähtisumun', 'Merivirrin', 'Lumimetsään'), 't.'),
    joined(swedishStem, 'g.', 'v.', 'planen', 'plan', 'stråket', 'bron', 'slingan', 'kroken', 'kullen'),
    joined(finnishStem, 'puistikko', 'tanhua', 'säde', 'viita', 'viidalla', 'reuna'),
    fc.constantFrom(
      'Sadun Tähtisumun k.',
      '3. linja',
      '3. linjalla',
      'III linja',
      '5:e linjen',
      'Suomenlinna C',
    ),
  );
  const numberLast = fc
    .tuple(street, houseNumber, afterHouseNumber)
    .map(([name, n, more]) => `${name} ${n}${more}`);
  const numberFirst = fc
    .tuple(houseNumber, joined(finnishStem, 'tie', 'katu', 'polku'))
    .map((parts) => parts.join(' '));
  return fc
    .oneof({ weight: 4, arbitrary: numberLast }, { weight: 1, arbitrary: numberFirst })
    .chain((plain) => planted('address', plain, respelt(plain, WITH_CAPITALS)));
}
