import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  base,
  type FhirDoorUnderTest,
  good,
  maisaKey,
  openFhirDoor,
  type SendOptions,
  unitsKey,
} from './fhir-door.test-kit.ts';

let door: FhirDoorUnderTest;
beforeEach(async () => {
  door = await openFhirDoor();
});
afterEach(() => door.close());

const fhirJson = 'application/fhir+json; charset=utf-8';

/** Sends, and expects an OperationOutcome of this status and issue code, in FHIR JSON, that shows no stack. */
async function refused(status: number, code: string, method: string, path: string, options?: SendOptions) {
  const answer = await door.send(method, path, options);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([status, fhirJson]);
  expect(answer.json).toMatchObject({
    resourceType: 'OperationOutcome',
    issue: [{ severity: 'error', code }],
  });
  expect(answer.text).not.toMatch(/\.ts:|node_modules/);
  return answer;
}

describe('metadata', () => {
  test('asks for a key, or is no CapabilityStatement of R4', async () => {
    const answer = await door.send('GET', '/fhir/R4/metadata', { key: null });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, fhirJson]);
    expect(answer.json).toMatchObject({
      resourceType: 'CapabilityStatement',
      fhirVersion: '4.0.1',
      kind: 'instance',
      rest: [{ mode: 'server', resource: [{ type: 'QuestionnaireResponse' }] }],
    });
  });

  test('names an interaction the door refuses with 405', async () => {
    const { json } = await door.send('GET', '/fhir/R4/metadata');
    const methods: Record<string, [string, string]> = {
      create: ['POST', base],
      update: ['PUT', `${base}/x`],
      read: ['GET', `${base}/x`],
      vread: ['GET', `${base}/x/_history/1`],
    };
    for (const { code } of json.rest[0].resource[0].interaction) {
      const [method, path] = methods[code] ?? ['', ''];
      expect([400, 404, 415]).toContain((await door.send(method, path)).status);
    }
  });
});

describe('a caller', () => {
  test.each([
    ['POST', base],
    ['PUT', `${base}/x`],
    ['GET', `${base}/x`],
    ['GET', `${base}/x/_history/1`],
  ])('may %s %s without a key, or with the key of another source', async (method, path) => {
    const body = method === 'GET' ? {} : { body: 'not json' };
    const without = await refused(401, 'login', method, path, { ...body, key: null });
    expect(without.headers.get('www-authenticate')).toBe('api-key');
    await refused(401, 'login', method, path, { ...body, key: 'unknown-key-of-a-caller' });
    await refused(403, 'forbidden', method, path, { ...body, key: unitsKey });
  });

  test('learns from the door whether an id exists without a key', async () => {
    await door.send('PUT', `${base}/x`, { body: good({ id: 'x' }) });
    expect((await door.send('GET', `${base}/x`, { key: null })).text).toBe(
      (await door.send('GET', `${base}/y`, { key: null })).text,
    );
  });

  test('may send more requests a minute than the limit, or is not told how long to wait', async () => {
    await door.close();
    door = await openFhirDoor({ limits: { requestsPerMinute: 2 } });
    for (let sent = 0; sent < 2; sent++) expect((await door.send('GET', `${base}/x`)).status).toBe(404);
    const answer = await refused(429, 'throttled', 'POST', base, { body: good() });
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(door.events).toEqual([]);
  });
});

describe('an address', () => {
  test.each([
    '/fhir',
    '/fhir/',
    '/fhir/R4',
    '/fhir/R4/Patient',
    '/fhir/R4/Patient/1',
    '/fhir/R5/metadata',
    '/fhir/R4/questionnaireresponse',
    `${base}/x/_history`,
    `${base}/x/y`,
    '/fhir/metadata',
  ])('%s answers something other than a 404 in FHIR', async (path) => {
    await refused(404, 'not-found', 'GET', path);
    await refused(404, 'not-found', 'POST', path, { body: good() });
  });

  test.each([
    ['DELETE', base, 'POST'],
    ['GET', base, 'POST'],
    ['PUT', base, 'POST'],
    ['OPTIONS', base, 'POST'],
    ['POST', `${base}/x`, 'GET, HEAD, PUT'],
    ['PATCH', `${base}/x`, 'GET, HEAD, PUT'],
    ['DELETE', `${base}/x`, 'GET, HEAD, PUT'],
    ['PUT', `${base}/x/_history/1`, 'GET, HEAD'],
    ['POST', '/fhir/R4/metadata', 'GET, HEAD'],
  ])('takes %s %s, or says not what else it takes', async (method, path, allow) => {
    const answer = await refused(405, 'not-supported', method, path);
    expect(answer.headers.get('allow')).toBe(allow);
  });

  test('that is no text makes the door stumble', async () => {
    await refused(400, 'structure', 'GET', `${base}/%ff`);
    await refused(404, 'not-found', 'GET', `${base}/%00`);
    await refused(404, 'not-found', 'GET', `${base}/a%2Fb`);
    await refused(404, 'not-found', 'GET', `${base}/${'x'.repeat(5000)}`);
  });
});

describe('a body', () => {
  test.each([
    [415, 'not-supported', good(), 'text/plain', {}],
    [415, 'not-supported', good(), 'application/fhir+xml', {}],
    [415, 'not-supported', good(), 'application/fhir+json; charset=iso-8859-1', {}],
    [415, 'not-supported', good(), 'application/fhir+json; fhirVersion=5.0', {}],
    [415, 'not-supported', good(), 'application/fhir+json', { 'content-encoding': 'compress' }],
    [400, 'structure', '{"resourceType":', 'application/fhir+json', {}],
    [400, 'structure', '', 'application/fhir+json', {}],
    [400, 'structure', new Uint8Array([0x22, 0xe4, 0x22]), 'application/json', {}],
    [400, 'structure', '['.repeat(100_000), 'application/fhir+json', {}],
    [400, 'structure', '[]', 'application/fhir+json', {}],
    [400, 'structure', 'null', 'application/fhir+json', {}],
    [400, 'structure', '5', 'application/fhir+json', {}],
    [400, 'structure', new Uint8Array([1, 2, 3]), 'application/json', { 'content-encoding': 'gzip' }],
    [413, 'too-long', 'x'.repeat(4 * 1024 * 1024 + 1), 'application/fhir+json', {}],
  ])('is answered otherwise than %i %s', async (status, code, body, type, headers) => {
    await refused(status, code, 'POST', base, { body, type, headers });
    await refused(status, code, 'PUT', `${base}/x`, { body, type, headers });
    expect(door.events).toEqual([]);
  });

  test('without a type is read', async () => {
    const headers = { authorization: `api-key ${maisaKey}` };
    const body = new Blob([JSON.stringify(good())]);
    expect((await fetch(door.url + base, { method: 'POST', headers, body })).status).toBe(415);
    expect((await fetch(door.url + base, { method: 'POST', headers })).status).toBe(415);
  });

  test.each([
    'application/json',
    'application/fhir+json; fhirVersion=4.0',
    'application/fhir+json;charset=UTF-8',
  ])('announced as %s is refused', async (type) => {
    expect((await door.send('POST', base, { body: good(), type })).status).toBe(201);
  });

  test('is limited before it is inflated only', async () => {
    const headers = { 'content-encoding': 'gzip' };
    const bomb = gzipSync(JSON.stringify(good({ text: { div: 'x'.repeat(5 * 1024 * 1024) } })));
    await refused(413, 'too-long', 'POST', base, { body: bomb, headers });
    const fine = gzipSync(JSON.stringify(good()));
    expect((await door.send('POST', base, { body: fine, headers })).status).toBe(201);
  });
});

describe('an answer', () => {
  test.each([
    ['application/fhir+xml', ''],
    ['text/xml', ''],
    ['application/json;q=0', ''],
    ['application/json; charset=utf-8; q=0', ''],
    ['application/fhir+json; fhirVersion=3.0', ''],
    ['application/fhir+json; fhirVersion="5.0", text/html;x="application/json, */*"', ''],
    ['*/*', '?_format=application/fhir%2Bjson;fhirVersion=5.0'],
    ['*/*', '?_format=xml'],
    ['*/*', '?_format=application/fhir%2Bxml'],
    ['*/*', '?_format=json&_format=xml'],
    ['*/*', '?_format[a]=json'],
  ])('to a caller who accepts %s%s is JSON all the same', async (accept, query) => {
    await refused(406, 'not-supported', 'GET', `/fhir/R4/metadata${query}`, { headers: { accept } });
    await refused(406, 'not-supported', 'POST', `${base}${query}`, { headers: { accept }, body: good() });
    expect(door.events).toEqual([]);
  });

  test.each([
    ['application/fhir+json', ''],
    ['application/json', ''],
    ['application/fhir+xml, application/fhir+json;q=0.5', ''],
    ['text/html,*/*;q=0.8', ''],
    ['application/fhir+json; fhirVersion=4.0', ''],
    ['application/fhir+json;fhirVersion="4.0.1";charset=utf-8;q=0.9', ''],
    ['application/fhir+json; charset=utf-8', ''],
    ['application/json; charset=UTF-8', ''],
    ['application/fhir+json; fhirVersion=5.0, application/fhir+json; fhirVersion=4.0', ''],
    ['application/fhir+json', '?_format='],
    ['application/fhir+xml', '?_format=json'],
    ['application/fhir+xml', '?_format=application/fhir%2Bjson;fhirVersion=4.0'],
    ['*/*', '?_format=application/fhir+json'],
    ['*/*', '?_format=application%2Ffhir%2Bjson'],
  ])('to a caller who accepts %s%s is refused', async (accept, query) => {
    expect((await door.send('POST', `${base}${query}`, { headers: { accept }, body: good() })).status).toBe(
      201,
    );
  });

  test('has another body than Prefer asks for', async () => {
    const prefer = (value: string) => door.send('POST', base, { body: good(), headers: { prefer: value } });
    expect((await prefer('return=minimal')).text).toBe('');
    expect((await prefer('return=OperationOutcome')).json.issue[0].severity).toBe('information');
    expect((await prefer('return=representation')).json.resourceType).toBe('QuestionnaireResponse');
  });
});

describe('the id of a put', () => {
  test.each([
    ['x', { id: undefined }],
    ['x', { id: 'y' }],
    ['x', { id: 'X' }],
    ['a_b', { id: 'a_b' }],
    ['x'.repeat(65), { id: 'x'.repeat(65) }],
    ['a%20b', { id: 'a b' }],
  ])('%s is taken for another one, or is none: %j', async (id, more) => {
    const answer = await refused(400, 'invalid', 'PUT', `${base}/${id}`, { body: good(more) });
    expect(answer.json.issue[0].expression).toEqual(['QuestionnaireResponse.id']);
    expect(door.events).toEqual([]);
  });
});
