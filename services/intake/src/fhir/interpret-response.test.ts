import { beforeEach, describe, expect, test } from 'vitest';
import { directory, good, organisationOid, startedAt } from './fhir-door.test-kit.ts';
import { interpretResponse } from './interpret-response.ts';
import { loadMaisaMapping, type MaisaMapping, maisaMappingSchema } from './maisa-mapping.ts';
import { RefusedResponse } from './operation-outcome.ts';
import { readQuestionnaireResponse } from './questionnaire-response.ts';

let mapping: MaisaMapping;
beforeEach(() => {
  mapping = loadMaisaMapping();
});

function interpret(more: Record<string, unknown> = {}) {
  return interpretResponse(readQuestionnaireResponse(good(more)), { mapping, directory, now: startedAt });
}

function content(more: Record<string, unknown> = {}) {
  const asked = interpret(more);
  if (asked.ask !== 'keep') throw new Error(`asks for ${JSON.stringify(asked)}`);
  return asked.content;
}

/** Code and expression of each issue. */
function issues(more: Record<string, unknown> = {}): string[] {
  const asked = interpret(more);
  return asked.ask === 'refused'
    ? asked.issues.map(
        ({ code, expression }) => `${code} ${expression?.replace('QuestionnaireResponse.', '')}`,
      )
    : [];
}

/** Expressions of a response that has not even the form of one. */
function faults(more: Record<string, unknown>): (string | undefined)[] {
  try {
    interpret(more);
  } catch (error) {
    if (error instanceof RefusedResponse && error.status === 400) {
      return error.issues.map(({ expression }) => expression?.replace('QuestionnaireResponse.', ''));
    }
  }
  return [];
}

const nps = (...answer: object[]) => ({ item: [{ linkId: 'other' }, { linkId: 'nps', answer }] });

describe('a score', () => {
  test.each([
    [0, { valueInteger: 0 }],
    [10, { valueInteger: 10 }],
    [9, { valueDecimal: 9.0 }],
    [9, { valueInteger: '9' }],
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
  ])('is rounded, clamped or guessed from %s of %j', (name, answer) => {
    expect(issues(nps(answer))).toEqual([`value item[1].answer[0].${name}`]);
  });

  test('is chosen from several answers or values', () => {
    expect(issues(nps({ valueInteger: 9 }, { valueInteger: 9 }))).toEqual([
      'business-rule item[1].answer[1]',
    ]);
    expect(issues(nps({ valueInteger: 9, valueString: '9' }))).toEqual(['structure item[1].answer[0]']);
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
    expect(issues(comment({ valueInteger: 5 }))).toEqual(['value item[0].answer[0]']);
  });
});

describe('a statement', () => {
  beforeEach(() => {
    mapping = maisaMappingSchema.parse({
      unit: { path: 'author.identifier' },
      dontKnow: ['dk'],
      questionnaires: { '*': { nps: 'nps', statements: { access: 'q1', encounter: 'q2', safety: 'q3' } } },
    });
  });

  test('is lost, or "do not know" is a score', () => {
    const item = [
      { linkId: 'q1', answer: [{ valueInteger: 5 }] },
      { linkId: 'q2', answer: [{ valueCoding: { code: 'dk' } }] },
    ];
    expect(content({ item }).statements).toEqual({ access: 5, encounter: null });
  });

  test.each([[{ valueInteger: 6 }], [{ valueInteger: 0 }], [{ valueCoding: { code: 'other' } }]])(
    'of 1 to 5 is read from %j',
    (answer) => {
      expect(issues({ item: [{ linkId: 'q1', answer: [answer] }] })).toHaveLength(1);
    },
  );
});

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
    mapping = {
      ...mapping,
      organisations: maisaMappingSchema.shape.organisations.parse({
        'urn:oid:1.2.246.537.6.202.2008.55': 4711,
      }),
    };
    expect(content(author(system, value)).unit).toBe(4711);
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
    mapping = { ...mapping, unit: { path: 'extension', url: 'https://maisa.example/unit' } };
    const extension = [
      { url: 'https://maisa.example/other', valueString: '1' },
      { url: 'https://maisa.example/unit', ...value },
    ];
    expect(content({ author: undefined, extension }).unit).toBe(4711);
    expect(issues({ extension: [] })).toEqual(['required extension']);
    mapping = { ...mapping, unit: { path: 'item', linkId: 'unit' } };
    const item = [{ linkId: 'group', item: [{ linkId: 'unit', answer: [value] }] }];
    expect(content({ author: undefined, item }).unit).toBe(4711);
    expect(issues({ item: [] })).toEqual(['required item']);
  });
});

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
    const context = { mapping, directory, now: Date.parse('2026-11-22T22:05:00Z') };
    const asked = (authored: string) =>
      interpretResponse(readQuestionnaireResponse(good({ authored })), context).ask;
    expect([asked('2026-11-22'), asked('2026-11-23'), asked('2026-11-24')]).toEqual([
      'keep',
      'keep',
      'refused',
    ]);
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
    const context = { mapping, directory, now: startedAt };
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
    mapping = maisaMappingSchema.parse({
      unit: { path: 'author.identifier' },
      questionnaires: { [url]: { nps: 'q7' }, '*': { nps: 'nps' } },
    });
    const item = [
      { linkId: 'q7', answer: [{ valueInteger: 7 }] },
      { linkId: 'nps', answer: [{ valueInteger: 1 }] },
    ];
    for (const questionnaire of [url, `${url}|3.1`]) {
      expect(content({ questionnaire, item })).toMatchObject({ questionnaire: url, nps: 7, comment: null });
    }
    for (const questionnaire of [undefined, '|3', '__proto__', 'constructor', 'https://else.example']) {
      expect(content({ questionnaire, item }).nps).toBe(1);
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
