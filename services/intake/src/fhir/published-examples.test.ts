import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  base,
  directory,
  type FhirDoorUnderTest,
  openFhirDoor,
  organisationOid,
} from './fhir-door.test-kit.ts';
import { maisaMappingSchema } from './maisa-mapping.ts';

const folder = new URL('../../../../../shared/data/fhir/', import.meta.url);
const absent = !existsSync(folder);
const note = absent ? ' (skipped: ../shared/data is absent)' : '';
const example = (name: string) =>
  JSON.parse(readFileSync(new URL(`QuestionnaireResponse-${name}.json`, folder), 'utf8'));

describe.skipIf(absent)(`HL7's published examples${note}`, () => {
  let door: FhirDoorUnderTest;
  beforeAll(async () => {
    // Their own questions as ours: Glasgow verbal response as the score, a free answer as the comment.
    const mapping = maisaMappingSchema.parse({
      unit: { path: 'author.identifier' },
      questionnaires: {
        'Questionnaire/gcs': { statements: { verbal: '1.1' } },
        '*': { nps: '1.1.1.1', comment: '3.2' },
      },
    });
    door = await openFhirDoor({ mapping });
  });
  afterAll(() => door.close());

  const author = { identifier: { system: 'urn:ietf:rfc:3986', value: `urn:oid:${organisationOid}` } };
  const unitMissing = { code: 'required', expression: ['QuestionnaireResponse.author.identifier'] };
  const nameless = { code: 'required', expression: ['QuestionnaireResponse.identifier'] };
  const wordless = {
    code: 'value',
    expression: ['QuestionnaireResponse.item[0].answer[0].valueCoding.code'],
  };

  test.each([
    ['3141', [unitMissing]],
    ['f201', [unitMissing, nameless]],
    ['gcs', [unitMissing, wordless, nameless]],
  ])('%s goes in as it is, or is refused without saying where', async (name, issue) => {
    const answer = await door.send('POST', base, { body: example(name) });
    expect([answer.status, answer.json]).toMatchObject([422, { resourceType: 'OperationOutcome', issue }]);
    expect(answer.json.issue).toHaveLength(issue.length);
  });

  test('3141 is not found nested four deep, or its patient is kept', async () => {
    const body = example('3141');
    const created = await door.send('POST', base, { body: { ...body, author } });
    expect(created.status).toBe(201);
    expect(door.events.at(-1)?.data).toMatchObject({
      unit: directory.units[0]?.id,
      nps: 1,
      answeredAt: Date.parse('2013-02-19T19:15:00Z'),
    });
    expect(JSON.stringify([door.events, created.text])).not.toMatch(
      /A34442332|188912345|1972-11|Q12349876|patsub/,
    );
  });

  test('f201 loses its words, or gives away who said them', async () => {
    const identifier = { value: 'f201' };
    const created = await door.send('POST', base, { body: { ...example('f201'), identifier, author } });
    expect(created.headers.get('location')).toBe('/fhir/R4/QuestionnaireResponse/f201/_history/0');
    const read = await door.send('GET', `${base}/f201`);
    expect(read.json.item).toEqual([{ linkId: '3.2', answer: [{ valueString: 'No, but I used to drink' }] }]);
    expect(read.text + JSON.stringify(door.events)).not.toMatch(/Roel|Practitioner|1960-03|Netherlands/);
  });

  test('gcs is put under its own id and not to be read there', async () => {
    const body = example('gcs');
    body.item[0].answer[0].valueCoding.code = '4';
    const created = await door.send('PUT', `${base}/gcs`, { body: { ...body, author } });
    expect(created.status).toBe(201);
    expect((await door.send('GET', `${base}/gcs`)).json).toMatchObject({
      questionnaire: 'Questionnaire/gcs',
      authored: '2014-12-11T04:44:16.000Z',
      item: [{ linkId: '1.1', answer: [{ valueInteger: 4 }] }],
    });
  });
});
