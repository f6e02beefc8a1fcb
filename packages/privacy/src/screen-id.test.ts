import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyIdentifier } from './identifier-generator.ts';
import { containsIdentifier } from './screen-id.ts';

test('an identifier gets through as an id', () => {
  fc.assert(
    fc.property(
      anyIdentifier(),
      fc.constantFrom('', 'answer-', 'kiosk 7: ', 'hetu', 'urn:x:'),
      fc.nat({ max: 3 }),
      ({ spelling }, prefix, encodings) => {
        let written = spelling;
        for (let done = 0; done < encodings; done += 1) written = encodeURIComponent(written);
        expect(containsIdentifier(prefix + written)).toBe(true);
      },
    ),
    { numRuns: 3000 },
  );
});

test.each([
  ['a mobile number as a number', '401234567'],
  ['a mobile number of eleven digits as a number', 'kiosk-7-4571234567'],
  ['a number with a word in front', 'tel0401234567'],
  ['a number with letters behind', '0401234567abc'],
  ['a code without its sign', 'answer-010190923E'],
  ['a code encoded twice', '030365%252D944H'],
  ['an address with its spaces replaced', 'Hämeentie_5_B_12'],
  ['a code with its year in full', '01.01.1990-923E'],
])('%s gets through as an id', (_what, id) => {
  expect(containsIdentifier(id)).toBe(true);
});

test('a UUID is taken for an identifier', () => {
  fc.assert(
    fc.property(fc.uuid(), (id) => {
      expect(containsIdentifier(id)).toBe(false);
    }),
    { numRuns: 3000 },
  );
});

test("a device's counter is taken for an identifier", () => {
  const counter = fc.nat({ max: 99_999_999 }).map((n) => String(n).padStart(8, '0'));
  fc.assert(
    fc.property(counter, fc.constantFrom('', 'kiosk-7-', 'roidu:'), (n, prefix) => {
      expect(containsIdentifier(prefix + n)).toBe(false);
    }),
    { numRuns: 3000 },
  );
});

test.each([
  'kiosk-7-000123',
  'visit-2026',
  'helfi:4711',
  '20261120-000123',
  '20261120T093100Z',
  '2026-11-20T09:31:00+02:00',
  '1795167060000',
  '01JD3Q0X5Y8V9N2M7K4R6T1W0Z',
  '1.2.246.537.6.202.2008',
  'urn:oid:1.2.246.10.32213086.10.0',
  'sha256-9f86d081884c7d65',
])('an id that machines write is taken for an identifier: %s', (id) => {
  expect(containsIdentifier(id)).toBe(false);
});
