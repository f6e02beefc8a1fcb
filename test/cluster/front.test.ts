import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { type Behind, behindOf, type Front, startFront } from './front.ts';

const opened: (Server | Front)[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) {
    if ('closeAllConnections' in one) one.closeAllConnections();
    await one.close();
  }
});

async function service(listener: RequestListener): Promise<{ server: Server; port: number }> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  opened.push(server);
  return { server, port: (server.address() as { port: number }).port };
}

async function front(ports: Partial<Record<Behind, readonly number[]>>): Promise<string> {
  const started = await startFront((behind) => ports[behind] ?? []);
  opened.push(started);
  return started.address;
}

const saying = (word: string): RequestListener => {
  return (request, response) => void request.resume().on('end', () => response.end(word));
};

test.each([
  ['/v1/feedback', 'intakes'],
  ['/v1/feedback/a?revision=1', 'intakes'],
  ['/fhir/R4/metadata', 'intakes'],
  ['/open311/v2/requests.json', 'intakes'],
  ['/live', 'lives'],
  ['/api/v1/units', 'reports'],
  ['/', 'dashboard'],
  ['/lively', 'dashboard'],
  ['/v10', 'dashboard'],
])('%s leads to the %s', (path, behind) => {
  expect(behindOf(path)).toBe(behind);
});

test('each request goes to the next process', async () => {
  const [one, two] = [await service(saying('one')), await service(saying('two'))];
  const address = await front({ intakes: [one.port, two.port] });
  const said: string[] = [];
  for (let round = 0; round < 4; round++) said.push(await (await fetch(`${address}/v1/feedback`)).text());
  expect(said.filter((word) => word === 'one')).toHaveLength(2);
});

test('a body goes to another process whole where one refuses the connection', async () => {
  const gone = await service(saying(''));
  gone.server.close();
  await once(gone.server, 'close');
  const there = await service((request, response) => void request.pipe(response));
  const address = await front({ intakes: [gone.port, there.port] });
  const body = 'x'.repeat(3_000_000);
  for (let round = 0; round < 3; round++) {
    const response = await fetch(`${address}/v1/feedback`, { method: 'POST', body });
    expect(await response.text()).toBe(body);
  }
});

test('where no process is up the answer asks to come again', async () => {
  const response = await fetch(`${await front({})}/api/v1/units`);
  expect(response.status).toBe(503);
  expect(response.headers.get('retry-after')).toBe('1');
});

test('a process that dies in the middle of a request makes it a 503, never a hang', async () => {
  const dying = await service((request) => void request.socket.destroy());
  const response = await fetch(`${await front({ intakes: [dying.port] })}/v1/feedback`, {
    method: 'POST',
    body: '{}',
  });
  expect(response.status).toBe(503);
});

test('a websocket goes through, and closes with the one behind it', async () => {
  const behind = await service(saying(''));
  const sockets = new WebSocketServer({ server: behind.server });
  sockets.on('connection', (ws) => ws.on('message', (data) => ws.send(`${data}!`)));
  const address = await front({ lives: [behind.port] });
  const ws = new WebSocket(`${address.replace('http', 'ws')}/live`);
  await once(ws, 'open');
  ws.send('hello');
  expect(String((await once(ws, 'message'))[0])).toBe('hello!');
  const closed = once(ws, 'close');
  for (const socket of sockets.clients) socket.close(1001, 'going');
  expect((await closed)[0]).toBe(1001);
  sockets.close();
});
