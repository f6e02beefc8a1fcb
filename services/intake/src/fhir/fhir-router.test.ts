import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  base,
  type FhirDoorUnderTest,
  good,
  maisaKey,
  openFhirDoor,
  unitsKey,
} from './fhir-door.test-kit.ts';

let door: FhirDoorUnderTest;
beforeEach(async () => {
  door = await openFhirDoor();
});
afterEach(() => door.close());

const fhirJson = 'application/fhir+json; charset=utf-8';

describe('a create', () => {
  test('answers without a versioned Location that can be read, or loses a field on the way', async () => {
    const created = await door.send('POST', base, { body: good() });
    expect(created.status).toBe(201);
    const location = created.headers.get('location') ?? '';
    expect(location).toMatch(/^\/fhir\/R4\/QuestionnaireResponse\/[A-Za-z0-9\-.]{1,64}\/_history\/0$/);
    expect(created.headers.get('etag')).toBe('W/"0"');
    expect(created.headers.get('content-type')).toBe(fhirJson);
    expect(door.events).toMatchObject([
      {
        type: 'feedback.given',
        source: 'maisa',
        data: {
          unit: 4711,
          nps: 9,
          questionnaire: 'https://maisa.example/Questionnaire/visit',
          comment: { text: 'Kiitos hyvästä hoidosta.', language: 'fi' },
          answeredAt: Date.parse('2026-11-20T07:31:00Z'),
          channel: 'portal',
          respondent: 'self',
          revision: 0,
        },
      },
    ]);
    for (const path of [location, location.replace(/\/_history.*/, '')]) {
      const read = await door.send('GET', path);
      expect(read.status).toBe(200);
      expect(read.headers.get('content-type')).toBe(fhirJson);
      expect(read.headers.get('etag')).toBe('W/"0"');
      expect(read.json).toMatchObject({
        resourceType: 'QuestionnaireResponse',
        id: location.split('/')[4],
        meta: { versionId: '0', lastUpdated: expect.stringMatching(/^2026-11-22T12:00:00\.\d{3}Z$/) },
        status: 'completed',
        author: { identifier: { value: '4711' } },
        item: good().item,
      });
    }
  });

  test('sent again gets another Location', async () => {
    const first = await door.send('POST', base, { body: good() });
    const again = await door.send('POST', base, { body: good() });
    expect(again.status).toBe(201);
    expect(again.headers.get('location')).toBe(first.headers.get('location'));
    expect(door.documents.size).toBe(1);
  });

  test('without an identifier goes in, or takes the id of its body for one', async () => {
    const refused = await door.send('POST', base, { body: good({ identifier: undefined, id: 'mine' }) });
    expect(refused.status).toBe(422);
    expect(refused.json.issue).toMatchObject([
      { severity: 'error', code: 'required', expression: ['QuestionnaireResponse.identifier'] },
    ]);
    expect(door.events).toEqual([]);
  });
});

describe('the door', () => {
  test('lets in a caller without a key or with the key of another source', async () => {
    for (const [method, path] of [
      ['POST', base],
      ['PUT', `${base}/x`],
      ['GET', `${base}/x`],
      ['GET', `${base}/x/_history/1`],
    ] as const) {
      const body = method === 'GET' ? {} : { body: 'not json' };
      const without = await door.send(method, path, { ...body, key: null });
      expect([without.status, without.json.issue[0].code]).toEqual([401, 'login']);
      expect(without.headers.get('www-authenticate')).toBe('api-key');
      const other = await door.send(method, path, { ...body, key: unitsKey });
      expect([other.status, other.json.issue[0].code]).toEqual([403, 'forbidden']);
      expect(other.headers.get('content-type')).toBe(fhirJson);
    }
    expect(maisaKey).not.toBe(unitsKey);
  });
});
