import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  feedback,
  helfiKey,
  maisaKey,
  type Open311Door,
  openOpen311Door,
  urlencoded,
} from './open311-door.test-kit.ts';

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
});

describe('a form', () => {
  const multipart = (fill: (form: FormData) => void, extra: RequestInit = {}) => {
    const form = new FormData();
    for (const [name, value] of Object.entries({ api_key: helfiKey, ...feedback })) form.set(name, value);
    fill(form);
    return door.send('/requests.json', { method: 'POST', body: form, ...extra });
  };

  test('in parts is read otherwise than a urlencoded one', async () => {
    const answer = await multipart((form) => {
      form.set('attribute[nps]', '7');
      form.append('attribute[c][]', 'a');
      form.append('attribute[c][]', 'b');
      form.set('__proto__', 'x');
      form.set('__proto__[nps]', 'x');
      form.set('attribute[__proto__][nps]', 'x');
    });
    expect(answer.status).toBe(201);
    expect(door.events).toMatchObject([{ data: { nps: 7, comment: { text: feedback.description } } }]);
    expect(({} as { nps?: unknown }).nps).toBeUndefined();
  });

  test('with a photo is refused, or keeps silent about leaving it out', async () => {
    const photo = new Blob([new Uint8Array(300_000).fill(0xff)], { type: 'image/jpeg' });
    const answer = await multipart((form) => form.append('media[]', photo, 'maija@example.org.jpg'));
    expect(answer.status).toBe(201);
    expect(answer.json[0].service_notice).toContain('Liitteitä');
    expect(JSON.stringify(door.events) + answer.text).not.toContain('maija');
  });

  const raw = (
    body: string | Uint8Array<ArrayBuffer>,
    type: string | null,
    headers: Record<string, string> = {},
  ) =>
    door.send(`/requests.json?api_key=${helfiKey}`, {
      method: 'POST',
      body,
      headers: { ...(type === null ? {} : { 'content-type': type }), ...headers },
    });
  const part = (name: string, value: string) =>
    `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  const inParts = (fields: Record<string, string>) =>
    `${Object.entries(fields)
      .map(([name, value]) => part(name, value))
      .join('')}--b--\r\n`;
  const latin = (text: string) => Uint8Array.from(Buffer.from(text, 'latin1'));
  const boundary = 'multipart/form-data; boundary=b';

  test.each([
    [415, '{}', 'application/json', {}],
    [415, 'description=a', 'text/plain', {}],
    [415, 'description=a', `${urlencoded}; charset=iso-8859-1`, {}],
    [415, inParts(feedback), `${boundary}; charset=iso-8859-1`, {}],
    [415, inParts(feedback), boundary, { 'content-encoding': 'gzip' }],
    [415, latin('a=b'), null, {}],
    [400, 'description=%E4', urlencoded, {}],
    [400, 'description=%zz', urlencoded, {}],
    [400, latin('description=ä'), urlencoded, {}],
    [400, latin(inParts({ ...feedback, description: 'Kävin' })), boundary, {}],
    [400, inParts(feedback), 'multipart/form-data', {}],
    [400, inParts(feedback).slice(0, -20), boundary, {}],
    [400, `description=a&description=b`, urlencoded, {}],
    [413, `description=${'a'.repeat(300_000)}`, urlencoded, {}],
    [413, 'a=1&'.repeat(301), urlencoded, {}],
    [413, inParts(Object.fromEntries(Array.from({ length: 301 }, (_, i) => [`f${i}`, 'x']))), boundary, {}],
    [413, inParts({ ...feedback, description: 'a'.repeat(70_000) }), boundary, {}],
    [413, inParts({ ['a[b]'.padEnd(40, '[c]')]: 'x' }), boundary, {}],
  ])('is answered other than %i', async (status, body, type, headers) => {
    const answer = await raw(body, type, headers);
    expect([answer.status, answer.json?.[0]?.code]).toEqual([status, status]);
    expect(door.events).toEqual([]);
    expect(answer.text).not.toMatch(/\.ts:|node_modules/);
  });

  test('that is larger than it may be is read to its end', async () => {
    const small = await openOpen311Door({ limits: { maxBodyBytes: 100_000 } });
    const form = new FormData();
    form.set('media', new Blob([new Uint8Array(200_000)]), 'a.jpg');
    const answer = await small.send('/requests.json', { method: 'POST', body: form });
    expect([answer.status, answer.json[0].code]).toEqual([413, 413]);
    async function* chunks() {
      yield Buffer.from('--b\r\nContent-Disposition: form-data; name="m"; filename="m"\r\n\r\n');
      for (let sent = 0; sent < 20; sent++) yield Buffer.alloc(10_000);
      yield Buffer.from('\r\n--b--\r\n');
    }
    const init = { method: 'POST', body: chunks(), duplex: 'half', headers: { 'content-type': boundary } };
    const chunked = await small.send('/requests.json', init as unknown as RequestInit);
    expect(chunked.status).toBe(413);
    await small.close();
  });
});
