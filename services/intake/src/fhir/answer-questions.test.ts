import { describe, expect, test } from 'vitest';
import { content, issues, nps } from './interpret-response.test-kit.ts';
import { maisaMappingSchema } from './maisa-mapping.ts';

describe('a score', () => {
  test.each([
    [0, { valueInteger: 0 }],
    [10, { valueInteger: 10 }],
    [9, { valueDecimal: 9.0 }],
    [9, { valueInteger: '9' }],
    [9, { valuePositiveInt: 9 }],
    [0, { valueUnsignedInt: 0 }],
    [
      null,
      {
        _valueInteger: { extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason' }] },
      },
    ],
    [9, { valueString: '9' }],
    [10, { valueCoding: { system: 'https://maisa.example/score', code: '10', display: 'Ten' } }],
    [null, { extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason' }] }],
  ])('is not %j for %j', (score, answer) => {
    expect(content(nps(answer)).nps).toBe(score);
  });

  test.each([
    ['valueInteger', { valueInteger: 11 }],
    ['valueInteger', { valueInteger: -1 }],
    ['valueInteger', { valueInteger: 9.5 }],
    ['valueInteger', { valueInteger: 1e300 }],
    ['valueDecimal', { valueDecimal: 9.5 }],
    ['valueString', { valueString: '9.0' }],
    ['valueString', { valueString: ' 9' }],
    ['valueString', { valueString: '09' }],
    ['valueString', { valueString: '' }],
    ['valueString', { valueString: '９' }],
    ['valueCoding.code', { valueCoding: { code: '11' } }],
    ['valueCoding.code', { valueCoding: { display: '9' } }],
    ['valueBoolean', { valueBoolean: true }],
    ['valueQuantity', { valueQuantity: { value: 9 } }],
    ['valueDate', { valueDate: '2026-11-20' }],
    ['valuePositiveInt', { valuePositiveInt: 11 }],
    ['value', { valueInteger64: '9' }],
    ['value', { valueFoo: 9 }],
    ['value', { valueOther: true }],
    ['value', { value: 9 }],
  ])('is rounded, clamped or guessed from %s of %j', (name, answer) => {
    expect(issues(nps(answer))).toEqual([`value item[1].answer[0].${name}`]);
  });

  test('is chosen from several answers or values', () => {
    expect(issues(nps({ valueInteger: 9 }, { valueInteger: 9 }))).toEqual([
      'business-rule item[1].answer[1]',
    ]);
    for (const second of ['valueString', 'valueFoo']) {
      expect(issues(nps({ valueInteger: 9, [second]: '9' }))).toEqual(['structure item[1].answer[0]']);
    }
    const twice = {
      item: [...nps({ valueInteger: 9 }).item, { linkId: 'nps', answer: [{ valueInteger: 1 }] }],
    };
    expect(issues(twice)).toEqual(['business-rule item[2].answer[0]']);
  });

  test('that was not given is a zero', () => {
    for (const more of [{ item: undefined }, { item: [] }, nps(), { item: [{ linkId: 'nps' }] }]) {
      expect(content(more).nps).toBeNull();
    }
  });

  test('is overlooked in an item of an item or of an answer', () => {
    const inItem = { item: [{ linkId: 'g', item: [{ linkId: 'h', item: nps({ valueInteger: 4 }).item }] }] };
    expect(content(inItem).nps).toBe(4);
    const inAnswer = {
      item: [{ linkId: 'g', answer: [{ valueBoolean: true, item: nps({ valueInteger: 11 }).item }] }],
    };
    expect(issues(inAnswer)).toEqual(['value item[0].answer[0].item[1].answer[0].valueInteger']);
  });
});

describe('a comment', () => {
  const comment = (...answer: object[]) => ({ item: [{ linkId: 'comment', answer }] });

  test('loses one of several answers, or is kept with half a character', () => {
    const parts = comment({ valueString: 'Ensin.' }, { valueString: 'Sitten\ud800.' });
    expect(content(parts).comment).toBe('Ensin.\nSitten\ufffd.');
    expect(content(comment()).comment).toBeNull();
  });

  test('of 10,000 characters is refused, or a longer one taken', () => {
    expect(content(comment({ valueString: 'x'.repeat(10_000) })).comment).toHaveLength(10_000);
    expect(content(comment({ valueString: '😀'.repeat(10_000) })).comment).toHaveLength(20_000);
    expect(issues(comment({ valueString: 'x'.repeat(10_001) }))).toEqual([
      'value item[0].answer[0].valueString',
    ]);
    const parts = [{ valueString: 'x'.repeat(5_000) }, { valueString: 'x'.repeat(5_000) }];
    expect(issues(comment(...parts))).toEqual(['value item[0].answer[1].valueString']);
  });

  test('that is no text is dropped in silence', () => {
    for (const name of ['valueInteger', 'valueMarkdown', 'value']) {
      expect(issues(comment({ [name]: 5 }))).toEqual(['value item[0].answer[0]']);
    }
    expect(issues(comment({ valueString: 'Ensin.', valueMarkdown: 'Sitten.' }))).toEqual([
      'structure item[0].answer[0]',
    ]);
  });

  test('is refused for the kind of value of a question that is not read', () => {
    const item = [{ linkId: 'other', answer: [{ valueFoo: 1 }] }, ...nps({ valueInteger: 4 }).item];
    expect(content({ item }).nps).toBe(4);
  });
});

describe('a statement', () => {
  const mapping = maisaMappingSchema.parse({
    unit: { path: 'author.identifier' },
    dontKnow: ['dk'],
    questionnaires: { '*': { nps: 'nps', statements: { access: 'q1', encounter: 'q2', safety: 'q3' } } },
  });

  test('is lost, or "do not know" is a score', () => {
    const item = [
      { linkId: 'q1', answer: [{ valueInteger: 5 }] },
      { linkId: 'q2', answer: [{ valueCoding: { code: 'dk' } }] },
    ];
    expect(content({ item }, mapping).statements).toEqual({ access: 5, encounter: null });
  });

  test.each([[{ valueInteger: 6 }], [{ valueInteger: 0 }], [{ valueCoding: { code: 'other' } }]])(
    'of 1 to 5 is read from %j',
    (answer) => {
      expect(issues({ item: [{ linkId: 'q1', answer: [answer] }] }, mapping)).toHaveLength(1);
    },
  );
});
