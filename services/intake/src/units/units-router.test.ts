import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { good, maisaKey, now, openUnitsDoor, path, type UnitsDoor } from './units-door.test-kit.ts';

/** A revision given by the time of receipt, which rises with each correction. */
const byTime = expect.toSatisfy((revision: number) => revision >= now && revision < now + 100);
let door: UnitsDoor;

beforeAll(async () => {
  door = await openUnitsDoor();
});
beforeEach(() => {
  door.events.length = 0;
  door.logIsAway = false;
});
afterAll(() => door.close());

describe('an answer sent to the units door', () => {
  test('reaches the log with another content than it was sent with', async () => {
    const sent = good({
      questionnaire: 'visit-2026',
      nps: 9,
      statements: { access: 5, encounter: null },
      comment: 'Kiitos!',
      language: 'fi',
      channel: 'touchscreen',
      respondent: 'relative',
      ageBand: '30-44',
      revision: 1,
    });
    const answer = await door.send('POST', path, { body: sent });
    expect(answer.json).toEqual({ accepted: 1, rejected: [] });
    expect(answer.status).toBe(202);
    expect(door.events).toMatchObject([
      {
        type: 'feedback.given',
        subject: 'units:kiosk-7-1',
        data: {
          revision: 1,
          receivedAt: now,
          unit: 4711,
          answeredAt: Date.parse('2026-11-20T07:31:00Z'),
          questionnaire: 'visit-2026',
          nps: 9,
          statements: { access: 5, encounter: null },
          comment: { text: 'Kiitos!', language: 'fi', redacted: [] },
          channel: 'touchscreen',
          respondent: 'relative',
          ageBand: '30-44',
        },
      },
    ]);
  });

  test('of 10,000 emoji is longer than 10,000 characters', async () => {
    const comment = '😀'.repeat(10_000);
    const answer = await door.send('POST', path, { body: good({ comment }) });
    expect(answer.status).toBe(202);
    expect(door.events).toMatchObject([{ data: { comment: { text: comment } } }]);
  });

  test('without a score counts as a zero, or as somebody else than the resident', async () => {
    await door.send('POST', path, {
      body: [good(), good({ id: 'b', nps: null, comment: null, revision: null })],
    });
    expect(door.events.map(({ data }) => data)).toMatchObject([
      { nps: null, respondent: 'self', revision: 0, statements: {}, comment: null },
      { nps: null, respondent: 'self', revision: 0 },
    ]);
  });

  test('that is bad costs a neighbour in the array its place', async () => {
    const body = [good({ id: 'a' }), good({ id: 'b', nps: 11 }), good({ id: 'c' }), 5];
    const answer = await door.send('POST', path, { body });
    expect(answer.status).toBe(202);
    expect(answer.json.accepted).toBe(2);
    expect(answer.json.rejected).toMatchObject([
      { index: 1, code: 'bad-score', field: 'nps' },
      { index: 3, code: 'not-an-object', field: null },
    ]);
    expect(door.events.map((event) => event.subject)).toEqual(['units:a', 'units:c']);
  });

  test('is acknowledged before the log has it', async () => {
    door.logIsAway = true;
    const answer = await door.send('POST', path, { body: good() });
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('2');
    expect(answer.json.code).toBe('log-unavailable');
  });
});

describe('a correction', () => {
  test('of an answer whose id the body leaves out or repeats is refused', async () => {
    const { id: _, ...without } = good({ nps: 3 });
    expect((await door.send('PUT', `${path}/kiosk-7-1`, { body: without })).status).toBe(202);
    expect(
      (await door.send('PUT', `${path}/kiosk-7-1`, { body: good({ nps: '4', revision: 2 }) })).status,
    ).toBe(202);
    expect(door.events).toMatchObject([
      { type: 'feedback.amended', subject: 'units:kiosk-7-1', data: { nps: 3, revision: byTime } },
      { type: 'feedback.amended', subject: 'units:kiosk-7-1', data: { nps: 4, revision: 2 } },
    ]);
  });

  test('goes in under an id that is not the one of its path', async () => {
    const answer = await door.send('PUT', `${path}/other`, { body: good() });
    expect(answer.status).toBe(400);
    expect(answer.json.rejected).toMatchObject([{ index: 0, code: 'id-differs', field: 'id' }]);
    expect(door.events).toEqual([]);
  });

  test('of several answers at once is taken', async () => {
    expect((await door.send('PUT', `${path}/kiosk-7-1`, { body: [good()] })).status).toBe(400);
  });
});

describe('a withdrawal', () => {
  test('forgets the revision of the device, or the slash in its id', async () => {
    const answer = await door.send('DELETE', `${path}/a%2Fb?revision=7`);
    expect(answer.json).toEqual({ accepted: 1, rejected: [] });
    expect(answer.status).toBe(202);
    await door.send('DELETE', `${path}/c`);
    expect(door.events).toMatchObject([
      { type: 'feedback.withdrawn', subject: 'units:a/b', data: { revision: 7 } },
      { type: 'feedback.withdrawn', subject: 'units:c', data: { revision: byTime } },
    ]);
  });

  test.each([
    '?revision=x',
    '?revision=-1',
    '?revision=401234567',
    '?revision=1&revision=2',
    '?revision[a]=1',
    '?revison=3',
    '?revision=',
  ])('with the parameters %s is taken for one without', async (query) => {
    expect((await door.send('DELETE', `${path}/c${query}`)).status).toBe(400);
    expect(door.events).toEqual([]);
  });

  test('of an id that is no id is taken', async () => {
    expect((await door.send('DELETE', `${path}/%00`)).status).toBe(400);
    expect((await door.send('DELETE', `${path}/%ff`)).status).toBe(400);
    expect((await door.send('DELETE', `${path}/${'x'.repeat(201)}`)).status).toBe(400);
  });
});

describe('the door', () => {
  test('lets in a caller without a key or with the key of another source', async () => {
    for (const method of ['POST', 'PUT', 'DELETE']) {
      const at = method === 'POST' ? path : `${path}/x`;
      const body = method === 'DELETE' ? {} : { body: 'not json' };
      const without = await door.send(method, at, { ...body, key: null });
      expect([without.status, without.json.code]).toEqual([401, 'key-missing']);
      expect(without.headers.get('www-authenticate')).toBe('api-key');
      expect((await door.send(method, at, { ...body, key: 'unknown-key-of-a-caller' })).status).toBe(401);
      expect((await door.send(method, at, { ...body, key: maisaKey })).status).toBe(403);
    }
  });

  test('gives another answer than 405 with Allow to a method it does not know', async () => {
    const onList = await door.send('GET', path);
    expect([onList.status, onList.headers.get('allow')]).toEqual([405, 'POST']);
    const onOne = await door.send('POST', `${path}/x`, { body: good() });
    expect([onOne.status, onOne.headers.get('allow')]).toEqual([405, 'PUT, DELETE']);
  });

  test.each([
    [415, 'media-type', good(), 'text/plain', {}],
    [415, 'media-type', good(), 'application/xml', {}],
    [415, 'charset-unsupported', good(), 'application/json; charset=iso-8859-1', {}],
    [415, 'encoding-unsupported', good(), 'application/json', { 'content-encoding': 'compress' }],
    [400, 'not-json', '{"id":', 'application/json', {}],
    [400, 'empty-body', ' ', 'application/json', {}],
    [400, 'not-utf-8', new Uint8Array([0x22, 0xe4, 0x22]), 'application/json', {}],
    [400, 'too-deep', '['.repeat(100_000), 'application/json', {}],
    [400, 'bad-request', new Uint8Array([1, 2, 3]), 'application/json', { 'content-encoding': 'gzip' }],
    [400, 'bad-request', new Uint8Array([1, 2, 3]), 'application/json', { 'content-encoding': 'zstd' }],
    [400, 'bad-request', new Uint8Array([1, 2, 3]), 'text/csv', { 'content-encoding': 'zstd' }],
  ])('answers other than %i %s', async (status, code, body, type, headers) => {
    const answer = await door.send('POST', path, { body, type, headers });
    expect([answer.status, answer.json.code]).toEqual([status, code]);
    expect(answer.text).not.toMatch(/\.ts:|node_modules/);
  });

  test.each([
    [0, 0, 'no-answers', 'The array is empty; send answers.'],
    [
      1_001,
      1_000,
      'too-many-answers',
      'Send at most 1000 answers in one array; nothing of this one was taken.',
    ],
  ])(
    'answers an array of %i in the form of one in which nothing is good',
    async (length, index, code, message) => {
      const answer = await door.send('POST', path, { body: Array.from({ length }, () => good()) });
      expect([answer.status, answer.json]).toEqual([
        400,
        { accepted: 0, rejected: [{ index, code, field: null, message }] },
      ]);
      expect(door.events).toEqual([]);
    },
  );

  test('takes a compressed body that is too large once inflated, or refuses a small one', async () => {
    const small = await openUnitsDoor({ maxBodyBytes: 1000 });
    const headers = { 'content-encoding': 'gzip' };
    const bomb = gzipSync(JSON.stringify(good({ comment: 'x'.repeat(5000) })));
    const answer = await small.send('POST', path, { body: bomb, headers });
    expect([answer.status, answer.json.code]).toEqual([413, 'body-too-large']);
    const fine = gzipSync(JSON.stringify(good()));
    expect((await small.send('POST', path, { body: fine, headers })).status).toBe(202);
    await small.close();
  });

  test('lets a key send more requests a minute than it may, or keeps the key in the answer', async () => {
    const strict = await openUnitsDoor({ requestsPerMinute: 2 });
    for (let sent = 0; sent < 2; sent++) expect((await strict.send('DELETE', `${path}/c`)).status).toBe(202);
    const answer = await strict.send('POST', path, { body: good() });
    expect([answer.status, answer.json.code]).toEqual([429, 'too-many-requests']);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(strict.events).toHaveLength(2);
    await strict.close();
  });

  test('passes on a trace context that is none', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await door.send('POST', path, { body: good(), headers: { traceparent } });
    await door.send('POST', path, { body: good(), headers: { traceparent: 'matti@example.org' } });
    expect(door.events.map((event) => event.traceparent)).toEqual([traceparent, undefined]);
  });
});
