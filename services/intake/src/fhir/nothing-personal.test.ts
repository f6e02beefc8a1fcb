import { anyIdentifier } from '@kuulolla/privacy/identifier-generator';
import type { PlantedIdentifier } from '@kuulolla/privacy/planted-identifier';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { base, type FhirDoorUnderTest, good, openFhirDoor } from './fhir-door.test-kit.ts';

let door: FhirDoorUnderTest;
beforeAll(async () => {
  door = await openFhirDoor();
});
afterAll(() => door.close());

/** A response with these texts wherever a person could stand in it; all but the comment has no business with us. */
function planted(inComment: string, elsewhere: string): Record<string, unknown> {
  const person = { reference: `Patient/${elsewhere}`, display: elsewhere, identifier: { value: elsewhere } };
  return good({
    id: elsewhere,
    implicitRules: elsewhere,
    text: { status: 'generated', div: `<div>${elsewhere}</div>` },
    contained: [
      { resourceType: 'Patient', id: 'p', name: [{ text: elsewhere }], telecom: [{ value: elsewhere }] },
      { resourceType: elsewhere, id: elsewhere },
    ],
    extension: [{ url: `https://maisa.example/${elsewhere}`, valueString: elsewhere }],
    modifierExtension: [{ url: elsewhere, valueIdentifier: { value: elsewhere } }],
    identifier: { system: 'urn:oid:1.2.246.21', value: elsewhere, assigner: { display: elsewhere } },
    basedOn: [person],
    partOf: [person],
    questionnaire: `https://maisa.example/Questionnaire/${'long-'.repeat(30)}${elsewhere}`,
    subject: person,
    encounter: person,
    source: { ...person, type: elsewhere },
    author: { display: elsewhere, reference: elsewhere, identifier: { value: '4711', assigner: person } },
    language: elsewhere,
    meta: { versionId: elsewhere, source: elsewhere, tag: [{ code: elsewhere, display: elsewhere }] },
    item: [
      { linkId: 'nps', text: elsewhere, answer: [{ valueInteger: 9, extension: [{ url: elsewhere }] }] },
      { linkId: 'comment', answer: [{ valueString: `Terveiset! Tietoni: ${inComment}.` }] },
      { linkId: elsewhere, answer: [{ valueString: elsewhere }, { valueReference: person }] },
    ],
  });
}

/** The same with one element at a time that makes the door refuse it. */
function faulty(elsewhere: string): Record<string, unknown>[] {
  const one = planted(elsewhere, elsewhere);
  return [
    { ...one, resourceType: elsewhere },
    { ...one, status: elsewhere },
    { ...one, authored: elsewhere },
    { ...one, meta: { lastUpdated: elsewhere } },
    { ...one, identifier: elsewhere },
    { ...one, author: { identifier: { system: elsewhere, value: elsewhere } } },
    { ...one, item: [{ linkId: 'nps', answer: [{ valueString: elsewhere }] }] },
    { ...one, item: [{ linkId: 'nps', answer: [{ valueCoding: { code: elsewhere } }] }] },
    { ...one, item: [{ linkId: 'comment', answer: [{ valueCoding: { code: elsewhere } }] }] },
    { ...one, [elsewhere]: elsewhere, item: elsewhere },
  ];
}

function expectNothingOf(identifier: PlantedIdentifier, written: unknown): void {
  const haystack = JSON.stringify(written);
  for (const part of identifier.mustNotAppear) {
    expect(haystack).not.toContain(JSON.stringify(part).slice(1, -1));
  }
}

let plainIds = 0;

async function answersTo(body: Record<string, unknown>, text: string) {
  // An id of its own each time: under one that is known the next identifier would be a third name.
  const plainId = `plain-${plainIds++}`;
  const id = encodeURIComponent(text.toWellFormed());
  const answers = [
    await door.send('POST', base, { body }),
    await door.send('PUT', `${base}/${id}`, { body }),
    await door.send('GET', `${base}/${id}`),
    await door.send('PUT', `${base}/${plainId}`, {
      body: { ...body, id: plainId },
      headers: { prefer: 'return=representation' },
    }),
    await door.send('GET', `${base}/${plainId}`),
  ];
  return answers.map((each) => ({ status: each.status, written: [each.text, [...each.headers]] }));
}

test('an identifier planted anywhere in a resource, in any spelling, is found in an event, an answer or the log', async () => {
  await fc.assert(
    fc.asyncProperty(anyIdentifier(), anyIdentifier(), async (one, other) => {
      door.events.length = 0;
      door.logLines.length = 0;
      door.documents.clear();
      const answers = await answersTo(planted(one.spelling, other.spelling), other.spelling);
      expect(answers.map(({ status }) => status)).toEqual([201, expect.any(Number), 404, 200, 200]);
      const written = [answers, door.events, door.logLines, [...door.documents]];
      expectNothingOf(one, written);
      expectNothingOf(other, written);
    }),
    { numRuns: 150 },
  );
});

test('an identifier is repeated in a refusal', async () => {
  await fc.assert(
    fc.asyncProperty(anyIdentifier(), async (identifier) => {
      door.events.length = 0;
      door.logLines.length = 0;
      for (const body of faulty(identifier.spelling)) {
        const answer = await door.send('POST', base, { body });
        expect([400, 422]).toContain(answer.status);
        expectNothingOf(identifier, [answer.text, [...answer.headers], door.events, door.logLines]);
      }
      expect(door.events).toEqual([]);
    }),
    { numRuns: 40 },
  );
});
