import { type AnswerContent, languages } from '@kuulolla/contracts/feedback-event';
import { highestUnitId } from '@kuulolla/contracts/unit-id';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { directory, good, startedAt } from './fhir-door.test-kit.ts';
import { interpretResponse } from './interpret-response.ts';
import { maisaMappingSchema } from './maisa-mapping.ts';
import { RefusedResponse } from './operation-outcome.ts';
import { readQuestionnaireResponse } from './questionnaire-response.ts';
import { resourceOfContent } from './resource-of-content.ts';

const units = [
  { path: 'author.identifier' },
  { path: 'extension', url: 'https://maisa.example/unit' },
  { path: 'item', linkId: 'unit' },
] as const;
const mappings = units.map((unit) =>
  maisaMappingSchema.parse({
    unit,
    dontKnow: ['dk'],
    questionnaires: {
      'https://maisa.example/own': { nps: 'q1', comment: 'q2', statements: { access: 'q3', safety: 'q4' } },
      '*': { nps: 'nps', comment: 'comment', statements: { access: 'a', safety: 's' } },
    },
  }),
);

const statement = fc.option(fc.integer({ min: 1, max: 5 }));
const content: fc.Arbitrary<AnswerContent> = fc.record({
  unit: fc.integer({ min: 1, max: highestUnitId }),
  questionnaire: fc.constantFrom(null, 'https://maisa.example/own', 'https://maisa.example/other'),
  nps: fc.option(fc.integer({ min: 0, max: 10 })),
  statements: fc.record({ access: statement, safety: statement }, { requiredKeys: [] }),
  comment: fc.option(
    fc.record({
      text: fc.string({ unit: 'grapheme', maxLength: 200 }),
      language: fc.constant(null),
      redacted: fc.constant([]),
    }),
  ),
  answeredAt: fc.integer({ min: 946_684_800_000, max: startedAt }),
  language: fc.option(fc.constantFrom(...languages)),
  channel: fc.constant('portal'),
  respondent: fc.constantFrom('self', 'relative'),
  ageBand: fc.constant(null),
});

test('what is read back says something else than what is kept', () => {
  fc.assert(
    fc.property(content, fc.constantFrom(...mappings), fc.boolean(), (kept, mapping, amended) => {
      const version = { id: 'a', revision: 3, receivedAt: startedAt, amended, content: kept };
      const sent: unknown = JSON.parse(JSON.stringify(resourceOfContent(version, mapping)));
      const response = readQuestionnaireResponse(sent);
      expect(interpretResponse(response, { mapping, directory, now: startedAt })).toEqual({
        ask: 'keep',
        amended,
        revision: startedAt,
        // An erased comment is an empty one, which FHIR has no string for.
        content: { ...kept, comment: kept.comment?.text || null },
      });
    }),
  );
});

/** Every place in a JSON value, as a path of keys. */
function places(value: unknown, path: readonly string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [[...path]];
  return [[...path], ...Object.entries(value).flatMap(([key, each]) => places(each, [...path, key]))];
}

function replaced(value: unknown, [key, ...rest]: readonly string[], by: unknown): unknown {
  if (key === undefined) return by;
  const inside = Object.entries(value as object).map(([name, each]) => [
    name,
    name === key ? replaced(each, rest, by) : each,
  ]);
  return Array.isArray(value) ? inside.map(([, each]) => each) : Object.fromEntries(inside);
}

test('any JSON in any place of a response does more than go in or be refused in words of ours', () => {
  const response = good({
    meta: { lastUpdated: '2026-11-20T10:00:00Z' },
    source: { reference: 'Patient/1' },
  });
  const secret = fc.oneof(fc.jsonValue(), fc.constant('ZZSECRET'), fc.constant({ ZZSECRET: ['ZZSECRET'] }));
  fc.assert(
    fc.property(fc.constantFrom(...places(response)), secret, (place, by) => {
      const [mapping] = mappings;
      if (!mapping) return;
      try {
        const sent = readQuestionnaireResponse(replaced(response, place, by));
        const asked = interpretResponse(sent, { mapping, directory, now: startedAt });
        if (asked.ask === 'refused') expect(JSON.stringify(asked)).not.toContain('ZZSECRET');
      } catch (error) {
        expect(error).toBeInstanceOf(RefusedResponse);
        expect(JSON.stringify((error as RefusedResponse).issues)).not.toContain('ZZSECRET');
      }
    }),
    { numRuns: 2_000 },
  );
});
