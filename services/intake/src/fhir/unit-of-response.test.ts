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

  const url = 'https://maisa.example/unit';
  const inExtensions: MaisaMapping = { ...shipped, unit: { path: 'extension', url } };

  test.each([
    ['value', { valueCanonical: 'urn:4711' }],
    ['valueBoolean', { valueBoolean: true }],
    ['valueQuantity', { valueQuantity: { value: 4711 } }],
  ])('is missing, though it is there as %s', (name, value) => {
    expect(issues({ extension: [{ url, ...value }] }, inExtensions)).toEqual([`value extension[0].${name}`]);
    const inItem: MaisaMapping = { ...shipped, unit: { path: 'item', linkId: 'unit' } };
    const item = [{ linkId: 'unit', answer: [value] }];
    expect(issues({ item }, inItem)).toEqual([`value item[0].answer[0].${name}`]);
  });

  test('is the first of two that differ', () => {
    const units = (...values: string[]) => ({
      extension: values.map((valueString) => ({ url, valueString })),
    });
    expect(issues(units('4711', '4712'), inExtensions)).toEqual(['business-rule extension[1]']);
    expect(issues(units('4711', 'x'), inExtensions)).toEqual(['value extension[1]']);
    expect(content(units('4711', organisationOid), inExtensions).unit).toBe(4711);
  });

  test.each([
    { valueString: '4711' },
    { valueInteger: 4711 },
    { valuePositiveInt: 4711 },
    { valueUnsignedInt: 4711 },
    { valueDecimal: 4711 },
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
