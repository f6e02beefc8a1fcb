import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { makeRegister } from '../register/make-register.ts';
import { parseDirectory } from './directory-check.ts';
import { indexDirectory } from './scopes.ts';
import { parseServiceMap } from './service-map.ts';
import { loadShippedDirectory } from './shipped-register.ts';

const readShipped = (file: string) => readFileSync(new URL(`../register/${file}`, import.meta.url), 'utf8');

test('the shipped files are what the script writes, not edited by hand', () => {
  for (const [file, text] of Object.entries(makeRegister())) expect(readShipped(file)).toBe(text);
});

test('all 349 sample units are good, their own, and outside the Service Map range', () => {
  const { units, rejected, fallbacks } = parseServiceMap(JSON.parse(readShipped('units.json')));
  expect([rejected, fallbacks]).toEqual([[], []]);
  expect(units.map((unit) => unit.id)).toEqual(Array.from({ length: 349 }, (_, at) => 900_001 + at));
  for (const language of ['fi', 'sv', 'en'] as const) {
    expect(new Set(units.map((unit) => unit.names[language])).size).toBe(349);
  }
});

test('both files say that they are a sample', () => {
  for (const file of ['units.json', 'organisation.json']) {
    expect(JSON.parse(readShipped(file)).note).toMatch(/^sample register/);
  }
});

test('every sample unit is in an area on every day of the sample town', () => {
  const directory = parseDirectory(loadShippedDirectory());
  const index = indexDirectory(directory);
  expect([directory.version, directory.entities.length, directory.concepts.length]).toEqual([1, 5, 3]);
  for (const unit of directory.units) {
    for (const day of [
      '2020-01-01',
      '2025-02-28',
      '2025-03-01',
      '2025-08-31',
      '2025-09-01',
      '2026-01-01',
      '2027-01-01',
    ]) {
      expect(index.scopesOn(unit.id, day)).toHaveLength(unit.concept === null ? 4 : 5);
    }
  }
});

test('no area, entity or concept of the sample is empty, and some units have moved', () => {
  const directory = loadShippedDirectory();
  const index = indexDirectory(directory);
  for (const scope of index.scopes()) expect(index.unitsIn(scope, '2026-11-01').length).toBeGreaterThan(0);
  expect(directory.units.filter((unit) => unit.memberships.length === 2)).toHaveLength(10);
  expect(new Set(directory.units.map((unit) => unit.provider)).size).toBeGreaterThanOrEqual(3);
});
