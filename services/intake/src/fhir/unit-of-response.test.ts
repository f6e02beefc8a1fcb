import { describe, expect, test } from 'vitest';
import { organisationOid } from './fhir-door.test-kit.ts';
import { content, issues, shipped } from './interpret-response.test-kit.ts';
import { type MaisaMapping, maisaMappingSchema } from './maisa-mapping.ts';

describe('the unit', () => {
  const author = (system: string | undefined, value: string | undefined) => ({
    author: { reference: 'Organization/1', display: 'Asema', identifier: { system, value } },
  });

  test.each([
    ['https://www.hel.fi/servicemap/v2', '4711'],
    [undefined, '4711'],
    ['urn:oid:1.2.246.537.6.202.2008', organisationOid],
    ['urn:ietf:rfc:3986', `urn:oid:${organisationOid}`],
    [undefined, `URN:OID:${organisationOid}`],
    ['urn:oid:1.2.246.10.32213086.10', '7'],
    ['urn:oid:1.2.246.537.6.202.2008', '55'],
    [undefined, '1.2.246.537.6.202.2008.55'],
  ])('is not found by %s %s', (system, value) => {
    const mapping = {
      ...shipped,
      organisations: maisaMappingSchema.shape.organisations.parse({
        'urn:oid:1.2.246.537.6.202.2008.55': 4711,
      }),
    };
    expect(content(author(system, value), mapping).unit).toBe(4711);
  });

  test.each([
    ['value', 'urn:oid:1.2.246.537.6.202.2008', '4711'],
    ['value', undefined, '1.2.246.10.1.1'],
    ['value', undefined, '04711'],
    ['value', undefined, '-1'],
    ['value', undefined, '1e3'],
    ['value', undefined, '10000000'],
    ['value', undefined, '401234567'],
    ['value', 'urn:oid:1.2.246.21', '131052-308T'],
    ['required', undefined, undefined],
    ['required', undefined, ' '],
  ])('is guessed (no %s issue) from %s %s', (code, system, value) => {
    expect(issues(author(system, value))).toEqual([`${code} author.identifier`]);
  });

  test('is missing, and the response goes in', () => {
    expect(issues({ author: undefined })).toEqual(['required author.identifier']);
    expect(issues({ author: { reference: 'Organization/4711' } })).toEqual(['required author.identifier']);
  });

  test.each([
    { valueString: '4711' },
    { valueInteger: 4711 },
    { valueOid: `urn:oid:${organisationOid}` },
    { valueUri: `urn:oid:${organisationOid}` },
    { valueIdentifier: { value: '4711' } },
    { valueCoding: { code: '4711' } },
    { valueReference: { identifier: { value: '4711' } } },
  ])('is not read where the mapping says: %j', (value) => {
    const inExtension: MaisaMapping = {
      ...shipped,
      unit: { path: 'extension', url: 'https://maisa.example/unit' },
    };
    const extension = [
      { url: 'https://maisa.example/other', valueString: '1' },
      { url: 'https://maisa.example/unit', ...value },
    ];
    expect(content({ author: undefined, extension }, inExtension).unit).toBe(4711);
    expect(issues({ extension: [] }, inExtension)).toEqual(['required extension']);
    const inItem: MaisaMapping = { ...shipped, unit: { path: 'item', linkId: 'unit' } };
    const item = [{ linkId: 'group', item: [{ linkId: 'unit', answer: [value] }] }];
    expect(content({ author: undefined, item }, inItem).unit).toBe(4711);
    expect(issues({ item: [] }, inItem)).toEqual(['required item']);
  });
});
