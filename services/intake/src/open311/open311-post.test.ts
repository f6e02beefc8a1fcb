import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { feedback, type Open311Door, openOpen311Door } from './open311-door.test-kit.ts';

let door: Open311Door;
const start = Date.parse('2026-11-22T12:00:00Z');

beforeAll(async () => {
  door = await openOpen311Door();
});
beforeEach(() => {
  door.events.length = 0;
  door.logIsAway = false;
  door.clock.now = start;
});
afterAll(() => door.close());

describe('a service request', () => {
  test('reaches the log with another content than it was sent with', async () => {
    const answer = await door.post({
      'attribute[nps]': '9',
      'attribute[access]': '4',
      'attribute[safety]': 'dont-know',
      'attribute[respondent]': 'relative',
      'attribute[age_band]': '30-44',
      locale: 'sv_FI',
      jurisdiction_id: 'hel.fi',
    });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(answer.json).toEqual([
      {
        service_request_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        service_notice: expect.any(String),
        account_id: null,
      },
    ]);
    expect(door.events).toMatchObject([
      {
        type: 'feedback.given',
        source: 'helfi',
        subject: `helfi:${answer.json[0].service_request_id}`,
        data: {
          revision: 0,
          unit: 4711,
          questionnaire: 'helfi/thanks',
          nps: 9,
          statements: { access: 4, safety: null },
          comment: { text: feedback.description, language: 'sv', redacted: [] },
          answeredAt: start,
          receivedAt: start,
          language: 'sv',
          channel: 'web',
          respondent: 'relative',
          ageBand: '30-44',
        },
      },
    ]);
  });

  test('without a score, or with an empty one, counts as a zero', async () => {
    await door.post({});
    await door.post({ 'attribute[nps]': '' });
    expect(door.events.map(({ data }) => data)).toMatchObject([{ nps: null }, { nps: null }]);
  });

  test('of 10,000 emoji is longer than 10,000 characters', async () => {
    const description = '😀'.repeat(10_000);
    expect((await door.post({ description })).status).toBe(201);
    expect(door.events).toMatchObject([{ data: { comment: { text: description } } }]);
  });

  test('is acknowledged before the log has it', async () => {
    door.logIsAway = true;
    const answer = await door.post({}, '/requests.xml');
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('2');
    expect(answer.text).toContain('<errors><error><code>503</code><description>');
  });

  test('loses its trace, or passes on a trace context that is none', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const before = door.events.length;
    await door.post({}, '/requests.json', { traceparent });
    await door.post({}, '/requests.json', { traceparent: 'matti@example.org' });
    expect(door.events.slice(before).map((event) => event.traceparent)).toEqual([traceparent, undefined]);
  });

  test.each([
    'unit',
    'Unit',
    'https://www.hel.fi/servicemap/v2',
    'http://www.hel.fi/servicemap/v2/',
    'https://api.hel.fi/servicemap/v2/unit/',
  ])('for a unit of the type %s is refused', async (type) => {
    expect((await door.post({ service_object_type: type })).status).toBe(201);
  });

  test('that names a person keeps the name somewhere', async () => {
    const person = {
      first_name: 'Maija',
      last_name: 'Meikäläinen',
      email: 'maija@example.org',
      phone: '040 1234567',
      device_id: 'device-of-maija',
      account_id: 'account-of-maija',
      media_url: 'https://example.org/maija.jpg',
      lat: '60.17',
      long: '24.94',
      address_string: 'Mannerheimintie 5 A 3',
      address_id: '12345',
    };
    const answer = await door.post({ ...person, description: 'Soittakaa 040 1234567, t. maija@example.org' });
    const kept = JSON.stringify(door.events) + answer.text + door.logLines.join();
    for (const value of Object.values(person)) expect(kept).not.toContain(value);
    expect(door.events).toMatchObject([{ data: { comment: { redacted: ['email', 'phone'] } } }]);
  });

  test('loses its title, which is words too', async () => {
    await door.post({ title: 'Ovi rikki', description: 'Sisäänkäynnin ovi ei aukea.' });
    await door.post({ title: 'Ovi', description: 'Ovi ei aukea.' });
    const texts = door.events.map((event) => event.type === 'feedback.given' && event.data.comment?.text);
    expect(texts).toEqual(['Ovi rikki\n\nSisäänkäynnin ovi ei aukea.', 'Ovi ei aukea.']);
  });

  test('with a score and no words is refused', async () => {
    expect((await door.post({ description: ' ', 'attribute[nps]': '10' })).status).toBe(201);
    expect(door.events).toMatchObject([{ data: { comment: null, nps: 10 } }]);
  });

  test('with attributes nobody asked for is refused, or keeps silent about leaving them out', async () => {
    const plain = await door.post({});
    const answer = await door.post({
      'attribute[c][]': 'a',
      'attribute[__proto__]': 'x',
      'attribute[submission_id]': 's',
    });
    expect(answer.status).toBe(201);
    expect(answer.json[0].service_notice).not.toBe(plain.json[0].service_notice);
    const known = await door.post({ 'attribute[submission_id]': 't' });
    expect(known.json[0].service_notice).toBe(plain.json[0].service_notice);
  });

  test('changes a prototype by a field of that name', async () => {
    const answer = await door.post({
      ['__proto__']: 'x',
      '__proto__[nps]': '9',
      'constructor[prototype][nps]': '9',
      $where: 'sleep(1)',
    });
    expect(answer.status).toBe(201);
    expect(({} as { nps?: unknown }).nps).toBeUndefined();
    expect(door.events).toMatchObject([{ data: { nps: null } }]);
  });
});

describe('a retry', () => {
  test('with the same Idempotency-Key is another answer, or other content a second later', async () => {
    const headers = { 'idempotency-key': 'form-4711' };
    const first = await door.post({}, '/requests.json', headers);
    door.clock.now += 1_500;
    const second = await door.post({}, '/requests.json', headers);
    expect(second.json).toEqual(first.json);
    expect(first.json[0].service_request_id).toBe('form-4711');
    const [one, two] = door.events;
    expect(two?.subject).toBe(one?.subject);
    expect(two?.data.fingerprint).toBe(one?.data.fingerprint);
    expect(two?.data.receivedAt).not.toBe(one?.data.receivedAt);
  });

  test('with other words passes for the same', async () => {
    const headers = { 'idempotency-key': 'form-4712' };
    await door.post({}, '/requests.json', headers);
    await door.post({ description: 'Muuta' }, '/requests.json', headers);
    const [one, two] = door.events;
    expect(two?.subject).toBe(one?.subject);
    expect(two?.data.fingerprint).not.toBe(one?.data.fingerprint);
  });

  test('named by the configured attribute, or by a key in quotes, is another answer', async () => {
    await door.post({ 'attribute[submission_id]': 'abc' });
    await door.post({}, '/requests.json', { 'idempotency-key': '"abc"' });
    expect(door.events.map(({ subject }) => subject)).toEqual(['helfi:abc', 'helfi:abc']);
  });

  test.each(['maija@example.org', 'a.b', 'a/b', 'ä', 'x'.repeat(129), '131052-308T'])(
    'named %s has an id that holds it or cannot stand in an address',
    async (name) => {
      const one = await door.post({ 'attribute[submission_id]': name });
      const two = await door.post({ 'attribute[submission_id]': name });
      expect(one.json).toEqual(two.json);
      expect(one.json[0].service_request_id).toMatch(/^h-[a-p]{32}$/);
    },
  );

  test('without a name counts once by chance', async () => {
    const [one, two] = [await door.post({}), await door.post({})];
    expect(one.json[0].service_request_id).not.toBe(two.json[0].service_request_id);
  });
});
