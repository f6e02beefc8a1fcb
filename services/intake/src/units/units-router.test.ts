import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { maisaKey, now, openUnitsDoor, type UnitsDoor } from './units-door.test-kit.ts';

const path = '/v1/feedback';
const good = (more: object = {}) => ({
  id: 'kiosk-7-1',
  unit: 4711,
  answeredAt: '2026-11-20T09:31:00+02:00',
  ...more,
});
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

describe('a refusal', () => {
  test.each([
    ['bad-score', 'nps', { nps: 8.5 }],
    ['bad-score', 'nps', { nps: -1 }],
    ['bad-score', 'nps', { nps: '' }],
    ['bad-score', 'nps', { nps: '09' }],
    ['bad-score', 'nps', { nps: ' 9' }],
    ['bad-score', 'nps', { nps: '9.0' }],
    ['bad-score', 'nps', { nps: true }],
    ['bad-score', 'nps', { nps: [9] }],
    ['missing-field', 'id', { id: undefined }],
    ['missing-field', 'unit', { unit: null }],
    ['bad-id', 'id', { id: '' }],
    ['bad-id', 'id', { id: 7 }],
    ['bad-id', 'id', { id: 'a\u0000b' }],
    ['bad-id', 'id', { id: '\ud800' }],
    ['bad-unit', 'unit', { unit: 0 }],
    ['bad-unit', 'unit', { unit: '4711a' }],
    ['bad-unit', 'unit', { unit: 10_000_000 }],
    ['bad-unit', 'unit', { unit: '401234567' }],
    ['bad-revision', 'revision', { revision: 401_234_567 }],
    ['bad-time', 'answeredAt', { answeredAt: '2026-11-20T09:31:00' }],
    ['bad-time', 'answeredAt', { answeredAt: '2026-02-30T09:31:00Z' }],
    ['too-old', 'answeredAt', { answeredAt: '1999-12-31T09:31:00Z' }],
    ['in-the-future', 'answeredAt', { answeredAt: new Date(now + 600_001).toISOString() }],
    ['comment-too-long', 'comment', { comment: 'x'.repeat(10_001) }],
    ['comment-too-long', 'comment', { comment: '😀'.repeat(10_001) }],
    ['bad-comment', 'comment', { comment: 5 }],
    ['unknown-value', 'language', { language: 'de' }],
    ['bad-statement', 'statements.access', { statements: { access: 6 } }],
    ['bad-statement', 'statements.(unknown)', { statements: { 'Is it good?': 5 } }],
    [
      'bad-statement',
      'statements',
      { statements: Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`s${i}`, 5])) },
    ],
    ['unknown-field', 'phone', { phone: '1' }],
    ['unknown-field', 'constructor', { constructor: 1 }],
    ['unknown-field', '$where', { $where: 'sleep(1)' }],
    ['unknown-field', 'statements.access', { 'statements.access': 5 }],
    ['unknown-field', '(unknown)', { 'Maija Meikäläinen': 1 }],
    ['unknown-field', '(unknown)', { 'maija@example.org': 1 }],
    ['unknown-field', '(unknown)', { '131052-308T': 1 }],
  ])('has another code than %s or another field than %s for %j', async (code, field, more) => {
    const answer = await door.send('POST', path, { body: good(more) });
    expect(answer.json).toMatchObject({ accepted: 0, rejected: [{ index: 0, code, field }] });
    expect(answer.status).toBe(400);
    expect(door.events).toEqual([]);
  });

  test('is spared to a __proto__ in an answer or among its statements, which the schema passes over', async () => {
    const text = JSON.stringify(good()).slice(0, -1);
    const own = await door.send('POST', path, { body: `${text},"__proto__":{"nps":9}}` });
    expect(own.json.rejected).toMatchObject([{ code: 'unknown-field', field: '__proto__' }]);
    const inside = await door.send('POST', path, { body: `${text},"statements":{"__proto__":5}}` });
    expect(inside.json.rejected).toMatchObject([{ code: 'bad-statement' }]);
  });

  test('repeats what was sent', async () => {
    const secret = 'Maija Meikalainen 131052-308T';
    const fields = ['id', 'unit', 'answeredAt', 'questionnaire', 'nps', 'comment', 'language', 'ageBand'];
    const body = fields.map((field) => good({ [field]: [secret], [secret]: secret }));
    const answer = await door.send('POST', path, {
      body: [...body, ...fields.map((field) => good({ [field]: [secret] }))],
    });
    expect(answer.json.rejected).toHaveLength(16);
    expect(answer.text + door.logLines.join()).not.toMatch(/Maija|131052/);
  });

  test('comes for a clock that is less than ten minutes ahead', async () => {
    const answer = await door.send('POST', path, {
      body: good({ answeredAt: new Date(now + 599_000).toISOString() }),
    });
    expect(answer.status).toBe(202);
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
    [400, 'no-answers', [], 'application/json', {}],
    [400, 'too-many-answers', Array.from({ length: 1001 }, () => good()), 'application/json', {}],
    [400, 'bad-request', new Uint8Array([1, 2, 3]), 'application/json', { 'content-encoding': 'gzip' }],
    [400, 'bad-request', new Uint8Array([1, 2, 3]), 'application/json', { 'content-encoding': 'zstd' }],
    [400, 'bad-request', new Uint8Array([1, 2, 3]), 'text/csv', { 'content-encoding': 'zstd' }],
  ])('answers other than %i %s', async (status, code, body, type, headers) => {
    const answer = await door.send('POST', path, { body, type, headers });
    expect([answer.status, answer.json.code]).toEqual([status, code]);
    expect(answer.text).not.toMatch(/\.ts:|node_modules/);
  });

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

describe('a CSV sent to the door', () => {
  const file =
    'unit,answeredAt,nps\n4711,2026-11-20 09:31,9\n4711,2026-11-20 09:31,11\n4711,2026-11-20 09:31,9\n';

  test('costs a good row for a bad one, or is known by other ids when it is sent again', async () => {
    const answer = await door.send('POST', path, { body: file, type: 'text/csv' });
    expect(answer.status).toBe(202);
    expect(answer.json).toEqual({
      accepted: 2,
      rejected: [
        {
          index: 1,
          code: 'bad-score',
          field: 'nps',
          column: 'nps',
          line: 3,
          message: expect.stringContaining('0 to 10'),
        },
      ],
    });
    const first = door.events.map(({ subject, data }) => [subject, data.fingerprint]);
    door.events.length = 0;
    await door.send('POST', `${path}?profile=plain`, { body: file, type: 'text/csv; charset=utf-8' });
    expect(door.events.map(({ subject, data }) => [subject, data.fingerprint])).toEqual(first);
    expect(new Set(first.map(([subject]) => subject)).size).toBe(2);
  });

  test.each([
    [400, 'unknown-profile', file, '?profile=none', 'text/csv', {}],
    [400, 'unknown-parameter', file, '?profil=roidu', 'text/csv', {}],
    [400, 'bad-parameter', file, '?profile=plain&profile=roidu', 'text/csv', {}],
    [400, 'missing-column', 'a,b\n1,2', '', 'text/csv', {}],
    [400, 'empty-file', '', '', 'text/csv', {}],
    [400, 'utf-16', Buffer.from('\ufeffunit,answeredAt\n', 'utf16le'), '', 'text/csv', {}],
    [415, 'charset-unsupported', file, '', 'text/csv; charset=utf-16', {}],
    [415, 'encoding-unsupported', file, '', 'text/csv', { 'content-encoding': 'compress' }],
    [400, 'bad-request', file, '', 'text/csv', { 'content-encoding': 'gzip' }],
    [400, 'bad-request', gzipSync(file).subarray(0, 60), '', 'text/csv', { 'content-encoding': 'gzip' }],
  ])('is answered other than %i %s', async (status, code, body, query, type, headers) => {
    const answer = await door.send('POST', `${path}${query}`, { body, type, headers });
    expect([answer.status, answer.json.code]).toEqual([status, code]);
    expect(door.events.length).toBeLessThanOrEqual(2);
  });

  test('with a wrong header is read to its end of 20 MB before the answer, or cut off without one', async () => {
    for (const headers of [{}, { 'content-encoding': 'gzip' }]) {
      const rows = Buffer.from(`unit,nps\n${'1,2026-11-20\n'.repeat(1_600_000)}`);
      const body = 'content-encoding' in headers ? gzipSync(rows) : rows;
      const answer = await door.send('POST', path, { body, type: 'text/csv', headers });
      expect([answer.status, answer.json.code, answer.json.field]).toEqual([
        400,
        'missing-column',
        'answeredAt',
      ]);
    }
  });

  test('of only bad rows is answered other than 400, or one without rows other than 202', async () => {
    const bad = await door.send('POST', path, { body: 'unit,answeredAt\nx,y\n', type: 'text/csv' });
    expect([bad.status, bad.json.accepted, bad.json.rejected.length]).toEqual([400, 0, 1]);
    const none = await door.send('POST', path, { body: 'unit,answeredAt\n', type: 'text/csv' });
    expect([none.status, none.json]).toEqual([202, { accepted: 0, rejected: [] }]);
  });

  test('repeats its cells or its unknown columns in an answer or in the log', async () => {
    const secret = '131052-308T';
    for (const body of [
      `unit,answeredAt,${secret}\n1,2,3`,
      `unit,answeredAt,language\n${secret},${secret},${secret}\n1,${secret},\n1,2026-11-20,${secret}`,
    ]) {
      const answer = await door.send('POST', path, { body, type: 'text/csv' });
      expect(answer.status).toBe(400);
      expect(answer.text + door.logLines.join()).not.toContain(secret);
    }
  });

  test('in Windows-1252 needs a profile where the sender names the encoding', async () => {
    const body = Buffer.from('unit,answeredAt,comment\n1,2026-11-20,Hyvä\n', 'latin1');
    await door.send('POST', path, { body, type: 'text/csv; charset=windows-1252' });
    expect(door.events).toMatchObject([{ data: { comment: { text: 'Hyvä' } } }]);
  });

  test('compressed is taken for text, or may swell without end', async () => {
    const gzip = { 'content-encoding': 'gzip' };
    const fine = await door.send('POST', path, { body: gzipSync(file), type: 'text/csv', headers: gzip });
    expect(fine.json.accepted).toBe(2);
    const bomb = gzipSync(`unit,answeredAt\n${'\n'.repeat(40_000_000)}`);
    const answer = await door.send('POST', path, { body: bomb, type: 'text/csv', headers: gzip });
    expect([answer.status, answer.json.code]).toEqual([413, 'body-too-large']);
  });

  test('is acknowledged while the log is away', async () => {
    door.logIsAway = true;
    const answer = await door.send('POST', path, { body: file, type: 'text/csv' });
    expect([answer.status, answer.json.code]).toEqual([503, 'log-unavailable']);
  });

  test('loses what was handed in when its sender goes away, or takes the door with it', async () => {
    const sender = new AbortController();
    const rows = `unit,answeredAt\n${'1,2026-11-20\n'.repeat(5000)}`;
    let chunks = 0;
    const body = new ReadableStream({
      async pull(controller) {
        if (chunks++ === 0) return controller.enqueue(Buffer.from(rows));
        await expect.poll(() => door.events.length).toBeGreaterThan(0);
        sender.abort();
      },
    });
    const headers = { authorization: 'api-key units-key-of-the-test', 'content-type': 'text/csv' };
    const sent = fetch(door.url + path, {
      method: 'POST',
      headers,
      body,
      duplex: 'half',
      signal: sender.signal,
    } as RequestInit);
    await expect(sent).rejects.toThrow();
    expect(door.events.length).toBeGreaterThanOrEqual(500);
    expect((await door.send('POST', path, { body: file, type: 'text/csv' })).status).toBe(202);
  });
});
