import { score } from '@kuulolla/nps/score';
import { describe, expect, test } from 'vitest';
import type { Sorting } from '../address/address.ts';
import { orderRows } from './order-rows.ts';

const of = (promoters: number, detractors: number) => score({ promoters, passives: 0, detractors });
const rows = [
  { name: 'Öland', score: of(5, 5) },
  { name: 'Åggelby', score: of(0, 0) },
  { name: 'Arabia 10', score: of(9, 1) },
  { name: 'Arabia 9', score: undefined },
  { name: 'Zeta', score: of(1, 9) },
];
const names = (sorting: Sorting) => orderRows(rows, sorting, 'fi').map(({ name }) => name);

describe('the order of rows', () => {
  test('by name follows the Finnish alphabet and counts numbers as numbers', () => {
    expect(names('name')).toEqual(['Arabia 9', 'Arabia 10', 'Zeta', 'Åggelby', 'Öland']);
  });

  test('a unit without answers is not ranked as if its score were 0', () => {
    expect(names('nps')).toEqual(['Zeta', 'Öland', 'Arabia 10', 'Arabia 9', 'Åggelby']);
    expect(names('-nps')).toEqual(['Arabia 10', 'Öland', 'Zeta', 'Arabia 9', 'Åggelby']);
  });

  test('by answers puts the unit with none before the unit not known, which is last', () => {
    expect(names('answers')[0]).toBe('Åggelby');
    expect(names('answers').at(-1)).toBe('Arabia 9');
  });
});
