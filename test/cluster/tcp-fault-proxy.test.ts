import { once } from 'node:events';
import { createServer, connect as dial, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type FaultProxy, startFaultProxy } from './tcp-fault-proxy.ts';

let proxy: FaultProxy;
let stop: () => Promise<void>;

/** Says everything back. */
beforeEach(async () => {
  const peers = new Set<Socket>();
  const echo = createServer((socket) => {
    peers.add(socket);
    socket.on('error', () => {});
    socket.pipe(socket);
  });
  echo.listen(0, '127.0.0.1');
  await once(echo, 'listening');
  proxy = await startFaultProxy({ target: (echo.address() as { port: number }).port });
  stop = async () => {
    await proxy.close();
    for (const peer of peers) peer.destroy();
    echo.close();
  };
});
afterEach(() => stop());

async function client() {
  const socket = dial(proxy.port, '127.0.0.1');
  let heard = '';
  let error: NodeJS.ErrnoException | null = null;
  socket.setEncoding('utf8').on('data', (text: string) => {
    heard += text;
  });
  socket.on('error', (cause) => {
    error = cause;
  });
  await once(socket, 'connect');
  const closed = new Promise<void>((fulfil) => socket.once('close', () => fulfil()));
  return {
    socket,
    closed,
    heard: () => heard,
    error: () => error,
    hears: async (text: string) => {
      while (heard !== text) await once(socket, 'data');
    },
  };
}

test('hands on what is said, in order, also much of it', async () => {
  const { socket, hears } = await client();
  const text = Array.from({ length: 200_000 }, (_, index) => `${index},`).join('');
  socket.write(text);
  await hears(text);
});

test('a cut resets connections, and new ones are taken', async () => {
  const first = await client();
  first.socket.write('a');
  await first.hears('a');
  proxy.cut();
  await first.closed;
  expect(first.error()).toMatchObject({ code: 'ECONNRESET' });
  const second = await client();
  second.socket.write('b');
  await second.hears('b');
});

test('a stall lets nothing pass and loses nothing', async () => {
  const { socket, heard, hears } = await client();
  socket.write('a');
  await hears('a');
  proxy.stall();
  socket.write('b');
  const late = await client();
  late.socket.write('c');
  await pause(100);
  expect([heard(), late.heard()]).toEqual(['a', '']);
  proxy.heal();
  await hears('ab');
  await late.hears('c');
});

test('while it refuses nobody gets through, and after healing everybody does', async () => {
  const first = await client();
  proxy.refuse();
  await first.closed;
  const second = await client().then(
    ({ closed }) => closed.then(() => 'closed'),
    () => 'refused',
  );
  expect(second).toMatch(/closed|refused/);
  expect(proxy.connections).toBe(0);
  proxy.heal();
  const third = await client();
  third.socket.write('x');
  await third.hears('x');
});

test('a slow wire takes its time', async () => {
  const { socket, hears } = await client();
  proxy.slow({ delayMs: 30, bytesPerSecond: 10_000 });
  const before = performance.now();
  socket.write('0123456789'.repeat(50));
  await hears('0123456789'.repeat(50));
  expect(performance.now() - before).toBeGreaterThan(2 * (30 + 50) - 10);
});

test('when one side ends so does the other', async () => {
  const { socket, closed, hears } = await client();
  socket.end('last');
  await hears('last');
  await closed;
  await expect.poll(() => proxy.connections).toBe(0);
});
