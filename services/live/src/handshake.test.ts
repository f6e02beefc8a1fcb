import { request } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import type { GatewayDeps } from './gateway.ts';
import { connect } from './live-client.test-kit.ts';
import { startLive, type TestServer } from './live-server.test-kit.ts';

let server: TestServer | undefined;
afterEach(async () => {
  await server?.[Symbol.asyncDispose]();
  server = undefined;
});

/** Status and body of an upgrade request; 101 where it was accepted. */
async function handshake(headers: Record<string, string>, path = '/live', deps?: Partial<GatewayDeps>) {
  server ??= await startLive([1], deps);
  return new Promise<{ status: number; protocol?: string; body: string }>((resolve, reject) => {
    const upgrade = request({
      host: '127.0.0.1',
      port: server?.port,
      path,
      headers: {
        Connection: 'Upgrade',
        Upgrade: 'websocket',
        'Sec-WebSocket-Version': '13',
        'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==',
        'Sec-WebSocket-Protocol': 'kuulolla.v1',
        ...headers,
      },
    });
    upgrade.on('upgrade', (response, socket) => {
      socket.destroy();
      resolve({ status: 101, protocol: response.headers['sec-websocket-protocol'] ?? '', body: '' });
    });
    upgrade.on('response', async (response) => {
      let body = '';
      for await (const chunk of response) body += chunk;
      resolve({ status: response.statusCode ?? 0, body });
    });
    upgrade.on('error', reject);
    upgrade.end();
  });
}

describe('a page of another site', () => {
  test.each([
    'https://evil.example',
    'http://localhost.evil.example:8080',
    'null',
    'http://127.0.0.1:1',
    'file://',
    'not an origin',
    'http://127.0.0.1:8080@evil.example',
  ])('with Origin %s is refused before any websocket exists', async (Origin) => {
    const { status, body } = await handshake({ Origin, Host: '127.0.0.1:8080' });
    expect(status).toBe(403);
    expect(JSON.parse(body)).toMatchObject({ code: 'foreign-origin' });
    expect(body).not.toContain('evil');
    expect(await server?.metric('kuulolla_live_refused_total', 'foreign-origin')).toBe(1);
  });

  test('cannot get in by pointing a name of its own at this address', async () => {
    const host = 'rebound.evil.example:8080';
    const { status, body } = await handshake({ Host: host, Origin: `http://${host}` });
    expect(status).toBe(403);
    expect(JSON.parse(body)).toMatchObject({ code: 'foreign-host' });
  });

  test.each(['localhost:8080:9', 'localhost@evil.example', 'localhost/x'])(
    'with the crooked Host "%s" is refused',
    async (Host) => {
      expect((await handshake({ Host })).status).toBeGreaterThanOrEqual(400);
    },
  );
});

describe('a client that may connect is not turned away', () => {
  test.each([
    [{ Host: 'localhost:8080', Origin: 'http://localhost:8080' }],
    [{ Host: 'LocalHost:8080', Origin: 'http://localhost:8080' }],
    [{ Host: '127.0.0.1:8080' }],
    [{ Host: '[::1]:8080', Origin: 'http://[::1]:8080' }],
    [{ Host: '192.0.2.7', Origin: 'http://192.0.2.7' }],
    [{ Host: 'palaute.example', Origin: 'https://palaute.example' }],
    [{ Host: 'palaute.example:443', Origin: 'https://palaute.example' }],
    [{ Host: 'live.example', Origin: 'https://pages.example' }],
    [{ Host: 'pages.example', Origin: 'https://pages.example' }],
  ])('%j', async (headers) => {
    const deps = {
      allowedHosts: ['palaute.example', 'live.example'],
      allowedOrigins: ['https://pages.example'],
    };
    expect((await handshake(headers as unknown as Record<string, string>, '/live', deps)).status).toBe(101);
  });

  test('for a query behind the path', async () => {
    expect((await handshake({}, '/live?x=1')).status).toBe(101);
  });
});

describe('a target in absolute form', () => {
  test.each([
    ['http://127.0.0.1:8080/live', 101],
    ['http://localhost/live?x=1', 101],
    ['ws://127.0.0.1:8080/live', 101],
    ['http://127.0.0.1:8080/other', 404],
    ['http://127.0.0.1:8080', 404],
    ['http://rebound.evil.example/live', 403],
  ])('%s is not answered by its own path and host: %i', async (target, expected) => {
    expect((await handshake({}, target)).status).toBe(expected);
  });

  test('hides a page of another site behind its host', async () => {
    const headers = { Host: '127.0.0.1:1', Origin: 'http://127.0.0.1:1' };
    expect((await handshake(headers, 'http://127.0.0.1:8080/live')).status).toBe(403);
  });
});

describe('the subprotocol', () => {
  test('is chosen also where it is not the first one offered', async () => {
    const { protocol } = await handshake({ 'Sec-WebSocket-Protocol': 'other, kuulolla.v1' });
    expect(protocol).toBe('kuulolla.v1');
  });

  test.each(['other', 'kuulolla.v2, kuulolla', ''])(
    '"%s" is refused with a sentence that names ours',
    async (offer) => {
      const { status, body } = await handshake({ 'Sec-WebSocket-Protocol': offer });
      expect(status).toBe(400);
      expect(body).toContain('kuulolla.v1');
    },
  );

  test('that is not offered at all is refused too', async () => {
    server = await startLive();
    await expect(connect(server.url, { protocols: [] })).rejects.toThrow('400');
  });
});

test('another path is not found, and a crooked handshake there or here does not end the process', async () => {
  expect((await handshake({}, '/alive')).status).toBe(404);
  expect((await handshake({}, '/live/x')).status).toBe(404);
  expect((await handshake({ 'Sec-WebSocket-Key': 'short' })).status).toBe(400);
  expect((await handshake({ 'Sec-WebSocket-Version': '7' })).status).toBe(400);
  expect((await handshake({})).status).toBe(101);
});
