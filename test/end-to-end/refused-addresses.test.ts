import { once } from 'node:events';
import { request } from 'node:http';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Kuulolla, startKuulolla, testFolder } from '../kuulolla-process.ts';
import { expectDiscreet, expectWell, secret } from './expect-problem.ts';
import { rawRequest } from './raw-request.ts';

let kuulolla: Kuulolla;

beforeAll(async () => {
  kuulolla = await startKuulolla(testFolder(), { settings: { LOG_LEVEL: 'debug' } });
});

describe('an address', () => {
  const paths = [
    '/v1/feedback/%ff',
    '/v1/feedback/%00',
    '/v1/feedback/a%00b',
    '/v1/feedback/%E0%A4%A',
    `/v1/feedback/${'x'.repeat(201)}`,
    `/v1/feedback?${secret}=1`,
    '/v1/feedback?profile[__proto__]=x',
    '/v1/feedback?profile=a&profile=b',
    `/v1/feedback/x?revision=${secret}`,
    '/fhir/R4/QuestionnaireResponse/%ff',
    '/fhir/R4/QuestionnaireResponse/%00',
    `/fhir/R4/QuestionnaireResponse/${'x'.repeat(500)}`,
    `/fhir/R4/QuestionnaireResponse/x/_history/${secret}`,
    `/fhir/R4/${secret}`,
    `/fhir/${secret}/%ff`,
    '/open311/v2/requests/%ff.json',
    '/open311/v2/requests/%00.json',
    `/open311/v2/requests/${secret}.xml`,
    `/open311/v2/services/${secret}.xml`,
    `/open311/v2/${secret}.json`,
    '/open311/v2/requests.json?start_date=%ff',
    `/open311/v2/requests.xml?start_date=${secret}`,
    `/open311/v2/requests.xml?jurisdiction_id=${secret}`,
    `/open311/v2/requests.json?status=${secret}`,
    `/open311/v2/requests.json?${'a=1&'.repeat(400)}`,
    `/api/v1/scores?scope=${secret}&window=30d`,
    '/api/v1/scores?scope=unit:1&window=30d',
    '/api/v1/scores?scope=all&scope=all&window=30d',
    '/api/v1/scores?scope[$ne]=all&window=30d',
    '/api/v1/scores?scope=all&window[]=30d',
    `/api/v1/scores?scope=all&window=30d&${secret}=1`,
    '/api/v1/trends?scope=all&by=day&from=0001-01-01',
    '/api/v1/trends?scope=all&by=day&from=2026-02-31',
    `/api/v1/trends?by=day${'&scope=all'.repeat(401)}`,
    `/api/v1/units?area=${secret}`,
    `/api/v1/${secret}`,
    `/${secret}`,
    '/%ff',
    '/%00',
    '/..%2f..%2fpackage.json',
    '/..%5c..%5cpackage.json',
    '/assets/..%2f..%2f..%2fpackage.json',
    '/.env',
    '/live',
    '//evil.example/%2e%2e',
  ];
  test.each(paths)('%s is answered as a fault of the caller', async (path) => {
    for (const [method, source] of [
      ['GET', 'maisa'],
      ['GET', null],
      ['DELETE', 'units'],
      ['PUT', 'units'],
      ['POST', 'helfi'],
    ] as const) {
      const head = [
        `${method} ${path} HTTP/1.1`,
        'Host: localhost',
        'Connection: close',
        'Content-Length: 0',
      ];
      if (source) head.push(`Authorization: api-key ${kuulolla.keys[source]}`);
      const { status, text } = await rawRequest(kuulolla, head);
      // A DELETE of an id as long as it likes is a withdrawal that may come before its answer.
      const isFine = method === 'DELETE' && status === 202 && /^\/v1\/feedback\/x{1,200}$/.test(path);
      if (!isFine)
        expect({ method, path, status: Math.floor(status / 100) }).toEqual({ method, path, status: 4 });
      expectDiscreet(text, `${method} ${path}`);
      if (path.startsWith('/fhir') && status !== 431)
        expect(text.toLowerCase()).toContain('content-type: application/fhir+json');
    }
  });

  test('longer than anything is cut off without harm', async () => {
    for (const path of [`/${'a'.repeat(100_000)}`, `/api/v1/scores?scope=${'a'.repeat(100_000)}`]) {
      const { status } = await rawRequest(kuulolla, [
        `GET ${path} HTTP/1.1`,
        'Host: localhost',
        'Connection: close',
      ]);
      expect([0, 414, 431]).toContain(status);
    }
    expect((await fetch(`${kuulolla.address}/healthz`)).status).toBe(200);
  });

  test.each([
    ['no HTTP at all', ['SSH-2.0-OpenSSH_9.9']],
    ['a NUL in the request line', ['GET /\0 HTTP/1.1', 'Host: localhost', 'Connection: close']],
    ['a NUL in a header', ['GET / HTTP/1.1', 'Host: localhost', `X-A: \0${secret}`, 'Connection: close']],
    [
      'two lengths',
      [
        'POST /v1/feedback HTTP/1.1',
        'Host: localhost',
        'Content-Length: 2',
        'Content-Length: 3',
        'Connection: close',
      ],
    ],
    [
      'a length and chunks',
      [
        'POST /v1/feedback HTTP/1.1',
        'Host: localhost',
        'Content-Length: 2',
        'Transfer-Encoding: chunked',
        'Connection: close',
      ],
    ],
    ['no Host', ['GET / HTTP/1.1', 'Connection: close']],
    [
      '300 kB of headers',
      ['GET / HTTP/1.1', 'Host: localhost', `X-A: ${'a'.repeat(300_000)}`, 'Connection: close'],
    ],
  ])('with %s is refused and nobody else notices', async (what, head) => {
    const answer = await rawRequest(kuulolla, head);
    expect([0, 400, 431]).toContain(answer.status);
    expectDiscreet(answer.text, what);
    expect((await fetch(`${kuulolla.address}/healthz`)).status).toBe(200);
  });

  test('asked for with an offer of HTTP/2 is served over HTTP/1.1', async () => {
    const upgrade = [
      'Connection: Upgrade, HTTP2-Settings, close',
      'Upgrade: h2c',
      'HTTP2-Settings: AAMAAABkAAQAAP__',
    ];
    const answer = await rawRequest(kuulolla, ['GET /healthz HTTP/1.1', 'Host: localhost', ...upgrade]);
    expect(answer.status).toBe(200);
  });
});

describe('a sender that dawdles', () => {
  test('over its headers is told so and cut within 15 s', { timeout: 20_000 }, async () => {
    const answer = await rawRequest(kuulolla, ['GET /healthz HTTP/1.1', 'Host: localhost', 'X-A: '], null);
    expect(answer.status).toBe(408);
  });

  test('over its body and gives up leaves nothing behind', async () => {
    const { hostname, port } = new URL(kuulolla.address);
    const dawdler = request({
      hostname,
      port,
      path: '/v1/feedback',
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `api-key ${kuulolla.keys.units}`,
        'content-length': 1000,
      },
    });
    dawdler.on('error', () => {});
    dawdler.write('[{"id":"never');
    await once(dawdler, 'socket');
    dawdler.destroy();
    expect((await fetch(`${kuulolla.address}/healthz`)).status).toBe(200);
    expect(kuulolla.stderr()).toBe('');
  });
});

test('after all this the server is well', () => expectWell(kuulolla));
