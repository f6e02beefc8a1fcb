import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { helfiKey, maisaKey, type Open311Door, openOpen311Door } from './open311-door.test-kit.ts';

let door: Open311Door;

beforeAll(async () => {
  door = await openOpen311Door();
});
beforeEach(() => {
  door.events.length = 0;
  door.logIsAway = false;
});
afterAll(() => door.close());

describe('a refusal', () => {
  test.each([
    [400, 'service_code', { service_code: null }],
    [400, 'service_code', { service_code: '' }],
    [404, 'service_code', { service_code: 'nothing' }],
    [404, 'jurisdiction_id', { jurisdiction_id: 'tampere.fi' }],
    [400, 'service_object_id', { service_object_id: null, service_object_type: null }],
    [400, 'service_object_id', { service_object_id: null, service_object_type: null, lat: '60', long: '24' }],
    [400, 'service_object_id', { service_object_id: null }],
    [400, 'service_object_type', { service_object_type: '' }],
    [400, 'service_object_type', { service_object_type: 'playground' }],
    [400, 'service_object_type', { service_object_type: 'https://example.org/servicemap/v2' }],
    [400, 'service_object_id', { service_object_id: '4711a' }],
    [400, 'service_object_id', { service_object_id: '0' }],
    [400, 'service_object_id', { service_object_id: '401234567' }],
    [400, 'service_object_id', { service_object_id: '-5' }],
    [400, 'description', { description: null }],
    [400, 'description', { description: '   ' }],
    [400, 'description', { description: 'x'.repeat(10_001) }],
    [400, 'description', { description: '😀'.repeat(10_001) }],
    [400, 'attribute[nps]', { 'attribute[nps]': '11' }],
    [400, 'attribute[nps]', { 'attribute[nps]': '-1' }],
    [400, 'attribute[nps]', { 'attribute[nps]': '9.0' }],
    [400, 'attribute[nps]', { 'attribute[nps]': '09' }],
    [400, 'attribute[nps]', { 'attribute[nps]': ' 9' }],
    [400, 'attribute[nps]', { 'attribute[nps]': '９' }],
    [400, 'attribute[nps]', { 'attribute[nps]': '9', 'attribute[nps][]': '9' }],
    [400, 'attribute[access]', { 'attribute[access]': '6' }],
    [400, 'attribute[age_band]', { 'attribute[age_band]': '33' }],
    [401, 'api_key', { api_key: null }],
    [401, 'api_key', { api_key: '' }],
    [403, 'api_key', { api_key: 'wrong-key-of-somebody' }],
    [403, 'api_key', { api_key: maisaKey }],
  ])('has another status than %i or does not name %s for %j', async (status, name, fields) => {
    const answer = await door.post(fields);
    expect([answer.status, answer.json[0].code]).toEqual([status, status]);
    expect(answer.json[0].description).toContain(name);
    const xml = await door.post(fields, '/requests.xml');
    expect(xml.headers.get('content-type')).toBe('text/xml; charset=utf-8');
    expect(xml.text).toContain(`<errors><error><code>${status}</code><description>`);
    expect(door.events).toEqual([]);
  });

  test('repeats what was sent, or writes a key into the log', async () => {
    const secret = 'Maija Meikalainen 131052-308T';
    for (const name of [
      'service_code',
      'service_object_id',
      'service_object_type',
      'attribute[nps]',
      'jurisdiction_id',
      'api_key',
    ]) {
      const answer = await door.post({ [name]: secret });
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.text).not.toMatch(/Maija|131052/);
    }
    door.logIsAway = true;
    await door.post({ api_key: null }, `/requests.json?api_key=${helfiKey}&x=${encodeURIComponent(secret)}`);
    expect(door.logLines.length).toBeGreaterThan(0);
    expect(door.logLines.join()).not.toMatch(new RegExp(`Maija|131052|${helfiKey}`));
  });
});

describe('the key', () => {
  test('is missing without a word of how to send it', async () => {
    const answer = await door.post({ api_key: null });
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, 'api-key']);
  });

  test('in the query or in the header is not seen', async () => {
    expect((await door.post({ api_key: null }, `/requests.json?api_key=${helfiKey}`)).status).toBe(201);
    expect(
      (await door.post({ api_key: null }, '/requests.json', { authorization: `api-key ${helfiKey}` })).status,
    ).toBe(201);
    expect((await door.post({}, '/requests.json?api_key=')).status).toBe(201);
  });

  test('is enough beside another that is wrong', async () => {
    const header = (key: string) => ({ authorization: `api-key ${key}` });
    const here = `/requests.json?api_key=${helfiKey}`;
    for (const wrong of ['wrong-key-of-somebody', maisaKey]) {
      expect((await door.post({ api_key: wrong }, here)).status).toBe(403);
      expect((await door.post({}, `/requests.json?api_key=${wrong}`)).status).toBe(403);
      expect((await door.post({}, here, header(wrong))).status).toBe(403);
      expect((await door.get(`/requests.json?api_key=${wrong}`, header(helfiKey))).status).toBe(403);
    }
    expect((await door.post({}, here, header(helfiKey))).status).toBe(201);
  });
});
