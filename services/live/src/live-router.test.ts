import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHttpApp } from '@kuulolla/service-kit/http-app';
import { createLogger } from '@kuulolla/service-kit/logger';
import { expect, test } from 'vitest';
import { liveRouter } from './live-router.ts';

test('the address of the websocket tells a plain request what to do, by any method', async () => {
  const app = createHttpApp({ logger: createLogger('test', 'silent'), routers: [liveRouter()] });
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/live`;
    for (const method of ['GET', 'POST']) {
      const answer = await fetch(url, { method });
      expect([answer.status, answer.headers.get('upgrade')]).toEqual([426, 'websocket']);
      expect(await answer.json()).toEqual({
        code: 'upgrade-required',
        message: 'Here is a websocket: connect with one, and offer the subprotocol kuulolla.v1.',
      });
    }
  } finally {
    server.close();
  }
});
