import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Router } from 'express';
import { afterEach, describe, expect, test } from 'vitest';
import { healthRouter } from './health.ts';
import { createHttpApp, onlyMethods } from './http-app.ts';
import { createLogger } from './logger.ts';

let server: Server;
afterEach(() => server.close());

async function serve(...routers: Router[]): Promise<{ url: string; log: string[] }> {
  const log: string[] = [];
  const logger = createLogger('test', 'debug', { write: (line) => void log.push(line) });
  server = createServer(createHttpApp({ logger, routers })).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, log };
}

describe('the http app', () => {
  test('says nothing of an unforeseen error to the caller, and no words of it to the log', async () => {
    const failing = Router().get('/x', () => {
      throw new Error('secret words of a resident');
    });
    const { url, log } = await serve(failing);
    const answer = await fetch(`${url}/x?name=secret`);
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain('secret');
    expect(log.join('')).toContain('request failed');
    expect(log.join('')).not.toContain('secret');
  });

  test('answers a store that is away with 503 and when to come back', async () => {
    const away = Router().get('/x', () => {
      throw Object.assign(new Error('away'), { canRetry: true });
    });
    const { url } = await serve(away);
    const answer = await fetch(`${url}/x`);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '2']);
  });

  test('names the right methods for a wrong one', async () => {
    const { url } = await serve(
      Router()
        .get('/x', (_q, r) => void r.send(''))
        .all('/x', onlyMethods('GET', 'HEAD')) as Router,
    );
    const answer = await fetch(`${url}/x`, { method: 'DELETE' });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });

  test('answers an unknown address, a broken one too, as JSON without repeating it', async () => {
    const { url } = await serve();
    for (const path of ['/nobody', '/%ff']) {
      const answer = await fetch(url + path);
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
      expect(await answer.text()).not.toContain(path.slice(1));
    }
  });
});

describe('health', () => {
  test('fails and names what fails, also what never answers', async () => {
    const { url } = await serve(
      healthRouter({
        live: [],
        ready: [
          { name: 'good', check: async () => {} },
          { name: 'broken', check: async () => Promise.reject(new Error('no')) },
          { name: 'silent', check: () => new Promise(() => {}) },
        ],
      }),
    );
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    const answer = await fetch(`${url}/readiness`);
    expect(answer.status).toBe(503);
    expect(await answer.json()).toEqual({ status: 'failing', failing: ['broken', 'silent'] });
  });
});
