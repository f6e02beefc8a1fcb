import { once } from 'node:events';
import type { RequestListener, Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { createHttpServer } from './http-server.ts';

let server: Server;
afterEach(() => server.close());

const afterBody: RequestListener = (request, response) =>
  void request.resume().on('end', () => response.end('taken'));
const atOnce: RequestListener = (_request, response) => void response.writeHead(401).end();

/** Sends a head and then `chunk` every `everyMs`; gives what came back until the socket ended. */
async function dawdle(
  type: string,
  chunk: string,
  everyMs: number,
  times: number,
  { answer: listener = afterBody, connection = 'close' } = {},
): Promise<string> {
  const patience = { bodyMs: 300, streamMs: 300, leastBytes: 10 };
  server = createHttpServer(listener, patience).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  let answer = '';
  socket.on('data', (data) => {
    answer += data;
  });
  const length = chunk.length * times;
  socket.write(
    `POST / HTTP/1.1\r\nHost: x\r\nContent-Type: ${type}\r\nContent-Length: ${length}\r\nConnection: ${connection}\r\n\r\n`,
  );
  let sent = 0;
  const timer = setInterval(() => {
    if (sent++ < times && socket.writable) socket.write(chunk);
  }, everyMs);
  await once(socket, 'close');
  clearInterval(timer);
  return answer.split('\r\n')[0] ?? '';
}

describe('a sender who dawdles', () => {
  test('with a JSON body is cut, also when bytes keep coming', async () => {
    expect(await dawdle('application/json', 'x'.repeat(50), 50, 30)).toBe('HTTP/1.1 408 Request Timeout');
  });

  test('with a CSV that drips is cut', async () => {
    expect(await dawdle('text/csv', 'x', 100, 40)).toBe('HTTP/1.1 408 Request Timeout');
  });

  test.each(['text/csv', 'Text/CSV; charset=utf-8'])(
    'is not one whose long CSV comes on, announced as %s',
    async (type) => {
      expect(await dawdle(type, 'x'.repeat(50), 50, 20)).toBe('HTTP/1.1 200 OK');
    },
  );

  test.each(['application/json', 'text/csv'])(
    'with a body of %s that was answered long before its end does not keep the socket',
    async (type) => {
      const startedAt = performance.now();
      const answered = await dawdle(type, 'x'.repeat(20), 50, 1_000, {
        answer: atOnce,
        connection: 'keep-alive',
      });
      expect(answered).toBe('HTTP/1.1 401 Unauthorized');
      expect(performance.now() - startedAt).toBeLessThan(10_000);
    },
  );
});
