import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Open311Door, openOpen311Door, shipped } from './open311-door.test-kit.ts';

let door: Open311Door;
const start = Date.parse('2026-11-22T12:00:00Z');

beforeAll(async () => {
  door = await openOpen311Door();
});
beforeEach(() => {
  door.clock.now = start;
});
afterAll(() => door.close());

describe('the catalogue', () => {
  test('has another name for a service in another language than asked for', async () => {
    for (const [query, name] of [
      ['', 'Kiitos'],
      ['?locale=sv_FI', 'Tack'],
      ['?lang=en', 'Thanks'],
      ['?locale=de', 'Kiitos'],
    ]) {
      const answer = await door.get(`/services.json${query}`);
      expect(answer.json[0]).toMatchObject({
        service_code: 'thanks',
        service_name: name,
        metadata: true,
        type: 'realtime',
      });
    }
  });

  test('defines a service without its score', async () => {
    const answer = await door.get('/services/complaint.json?locale=en');
    expect(answer.json.service_code).toBe('complaint');
    const nps = answer.json.attributes[0];
    expect(nps).toMatchObject({
      variable: true,
      code: 'nps',
      datatype: 'singlevaluelist',
      required: false,
      order: 1,
    });
    expect(nps.values.map(({ key }: { key: string }) => key)).toEqual(
      Array.from({ length: 11 }, (_, score) => `${score}`),
    );
    expect((await door.get('/services/nothing.json')).status).toBe(404);
    expect((await door.get('/services.json?jurisdiction_id=tampere.fi')).status).toBe(404);
  });

  test('is discovered somewhere else than where it is', async () => {
    const answer = await door.get('/discovery.json');
    expect(answer.json.endpoints[0].url).toBe(door.url);
    const fixed = await openOpen311Door({ publicUrl: 'https://palaute.example.org/open311/v2/' });
    expect((await fixed.get('/discovery.json')).json.endpoints[0].url).toBe(
      'https://palaute.example.org/open311/v2',
    );
    await fixed.close();
  });

  test('is anywhere else than at the configured path', async () => {
    const elsewhere = await openOpen311Door({ basePath: '/palautews/rest/v1' });
    expect((await elsewhere.get('/services.json')).status).toBe(200);
    expect((await fetch(`${new URL(elsewhere.url).origin}/open311/v2/services.json`)).status).toBe(404);
    await elsewhere.close();
  });
});

describe('the door', () => {
  test.each([
    [404, '/'],
    [404, '/nothing.json'],
    [404, '/services.yaml'],
    [404, '/requests/4711.pdf'],
    [404, '/requests/a.b'],
    [400, '/requests/%ff.json'],
    [404, '/services/%2e%2e%2fx.json'],
    [404, '/requests/131052-308T.json'],
  ])('answers other than %i in its dialect at %s', async (status, path) => {
    const answer = await door.get(path);
    expect([answer.status, answer.json?.[0]?.code]).toEqual([status, status]);
    expect(answer.text).not.toContain('131052');
  });

  test('takes a path without a format for an unknown one, or an unknown Accept for a known one', async () => {
    expect((await door.get('/services')).json).toHaveLength(shipped.services.length);
    const xml = await door.get('/services', { accept: 'text/xml' });
    expect(xml.headers.get('content-type')).toBe('text/xml; charset=utf-8');
    expect((await door.get('/services', { accept: 'application/pdf' })).status).toBe(406);
    expect((await door.get('/services.xml', { accept: 'application/json' })).text).toContain('<services>');
  });

  test.each(['/services.json', '/services.json?jurisdiction_id=', '/services', '/services/thanks.json'])(
    'answers %s otherwise where the target is in absolute form',
    async (path) => {
      const { hostname, port, pathname } = new URL(door.url);
      for (const host of [`${hostname}:${port}`, 'services.json']) {
        const target = `http://${host}${pathname}${path}`;
        const sent = request({ hostname, port, path: target }).end();
        const [answer] = (await once(sent, 'response')) as [IncomingMessage];
        const body = await text(answer);
        expect([answer.statusCode, body]).toEqual([200, (await door.get(path)).text]);
      }
    },
  );

  test.each([
    ['application/json; charset=utf-8', 'application/json'],
    ['text/xml; charset=utf-8', 'text/xml'],
    ['application/json; charset=utf-8; q=0.1, application/xml; charset=utf-8', 'text/xml'],
    ['text/html; x="a, application/json;q=1"; q=0.9, text/xml;q=0.2;charset=utf-8', 'text/xml'],
  ])('compares the parameters of Accept: %s', async (accept, type) => {
    const answer = await door.get('/services', { accept });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, `${type}; charset=utf-8`]);
  });

  test.each([
    ['DELETE', '/requests.xml', 'GET, HEAD, POST'],
    ['PUT', '/requests/4711.xml', 'GET, HEAD'],
    ['POST', '/services.xml', 'GET, HEAD'],
    ['POST', '/services/thanks.xml', 'GET, HEAD'],
    ['POST', '/discovery.xml', 'GET, HEAD'],
  ])('gives another answer than 405 with Allow to %s %s', async (method, path, allow) => {
    const answer = await door.send(path, { method });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, allow]);
    expect(answer.text).toContain('<code>405</code>');
  });

  test('lets an address without a key read more often than it may, or counts a key among them', async () => {
    const strict = await openOpen311Door({ publicRequestsPerMinute: 3, limits: { requestsPerMinute: 4 } });
    for (let sent = 0; sent < 3; sent++) expect((await strict.get('/services.json')).status).toBe(200);
    const turnedAway = await strict.get('/requests.xml');
    expect(turnedAway.status).toBe(429);
    expect(turnedAway.text).toContain('<code>429</code>');
    expect(Number(turnedAway.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    for (let sent = 0; sent < 4; sent++) expect((await strict.post({})).status).toBe(201);
    expect((await strict.post({})).status).toBe(429);
    expect((await strict.post({ api_key: 'guess-of-somebody-else' })).status).toBe(429);
    await strict.close();
  });

  test('gives HEAD a body', async () => {
    const answer = await door.send('/services.json', { method: 'HEAD' });
    expect([answer.status, answer.text]).toEqual([200, '']);
  });
});
