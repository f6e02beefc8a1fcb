import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { linksOf, loadMaisaMapping } from './maisa-mapping.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'maisa-mapping-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function load(text: string) {
  const file = join(folder, 'mapping.json');
  writeFileSync(file, text);
  return loadMaisaMapping(file);
}
const unit = { path: 'author.identifier' };
const shape = (more: object) => JSON.stringify({ unit, questionnaires: {}, ...more });

describe('a mapping', () => {
  test('as shipped asks other questions than nps and comment', () => {
    const mapping = loadMaisaMapping();
    expect(mapping.unit).toEqual({ path: 'author.identifier' });
    expect(linksOf(mapping, 'https://maisa.example/any')).toEqual({
      nps: 'nps',
      comment: 'comment',
      statements: {},
    });
  });

  test('knows an organisation by one spelling of its OID only', () => {
    const { organisations } = load(
      shape({ organisations: { 'urn:oid:1.2.246.10.5': 1, '1.2.246.10.6': 2 } }),
    );
    expect([...organisations]).toEqual([
      ['1.2.246.10.5', 1],
      ['1.2.246.10.6', 2],
    ]);
  });

  test.each([
    ['unit', shape({ unit: { path: 'subject.identifier' } })],
    ['unit.url', shape({ unit: { path: 'extension' } })],
    ['organisations.x', shape({ organisations: { x: 1 } })],
    ['organisations.1.2.3', shape({ organisations: { '1.2.3': '1' } })],
    ['questionnaires', shape({ questionnaires: { 'https://a|1': {} } })],
    ['questionnaires.*.nps', shape({ questionnaires: { '*': { nps: 5 } } })],
    ['questionnaires.*.statements', shape({ questionnaires: { '*': { statements: { 'Is it?': 'a' } } } })],
    ['its content', shape({ units: {} })],
    ['JSON', '{'],
  ])('that is wrong in %s ends the start without naming it: %s', (place, text) => {
    expect(() => load(text)).toThrow(expect.objectContaining({ name: 'SettingsError' }));
    expect(() => load(text)).toThrow(place);
  });

  test('that is not there ends the start with anything but a sentence', () => {
    expect(() => loadMaisaMapping(join(folder, 'none.json'))).toThrow(/cannot be read/);
  });
});
