import { once } from 'node:events';
import { beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type Kuulolla, startKuulolla, testFolder } from '../kuulolla-process.ts';
import { expectDiscreet, expectWell, secret } from './expect-problem.ts';

let kuulolla: Kuulolla;

beforeAll(async () => {
  kuulolla = await startKuulolla(testFolder(), { settings: { LOG_LEVEL: 'debug' } });
});

describe('the websocket', () => {
  const live = () => `${kuulolla.address.replace('http', 'ws')}/live`;
  const closing = async (message: string | Buffer, binary = false) => {
    const ws = new WebSocket(live(), 'kuulolla.v1');
    await once(ws, 'open');
    ws.on('error', () => {});
    ws.send(message, { binary });
    const [code, reason] = await once(ws, 'close');
    expectDiscreet(String(reason), 'close reason');
    return code;
  };

  test.each([
    ['no JSON', secret],
    ['cut JSON', `{"type":"subscribe","scopes":["${secret}`],
    ['nothing', ''],
    ['null', 'null'],
    ['a number', '1e999'],
    ['a type nobody knows', JSON.stringify({ type: secret })],
    ['no scopes', '{"type":"subscribe","scopes":[],"windows":["30d"]}'],
    ['a scope that is none', JSON.stringify({ type: 'subscribe', scopes: [secret], windows: ['30d'] })],
    ['a window that is none', JSON.stringify({ type: 'subscribe', scopes: ['all'], windows: [secret] })],
    [
      'a further field',
      JSON.stringify({ type: 'subscribe', scopes: ['all'], windows: ['30d'], [secret]: 1 }),
    ],
    ['a field of every object', '{"type":"subscribe","scopes":["all"],"windows":["30d"],"__proto__":{}}'],
    [
      '1,001 scopes',
      JSON.stringify({ type: 'subscribe', scopes: Array(1001).fill('all'), windows: ['30d'] }),
    ],
    ['nested junk', '['.repeat(30_000)],
  ])('closes with 4400 on %s', async (_what, message) => {
    expect(await closing(message)).toBe(4400);
  });

  test('closes with 4400 on binary and with 1009 on more than 64 kB', async () => {
    expect(await closing(Buffer.from([1, 2, 3]), true)).toBe(4400);
    expect(await closing('x'.repeat(64 * 1024 + 1))).toBe(1009);
  });

  const refused = async (
    headers: Record<string, string>,
    protocol: string | null = 'kuulolla.v1',
    path = live(),
  ) => {
    const ws = new WebSocket(path, protocol === null ? [] : [protocol], { headers });
    ws.on('error', () => {});
    const [, response] = await once(ws, 'unexpected-response');
    return response.statusCode;
  };

  test('is closed to pages of other origins, other host names and other paths', async () => {
    for (const origin of [
      'https://evil.example',
      'null',
      'file://',
      kuulolla.address.replace('127.0.0.1', '127.0.0.1.evil.example'),
    ]) {
      expect([origin, await refused({ origin })]).toEqual([origin, 403]);
    }
    expect(await refused({ host: 'rebound.example' })).toBe(403);
    expect(await refused({ host: 'rebound.example', origin: 'http://rebound.example' })).toBe(403);
    expect(await refused({}, 'kuulolla.v1', live().replace('/live', '/'))).toBe(404);
    expect(await refused({}, null)).toBe(400);
  });
});

test('after all this the server is well', () => expectWell(kuulolla));
