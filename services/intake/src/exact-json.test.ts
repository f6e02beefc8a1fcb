import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseExactly } from './exact-json.ts';

test.each([
  '8.9999999999999999',
  '10.0000000000000001',
  '1e-400',
  '1700000000000.99999',
  '89999999999999999e-16',
])('%s becomes an integer', (number) => {
  expect(parseExactly(`{"nps":${number}}`)).toEqual({ nps: Number.NaN });
});

test.each([
  ['9.0000000000000000', 9],
  ['90000000000000000e-16', 9],
  ['0.0000000000000000', 0],
  ['0e-400', 0],
  ['9007199254740993', 9007199254740992],
  ['1700000000000000e-3', 1_700_000_000_000],
])('%s is no integer any more', (number, value) => {
  expect(parseExactly(`[${number}]`)).toEqual([value]);
});

test('anything else is read in another way than JSON.parse reads it', () => {
  fc.assert(
    fc.property(fc.json(), fc.stringMatching(/^\d{16,20}$/), (json, digits) => {
      const text = `{"a":${json},"b":"${digits}"}`;
      expect(parseExactly(text)).toEqual(JSON.parse(text));
    }),
  );
});
