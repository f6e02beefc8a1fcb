import { beforeAll, describe, expect, test } from 'vitest';
import { type Kuulolla, startKuulolla, testFolder } from '../kuulolla-process.ts';
import { device, expectDiscreet, expectProblem, expectWell, good, secret } from './expect-problem.ts';
import { rawRequest } from './raw-request.ts';
import { json, questionnaireResponse, send, serviceRequest } from './send-answer.ts';

let kuulolla: Kuulolla;

beforeAll(async () => {
  kuulolla = await startKuulolla(testFolder(), { settings: { LOG_LEVEL: 'debug' } });
});

describe('a wrong method', () => {
  const routes: readonly [path: string, allowed: string][] = [
    ['/v1/feedback', 'POST'],
    ['/v1/feedback/rude', 'PUT, DELETE'],
    ['/fhir/R4/metadata', 'GET, HEAD'],
    ['/fhir/R4/QuestionnaireResponse', 'POST'],
    ['/fhir/R4/QuestionnaireResponse/rude', 'GET, HEAD, PUT'],
    ['/open311/v2/discovery.json', 'GET, HEAD'],
    ['/open311/v2/services.json', 'GET, HEAD'],
    ['/open311/v2/services/thanks.xml', 'GET, HEAD'],
    ['/open311/v2/requests.xml', 'GET, HEAD, POST'],
    ['/open311/v2/requests/rude.json', 'GET, HEAD'],
    ['/api/v1/scores', 'GET, HEAD'],
    ['/api/v1/units', 'GET, HEAD'],
    ['/api/v1/areas', 'GET, HEAD'],
    ['/api/v1/trends', 'GET, HEAD'],
    ['/api/v1/openapi.json', 'GET, HEAD'],
    ['/healthz', 'GET, HEAD'],
    ['/readiness', 'GET, HEAD'],
    ['/metrics', 'GET, HEAD'],
    ['/', 'GET, HEAD'],
    ['/config.json', 'GET, HEAD'],
  ];
  test.each(routes)('on %s is 405 and told %s', async (path, allowed) => {
    for (const method of [
      'PATCH',
      ...['GET', 'PUT', 'POST', 'DELETE'].filter((one) => !allowed.includes(one)),
    ]) {
      const response = await fetch(kuulolla.address + path, { method });
      expect(response.headers.get('allow')).toBe(allowed);
      await expectProblem(response, 405, `${method} ${path}`);
    }
  });
});

describe('a key', () => {
  const posts = {
    units: ['/v1/feedback', json('POST', device({ comment: secret }))],
    maisa: [
      '/fhir/R4/QuestionnaireResponse',
      json(
        'POST',
        { ...questionnaireResponse(good('rude')), subject: { display: secret } },
        'application/fhir+json',
      ),
    ],
    helfi: [
      '/open311/v2/requests.json',
      { method: 'POST', body: new URLSearchParams({ ...serviceRequest(good('rude')), email: secret }) },
    ],
  } as const satisfies Record<string, readonly [string, RequestInit]>;

  test('that is missing, strange or badly written is 401, and 403 at hel.fi as its standard says', async () => {
    for (const [source, [path, init]] of Object.entries(posts)) {
      const { headers, ...rest } = init as RequestInit;
      for (const authorization of [
        undefined,
        '',
        `api-key ${secret}`,
        `Bearer ${kuulolla.keys.units}`,
        `Basic ${Buffer.from(`units:${kuulolla.keys.units}`).toString('base64')}`,
        kuulolla.keys.units,
        'api-key',
        `api-key ${kuulolla.keys.units}x`,
        `api-key ${'k'.repeat(4000)}`,
      ]) {
        const sent = { ...headers, ...(authorization === undefined ? {} : { authorization }) } as Record<
          string,
          string
        >;
        const response = await fetch(kuulolla.address + path, { ...rest, headers: sent });
        const wrongKeyOfHelfi = source === 'helfi' && /^api-key \S/.test(authorization ?? '');
        await expectProblem(
          response,
          wrongKeyOfHelfi ? 403 : 401,
          `${source} ${authorization?.slice(0, 40)}`,
        );
        if (source !== 'helfi') expect(response.headers.get('www-authenticate')).toBe('api-key');
      }
    }
  });

  test('of another source is 403 at every route that takes one', async () => {
    for (const [source, [path, init]] of Object.entries(posts)) {
      for (const other of ['units', 'maisa', 'helfi'] as const) {
        if (other === source) continue;
        await expectProblem(await send(kuulolla, other, path, init), 403, `${other} at ${path}`);
      }
    }
    await expectProblem(await send(kuulolla, 'helfi', '/v1/feedback/x', { method: 'DELETE' }), 403, 'delete');
    await expectProblem(await send(kuulolla, 'units', '/fhir/R4/QuestionnaireResponse/x'), 403, 'read');
    await expectProblem(await send(kuulolla, 'maisa', '/open311/v2/requests.xml'), 403, 'list');
    const asParameter = `/open311/v2/requests.json?api_key=${kuulolla.keys.maisa}`;
    await expectProblem(await fetch(kuulolla.address + asParameter), 403, 'api_key of another source');
  });

  test('sent in two headers is not pieced together', async () => {
    const head = ['POST /v1/feedback HTTP/1.1', 'Host: localhost', 'Connection: close', 'Content-Length: 2'];
    const keys = [`Authorization: api-key ${secret}`, `Authorization: api-key ${kuulolla.keys.units}`];
    const answer = await rawRequest(kuulolla, [...head, 'Content-Type: application/json', ...keys], '[]');
    expect(answer.status).toBe(401);
    expectDiscreet(answer.text, 'two keys');
  });
});

describe('too many requests', () => {
  test("of a key are 429 with Retry-After in its door's dialect, and cost no other key anything", async () => {
    const slow = await startKuulolla(testFolder(), { settings: { INTAKE_REQUESTS_PER_MINUTE: '5' } });
    const asks = [
      ['units', '/v1/feedback', json('POST', [])],
      ['maisa', '/fhir/R4/QuestionnaireResponse/none', {}],
      [
        'helfi',
        '/open311/v2/requests.xml',
        { method: 'POST', body: new URLSearchParams({ description: secret }) },
      ],
    ] as const;
    for (const [source, path, init] of asks) {
      for (let at = 0; at < 5; at++) expect((await send(slow, source, path, init)).status).not.toBe(429);
      const response = await send(slow, source, path, init);
      expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(Number(response.headers.get('retry-after'))).toBeLessThanOrEqual(60);
      await expectProblem(response, 429, source);
    }
    await slow.stop();
  });
});

test('after all this the server is well', () => expectWell(kuulolla));
