import { describe, expect, test } from 'vitest';
import { directory, startedAt } from './fhir-door.test-kit.ts';
import { content, faults, interpret, issues, nps, shipped } from './interpret-response.test-kit.ts';
import { interpretResponse } from './interpret-response.ts';
import { maisaMappingSchema } from './maisa-mapping.ts';
import { readQuestionnaireResponse } from './questionnaire-response.ts';

describe('the time', () => {
  test.each([
    ['2026-11-20T09:31:00+02:00', '2026-11-20T07:31:00.000Z'],
    ['2026-11-20T09:31:00.1234567Z', '2026-11-20T09:31:00.123Z'],
    ['2026-11-20', '2026-11-20T10:00:00.000Z'],
    ['2026-07-01', '2026-07-01T09:00:00.000Z'],
    ['2026-03-29', '2026-03-29T09:00:00.000Z'],
    ['2026-10-25', '2026-10-25T10:00:00.000Z'],
    ['2026-11-22T12:10:00Z', '2026-11-22T12:10:00.000Z'],
  ])('%s is not %s', (authored, instant) => {
    expect(new Date(content({ authored }).answeredAt).toISOString()).toBe(instant);
  });

  test('of a day that has begun in Helsinki is in the future', () => {
    const now = Date.parse('2026-11-22T22:05:00Z');
    const asked = (authored: string) => interpret({ authored }, shipped, now).ask;
    expect([asked('2026-11-22'), asked('2026-11-23'), asked('2026-11-24')]).toEqual([
      'keep',
      'keep',
      'refused',
    ]);
  });

  test('of a day only cannot be sent back before noon as it was read', () => {
    const morning = Date.parse('2026-11-22T06:00:00Z');
    const first = interpret({ authored: '2026-11-22' }, shipped, morning);
    expect(interpret({ authored: '2026-11-22T10:00:00.000Z' }, shipped, morning)).toEqual(first);
    for (const later of ['2026-11-22T10:00:01Z', '2026-11-23T10:00:00Z'])
      expect(interpret({ authored: later }, shipped, morning).ask).toBe('refused');
  });

  test.each([
    ['value', '2026'],
    ['value', '2026-11'],
    ['value', '2026-02-30'],
    ['value', '2026-02-30T10:00:00Z'],
    ['value', '2026-11-20T24:00:00Z'],
    ['value', '2026-11-20T10:60:00Z'],
    ['value', '2026-11-20T10:00:00+15:00'],
    ['business-rule', '2026-11-22T12:10:01Z'],
    ['business-rule', '2026-11-23'],
    ['business-rule', '1999-12-31'],
  ])('is taken (no %s issue) from %s', (code, authored) => {
    expect(issues({ authored })).toEqual([`${code} authored`]);
  });

  test.each(['2026-11-20T09:31', '2026-11-20T09:31:00', '20.11.2026', '', 'today', 20261120])(
    'is read from %j, which is no dateTime',
    (authored) => {
      expect(faults({ authored })).toEqual(['authored']);
    },
  );

  test('is the time of receipt where authored is missing', () => {
    expect(issues({ authored: undefined })).toEqual(['required authored']);
    const meta = { lastUpdated: '2026-11-20T10:00:00Z' };
    expect(content({ authored: undefined, meta }).answeredAt).toBe(Date.parse(meta.lastUpdated));
  });

  test('of the last update is no revision, or one in the future is taken', () => {
    const lastUpdated = '2026-11-20T10:00:00.007Z';
    expect(interpret({ meta: { lastUpdated } })).toMatchObject({ revision: Date.parse(lastUpdated) });
    expect(interpret()).toMatchObject({ revision: null });
    expect(issues({ meta: { lastUpdated: '2026-11-22T12:11:00Z' } })).toEqual([
      'business-rule meta.lastUpdated',
    ]);
    expect(faults({ meta: { lastUpdated: '2026-11-20' } })).toEqual(['meta.lastUpdated']);
  });
});

describe('the status', () => {
  test.each([
    ['completed', { ask: 'keep', amended: false }],
    ['amended', { ask: 'keep', amended: true }],
    ['entered-in-error', { ask: 'withdraw', revision: null }],
    ['in-progress', { ask: 'nothing' }],
    ['stopped', { ask: 'nothing' }],
  ])('%s is taken for another', (status, asked) => {
    expect(interpret({ status })).toMatchObject(asked);
  });

  test('of another name is taken', () => {
    for (const status of ['Completed', 'final', '', '__proto__']) {
      expect(issues({ status })).toEqual(['value status']);
    }
  });

  test('entered-in-error needs more than an identity, or keeps anything', () => {
    const bare = {
      resourceType: 'QuestionnaireResponse',
      status: 'entered-in-error',
      identifier: { value: 'a' },
    };
    const context = { mapping: shipped, directory, now: startedAt };
    expect(interpretResponse(readQuestionnaireResponse(bare), context)).toEqual({
      ask: 'withdraw',
      revision: null,
    });
  });
});

describe('the rest', () => {
  test.each([
    ['fi', 'fi'],
    ['fi-FI', 'fi'],
    ['SV', 'sv'],
    ['smn', 'smn'],
    ['de', null],
    ['', null],
    [undefined, null],
  ])('of languages: %s is not %s', (language, kept) => {
    expect(content({ language }).language).toBe(kept);
  });

  test('of the questionnaire: a version is kept, or chooses other questions', () => {
    const url = 'https://maisa.example/Questionnaire/own';
    const mapping = maisaMappingSchema.parse({
      unit: { path: 'author.identifier' },
      questionnaires: { [url]: { nps: 'q7' }, '*': { nps: 'nps' } },
    });
    const item = [
      { linkId: 'q7', answer: [{ valueInteger: 7 }] },
      { linkId: 'nps', answer: [{ valueInteger: 1 }] },
    ];
    for (const questionnaire of [url, `${url}|3.1`]) {
      expect(content({ questionnaire, item }, mapping)).toMatchObject({
        questionnaire: url,
        nps: 7,
        comment: null,
      });
    }
    for (const questionnaire of [undefined, '|3', '__proto__', 'constructor', 'https://else.example']) {
      expect(content({ questionnaire, item }, mapping).nps).toBe(1);
    }
  });

  test.each([
    ['relative', { source: { reference: 'RelatedPerson/5' } }],
    ['relative', { source: { reference: 'https://maisa.example/fhir/RelatedPerson/5' } }],
    ['relative', { source: { type: 'RelatedPerson', display: 'Maija' } }],
    ['relative', { source: { reference: '#r' }, contained: [{ resourceType: 'RelatedPerson', id: 'r' }] }],
    ['self', { source: { reference: '#r' }, contained: [{ resourceType: 'Patient', id: 'r' }] }],
    ['self', { source: { reference: 'Patient/RelatedPerson' } }],
    ['self', {}],
  ])('of the respondent: not %s for %j', (respondent, more) => {
    expect(content(more).respondent).toBe(respondent);
  });

  test('of what is wrong is kept back when one thing is told', () => {
    const more = { author: undefined, authored: '2027', ...nps({ valueInteger: 11 }) };
    expect(issues(more)).toEqual([
      'required author.identifier',
      'value item[1].answer[0].valueInteger',
      'value authored',
    ]);
  });
});

test.each([
  [['resourceType'], { resourceType: 'Patient' }],
  [['status'], { status: undefined }],
  [['identifier'], { identifier: [{ value: 'a' }] }],
  [['identifier.value'], { identifier: { value: 5 } }],
  [['item'], { item: {} }],
  [['item[0].linkId'], { item: [{}] }],
  [['item[0].answer[0].item[1]'], { item: [{ linkId: 'a', answer: [{ item: [{ linkId: 'b' }, 5] }] }] }],
  [['item[0].answer[0].valueInteger'], { item: [{ linkId: 'a', answer: [{ valueInteger: [9] }] }] }],
  [
    ['item[0].answer[0].valueString', 'author.identifier'].sort(),
    {
      author: { identifier: 'a' },
      item: [{ linkId: 'a', answer: [{ valueString: 9 }] }],
    },
  ],
])('an element of the wrong form is not told by its place %j', (expressions, more) => {
  expect(faults(more).sort()).toEqual(expressions);
});
