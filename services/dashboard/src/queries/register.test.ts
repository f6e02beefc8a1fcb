import { describe, expect, test } from 'vitest';
import { chosenArea, findUnits, type Unit } from './register.ts';

const unit = (id: number, fi: string, sv: string, en: string): Unit => ({
  id,
  names: { fi, sv, en },
  area: 'a',
  entity: 'e',
  concept: null,
  provider: 'SELF_PRODUCED',
});
const units = [
  unit(1, 'Töölön terveysasema', 'Tölö hälsostation', 'Töölö Health Station'),
  unit(2, 'Töölön hammashoitola', 'Tölö tandklinik', 'Töölö Dental Clinic'),
];
const found = (words: string) => findUnits(units, words).map(({ id }) => id);

describe('finding a unit', () => {
  test('a keyboard without ö finds Töölö', () => expect(found('toolo')).toEqual([1, 2]));
  test('words in any order and any of the three languages count', () =>
    expect(found('dental töl')).toEqual([2]));
  test('blank words find nothing, not everything', () => expect(found('  ')).toEqual([]));
});

describe('the chosen area', () => {
  const names = { fi: '', sv: '', en: '' };
  const entities = [
    {
      id: 'e',
      names,
      areas: [
        { id: 'empty', names, units: 0 },
        { id: 'full', names, units: 3 },
      ],
    },
  ];
  test('of an old link that no longer exists is the first with units', () => {
    expect(chosenArea(entities, 'closed')?.id).toBe('full');
  });
  test('may be one without units when it was asked for', () => {
    expect(chosenArea(entities, 'empty')?.id).toBe('empty');
  });
  test('of an empty register is none', () => expect(chosenArea([], 'full')).toBeNull());
});
