import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { base, type FhirDoorUnderTest, good, openFhirDoor } from './fhir-door.test-kit.ts';

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

describe('an unfinished answer', () => {
  test.each(['in-progress', 'stopped'])('that is %s is counted, or refused', async (status) => {
    const sent = { status, identifier: undefined, author: undefined, item: undefined };
    const posted = await door.send('POST', base, { body: good(sent) });
    const put = await door.send('PUT', `${base}/a`, { body: good({ id: 'a', ...sent }) });
    for (const answer of [posted, put]) {
      expect([answer.status, answer.json.issue[0].severity]).toEqual([200, 'information']);
      expect(answer.headers.get('location')).toBeNull();
    }
    expect(door.events).toEqual([]);
  });
});

describe.each(['in-progress', 'stopped'])('an answer sent again as %s', (status) => {
  const put = (more = {}, headers = {}) =>
    door.send('PUT', `${base}/a`, { body: good({ id: 'a', ...more }), headers });

  test('is said not to be kept while it is, by PUT or by POST', async () => {
    await put();
    for (const again of [await put({ status }), await door.send('POST', base, { body: good({ status }) })]) {
      expect([again.status, again.json.issue[0].severity]).toEqual([200, 'information']);
      expect(again.json.issue[0].diagnostics).toContain('stays as it was');
    }
    expect((await door.send('GET', `${base}/a`)).json.item).toEqual(good().item);
    await put({ status: 'entered-in-error' });
    expect((await put({ status })).json.issue[0].diagnostics).toContain('nothing is kept');
    expect(door.events).toHaveLength(2);
  });

  test('passes over If-Match and If-None-Match', async () => {
    expect((await put({ status }, { 'if-match': '*' })).status).toBe(412);
    const { headers } = await put();
    expect((await put({ status }, { 'if-match': 'W/"1"' })).status).toBe(412);
    expect((await put({ status }, { 'if-none-match': '*' })).status).toBe(412);
    expect((await put({ status }, { 'if-match': headers.get('etag') ?? '' })).status).toBe(200);
    expect(door.events).toHaveLength(1);
  });
});

describe('a correction by POST', () => {
  test('replaces nothing, or counts as another answer', async () => {
    await door.send('POST', base, { body: good() });
    const item = [{ linkId: 'nps', answer: [{ valueInteger: 2 }] }];
    const amended = await door.send('POST', base, { body: good({ status: 'amended', item }) });
    const read = await door.send('GET', amended.headers.get('location') ?? '');
    expect(read.json).toMatchObject({ status: 'amended', item });
    const gone = await door.send('POST', base, { body: good({ status: 'entered-in-error' }) });
    expect([gone.status, gone.json.issue[0].severity]).toEqual([200, 'information']);
    expect((await door.send('GET', gone.headers.get('location') ?? '')).status).toBe(410);
    expect(door.documents.size).toBe(1);
  });

  test('is undone by the original sent again', async () => {
    await door.send('POST', base, { body: good() });
    const item = [{ linkId: 'nps', answer: [{ valueInteger: 2 }] }];
    await door.send('POST', base, { body: good({ status: 'amended', item }) });
    const again = await door.send('POST', base, { body: good() });
    expect(again.status).toBe(201);
    const read = await door.send('GET', again.headers.get('location')?.replace(/\/_history.*/, '') ?? '');
    expect(read.json.item).toEqual(item);
  });
});
