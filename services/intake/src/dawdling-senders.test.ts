import type { Server } from 'node:http';
import { EMPTY_DIRECTORY } from '@kuulolla/directory/directory';
import { createHttpApp } from '@kuulolla/service-kit/http-app';
import { closeServer, createHttpServer, listen } from '@kuulolla/service-kit/http-server';
import { createLogger } from '@kuulolla/service-kit/logger';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hashKey } from './api-keys.ts';
import { readDoors } from './doors.ts';
import { defaultLimits, type IntakeDeps } from './intake-deps.ts';

const keys = { units: 'key-of-units', maisa: 'key-of-maisa', helfi: 'key-of-helfi' };
const keyOf = (source: 'units' | 'maisa') => ({ authorization: `api-key ${keys[source]}` });
const words = 'odotin kaksi tuntia';

let server: Server;
let url: string;

beforeAll(async () => {
  const logger = createLogger('intake', 'silent');
  const deps = {
    logger,
    desk: { now: Date.now, key: Buffer.alloc(32, 7) },
    keys: () => ({
      units: [hashKey(keys.units)],
      maisa: [hashKey(keys.maisa)],
      helfi: [hashKey(keys.helfi)],
    }),
    directory: () => EMPTY_DIRECTORY,
    limits: defaultLimits,
  } as unknown as IntakeDeps;
  const app = createHttpApp({ logger, routers: readDoors({})(deps) });
  server = createHttpServer(app, { bodyMs: 300, streamMs: 300 });
  url = `http://127.0.0.1:${await listen(server, '127.0.0.1', 0)}`;
});
afterAll(() => closeServer(server, 0));

/** Sends the beginning of a body and then nothing more. */
async function dawdle(path: string, type: string, beginning: string, headers: Record<string, string> = {}) {
  const body = new ReadableStream({ start: (sending) => sending.enqueue(Buffer.from(beginning)) });
  const init = { method: 'POST', headers: { 'content-type': type, ...headers }, body, duplex: 'half' };
  const answer = await fetch(url + path, init as RequestInit);
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

describe('a sender whose body dawdles is told so in the words of the door', () => {
  const problem = { code: 'too-slow', message: expect.stringContaining('send it again') };
  const multipart = '--x\r\nContent-Disposition: form-data; name="description"\r\n\r\n';

  test.each([
    ['JSON', 'application/json', `[{"comment":"${words}`],
    ['a CSV', 'text/csv', `unit;answeredAt;nps;comment\n4711;2026-11-20T09:31:00Z;9;${words}`],
  ])('at the door of units, with %s', async (_what, type, beginning) => {
    const { status, headers, text } = await dawdle('/v1/feedback', type, beginning, keyOf('units'));
    expect([status, headers.get('connection')]).toEqual([408, 'close']);
    expect(JSON.parse(text)).toEqual(problem);
  });

  test('at the door of Maisa', async () => {
    const path = '/fhir/R4/QuestionnaireResponse';
    const { status, headers, text } = await dawdle(
      path,
      'application/fhir+json',
      `{"a":"${words}`,
      keyOf('maisa'),
    );
    expect([status, headers.get('content-type')]).toEqual([408, 'application/fhir+json; charset=utf-8']);
    expect(JSON.parse(text)).toMatchObject({
      resourceType: 'OperationOutcome',
      issue: [{ severity: 'error', code: 'timeout', diagnostics: problem.message }],
    });
  });

  test.each([
    ['a form', 'application/x-www-form-urlencoded', `description=${words}`],
    ['a form with parts', 'multipart/form-data; boundary=x', `${multipart}${words}`],
  ])('at the door of hel.fi, with %s', async (_what, type, beginning) => {
    const json = await dawdle(`/open311/v2/requests.json?api_key=${keys.helfi}`, type, beginning);
    expect(json.status).toBe(408);
    expect(JSON.parse(json.text)).toEqual([{ code: 408, description: problem.message }]);
    const xml = await dawdle(`/open311/v2/requests.xml?api_key=${keys.helfi}`, type, beginning);
    expect(xml.text).toMatch(/<errors>.*<code>408<\/code>/s);
  });
});
