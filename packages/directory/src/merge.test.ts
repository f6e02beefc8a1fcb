import { expect, test } from 'vitest';
import { EMPTY_DIRECTORY } from './directory.ts';
import { DirectoryError } from './directory-error.ts';
import { describeDiff, mergeRegister } from './merge.ts';
import { parseOrganisation } from './organisation-file.ts';
import { parseServiceMap } from './service-map.ts';

const names = { fi: 'a', sv: 'b', en: 'c' };
const kallio = { fi: 'Kallio', sv: 'Berghäll', en: 'Kallio' };
const malmi = { fi: 'Malmi', sv: 'Malm', en: 'Malmi' };

const records = (...list: object[]) => parseServiceMap(list);
const nothing = { units: [], fallbacks: [] };
const record = (id: number, name: object, more: object = {}) => ({ id, name, provider_type: 1, ...more });

function placed(north: unknown[], south: unknown[] = []) {
  const areas = [
    { id: 'north', names, units: north },
    { id: 'south', names, units: south },
  ];
  return parseOrganisation({
    concepts: [{ id: 'centre', names }],
    entities: [{ id: 'social', names, areas }],
  });
}

const { next: known } = mergeRegister(
  EMPTY_DIRECTORY,
  records(record(1, kallio), record(2, malmi)),
  placed([1, { id: 2, concept: 'centre', oids: ['1.2.3'] }]),
);

test('a first import adds everything and shows it', () => {
  const { next, diff } = mergeRegister(EMPTY_DIRECTORY, records(record(1, kallio)), placed([1]));
  expect(next.version).toBe(1);
  expect(next.units[0]?.memberships).toEqual([{ area: 'north', from: null, to: null }]);
  expect(describeDiff(diff)).toEqual([
    '+ entity social: a / b / c',
    '+ area north: a / b / c',
    '+ area south: a / b / c',
    '+ concept centre: a / b / c',
    '+ unit 1 Kallio: north',
  ]);
});

test('the same files again change nothing, not even the version', () => {
  const { next, diff } = mergeRegister(
    known,
    records(record(1, kallio), record(2, malmi)),
    placed([1, { id: 2, concept: 'centre', oids: ['1.2.3'] }]),
  );
  expect(next).toEqual(known);
  expect(describeDiff(diff)).toEqual(['Nothing changes.']);
});

test('a move closes the old membership the day before and keeps it', () => {
  const { next, diff } = mergeRegister(known, nothing, placed([2], [{ id: 1, from: '2026-01-01' }]));
  expect(next.units[0]?.memberships).toEqual([
    { area: 'north', from: null, to: '2025-12-31' },
    { area: 'south', from: '2026-01-01', to: null },
  ]);
  expect(describeDiff(diff)).toEqual(['~ unit 1 Kallio: moved from area north to area south on 2026-01-01']);
  expect(known.units[0]?.memberships).toEqual([{ area: 'north', from: null, to: null }]);
});

test('a move without a date is refused and leaves the unit where it was, while the others go on', () => {
  const { next, diff } = mergeRegister(known, nothing, placed([], [1, { id: 2, from: '2026-01-01' }]));
  expect(next.units[0]?.memberships).toEqual(known.units[0]?.memberships);
  expect(next.units[1]?.memberships).toHaveLength(2);
  expect(describeDiff(diff).at(-1)).toBe(
    '! unit 1 not placed: the register has it in area north (always), the file in south without a date; say from which day in field from.',
  );
});

test('a file without dates does not undo an earlier move', () => {
  const { next: moved } = mergeRegister(known, nothing, placed([], [{ id: 1, from: '2026-01-01' }]));
  const { next, diff } = mergeRegister(moved, nothing, placed([], [1]));
  expect(next).toEqual(moved);
  expect(diff.refused).toEqual([]);
});

test('history that a file overrules is told', () => {
  const { next: planned } = mergeRegister(known, nothing, placed([], [{ id: 1, from: '2026-06-01' }]));
  const { next, diff } = mergeRegister(planned, nothing, placed([{ id: 1, from: '2026-05-01' }]));
  expect(next.units[0]?.memberships).toEqual([{ area: 'north', from: null, to: null }]);
  expect(describeDiff(diff)).toContain(
    '~ unit 1 Kallio: no longer in area south (from 2026-06-01); its answers of those days move',
  );
});

test('a row with an end closes the unit, and one without opens it again', () => {
  const { next: closed, diff } = mergeRegister(known, nothing, placed([{ id: 1, to: '2026-03-31' }]));
  expect(describeDiff(diff)[0]).toBe('~ unit 1 Kallio: closed, last day in area north is 2026-03-31');
  expect(describeDiff(mergeRegister(closed, nothing, placed([1])).diff)[0]).toBe(
    '~ unit 1 Kallio: open again in area north',
  );
});

test('a gap that opens in a history is shown, though no unit moves, opens or closes', () => {
  const rows = (to: string) => placed([{ id: 1, to }], [{ id: 1, from: '2026-01-01' }]);
  const { next: moved } = mergeRegister(known, nothing, rows('2025-12-31'));
  const { next, diff } = mergeRegister(moved, nothing, rows('2025-11-30'));
  expect(next.version).toBe(moved.version + 1);
  expect(describeDiff(diff)[0]).toContain('north until 2025-11-30, south from 2026-01-01');
});

test('units a file does not hold stay, with a word on how to close them', () => {
  const { next, diff } = mergeRegister(known, records(record(3, malmi)));
  expect(next.units.map((unit) => unit.id)).toEqual([1, 2, 3]);
  const lines = describeDiff(diff);
  expect(lines[0]).toBe('+ unit 3 Malmi: in no area yet; place it in the organisation file');
  expect(lines[1]).toContain('2 known units are not in these files and stay; to close one');
});

test('names, provider, concept and OIDs that change are each shown', () => {
  const { diff } = mergeRegister(
    known,
    records(record(1, { ...kallio, sv: 'Norra Berghäll' }, { provider_type: 'VOUCHER_SERVICE' })),
    placed([1, { id: 2, concept: null, oids: ['1.2.4'] }]),
  );
  expect(describeDiff(diff)).toEqual([
    '~ unit 1: renamed in sv from "Berghäll" to "Norra Berghäll"',
    '~ unit 1 Kallio: provider changed from SELF_PRODUCED to VOUCHER_SERVICE',
    '~ unit 2 Malmi: concept changed from centre to none',
    '~ unit 2 Malmi: OIDs changed from 1.2.3 to 1.2.4',
  ]);
});

test('a record that lacks a name or provider does not erase the known one', () => {
  const { next, diff } = mergeRegister(known, records({ id: 1, name: { fi: 'Kallio' } }));
  expect(next).toEqual(known);
  expect(diff.fallbacks.map(({ language }) => language)).toEqual(['en']);
});

test('a name shown in another language is listed', () => {
  const { next, diff } = mergeRegister(known, records({ id: 1, name: { fi: 'Uusi' } }));
  expect(next.units[0]?.names).toEqual({ fi: 'Uusi', sv: 'Uusi', en: 'Uusi' });
  expect(describeDiff(diff)).toContain('! unit 1: no name in sv, its name in fi is shown there');
});

test('a placed unit nobody has named is refused alone', () => {
  const { next, diff } = mergeRegister(known, nothing, placed([1, 9, { id: 10, names: malmi }]));
  expect(next.units.map((unit) => unit.id)).toEqual([1, 2, 10]);
  expect(diff.refused.map(({ unit }) => unit)).toEqual([9]);
});

test('an OID that already names a known unit stops the import', () => {
  const merge = () => mergeRegister(known, nothing, placed([{ id: 1, oids: ['1.2.3'] }]));
  expect(merge).toThrow(DirectoryError);
  expect(merge).toThrow('Unit 2, field oids: 1.2.3 already names unit 1');
});
