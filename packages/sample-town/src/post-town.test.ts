import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { postTown } from './post-town.ts';
import type { TownMessage } from './town-message.ts';

const keys = { units: 'u', maisa: 'm', helfi: 'h' };
const given = (id: number): TownMessage => ({
  door: 'units',
  act: 'give',
  at: id,
  body: { id: `sample-${id}`, unit: 4711, answeredAt: '2026-11-20T09:31:00+02:00' },
});
const requested = (id: number): TownMessage => ({
  door: 'helfi',
  act: 'give',
  at: id,
  key: `sample-${id}`,
  form: { service_code: 'thanks' },
});

let server: Server;
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** A server that answers as `answer` says, with the body of the request. */
async function serve(
  answer: (request: IncomingMessage, response: ServerResponse, body: string) => void,
): Promise<string> {
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    answer(request, response, Buffer.concat(chunks).toString());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const take = (response: ServerResponse) => response.writeHead(202).end('{"accepted":1,"rejected":[]}');

describe('sending a town', () => {
  test('loses what a door could not take just now, or a broken connection', async () => {
    const seen: string[] = [];
    let requests = 0;
    const base = await serve((request, response, body) => {
      requests += 1;
      if (requests === 1) response.writeHead(503).end();
      else if (requests === 2) request.socket.destroy();
      else if (requests === 3) response.writeHead(429).end();
      else {
        seen.push(...(JSON.parse(body) as { id: string }[]).map(({ id }) => id));
        take(response);
      }
    });
    const messages = Array.from({ length: 25 }, (_, id) => given(id));
    expect(await postTown(base, keys, messages, { batch: 10, concurrency: 3 })).toBe(25);
    expect(seen.sort()).toEqual(messages.map((_, id) => `sample-${id}`).sort());
  });

  test('says messages are in while one before them is under way', async () => {
    const told: number[] = [];
    const toldBefore: number[] = [];
    const waiting: ServerResponse[] = [];
    let requests = 0;
    const base = await serve((request, response) => {
      requests += 1;
      if (request.headers['idempotency-key'] === 'sample-3') waiting.push(response);
      else take(response);
      if (requests < 12) return;
      toldBefore.push(...told);
      for (const late of waiting) take(late);
    });
    const messages = Array.from({ length: 12 }, (_, id) => requested(id));
    const onProgress = (through: number) => told.push(through);
    expect(await postTown(base, keys, messages, { concurrency: 4, onProgress })).toBe(12);
    expect(Math.max(...toldBefore)).toBe(3);
    expect(toldBefore.length).toBeGreaterThan(6);
    expect(told.at(-1)).toBe(12);
    expect(told).toEqual([...told].sort((a, b) => a - b));
  });

  test('goes on after a refusal, or hides what was refused', async () => {
    const base = await serve((_request, response) => {
      const rejected = [{ index: 0, code: 'bad', field: 'nps', message: 'nps must be whole.' }];
      response.writeHead(202).end(JSON.stringify({ accepted: 0, rejected }));
    });
    await expect(postTown(base, keys, [given(1)])).rejects.toThrow('(nps): nps must be whole.');
    await expect(postTown(base, keys, [given(1)])).rejects.toMatchObject({ code: 'not-taken' });
  });

  test('waits for a server that does not answer after it was told to stop', async () => {
    const stop = new AbortController();
    const base = await serve(() => stop.abort(new Error('stopped')));
    await expect(postTown(base, keys, [given(1)], { signal: stop.signal })).rejects.toThrow('stopped');
  });
});
