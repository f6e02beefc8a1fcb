import { windowNames } from '@kuulolla/contracts/score';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { GatewayDeps } from './gateway.ts';
import { type ConnectOptions, connect, type LiveClient, through } from './live-client.test-kit.ts';
import { startLive, type TestServer } from './live-server.test-kit.ts';

const today = '2026-11-20';
const units = Array.from({ length: 300 }, (_, at) => at + 1);
let server: TestServer | undefined;
const opened: LiveClient[] = [];
afterEach(async () => {
  for (const client of opened.splice(0)) client.ws.terminate();
  await server?.[Symbol.asyncDispose]();
  vi.useRealTimers();
});

async function start(limits: GatewayDeps['limits'] = {}): Promise<TestServer> {
  server = await startLive(units, { limits });
  return server;
}
/** A client that watches units in all windows with changes, and has its snapshots. */
async function watchAll(options: ConnectOptions = {}, some = units): Promise<LiveClient> {
  const client = await connect(server?.url ?? '', options);
  opened.push(client);
  const scopes = some.map((unit) => `unit:${unit}`);
  client.send({ type: 'subscribe', scopes, windows: [...windowNames], with: ['changes'] });
  await client.until(({ held }) => held.size === some.length);
  return client;
}
/** Changes every unit; some 600 kB for each client that watches all. */
function changeAll(promoters: number): void {
  for (const unit of units) server?.follower.count(unit, today, { promoters });
}
const hasAll =
  (promoters: number, some = units) =>
  (client: LiveClient) =>
    some.every((unit) => client.held.get(`unit:${unit}`)?.scores['7d']?.n === promoters);

describe('a client that does not read', () => {
  test('queues no more than the limit, costs others nothing, and gets the newest when it reads again', async () => {
    const { metric, sockets } = await start();
    const slow = await watchAll();
    const quick = await watchAll();
    slow.ws.pause();
    let rounds = 0;
    let most = 0;
    while ((await metric('kuulolla_live_conflated_total')) < 3_000) {
      rounds += 1;
      changeAll(rounds);
      await quick.until(hasAll(rounds));
      most = Math.max(most, sockets[0]?.writableLength ?? 0);
    }
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThan(64 * 1024);
    expect(await metric('kuulolla_live_waiting_clients')).toBe(1);
    slow.ws.resume();
    await slow.until(hasAll(rounds));
    await expect.poll(() => metric('kuulolla_live_waiting_clients')).toBe(0);
    expect(slow.received.length).toBeLessThan(quick.received.length - 2_000);
    expect(slow.stale).toEqual([]);
  });

  test('is closed with 4408 when that takes too long', async () => {
    const { metric, narrowSocket } = await start({ patienceMs: 60, sweepMs: 10, closeMs: 60_000 });
    const slow = await watchAll(through(narrowSocket(4_096)));
    slow.ws.pause();
    changeAll(1);
    await expect.poll(() => metric('kuulolla_live_watched_scopes')).toBe(0);
    slow.ws.resume();
    expect((await slow.closed).code).toBe(4408);
  });

  test('is cut when it does not even take part in closing', async () => {
    const { gateway, narrowSocket } = await start({ patienceMs: 40, sweepMs: 10, closeMs: 30 });
    const slow = await watchAll(through(narrowSocket(4_096)));
    slow.ws.pause();
    changeAll(1);
    await expect.poll(() => gateway.connections).toBe(0);
  });

  test('but asks and asks is closed when too much waits for it', async () => {
    const { metric, narrowSocket } = await start({ mostQueueBytes: 8 * 1024, subscriptions: 300 });
    const slow = await watchAll(through(narrowSocket(4_096)));
    slow.ws.pause();
    for (let at = 0; at < 200; at += 1) {
      slow.send({ type: 'subscribe', scopes: [`unit:${1_000 + at}`], windows: ['7d'] });
    }
    await expect.poll(() => metric('kuulolla_live_watched_scopes')).toBe(0);
    slow.ws.resume();
    expect((await slow.closed).code).toBe(4408);
  });
});

test('a client that reads slowly, but reads, is kept for as long as it likes', async () => {
  vi.useFakeTimers({ toFake: ['performance', 'setInterval', 'clearInterval'] });
  const { narrowSocket, metric } = await start({ patienceMs: 300, sweepMs: 10, queueBytes: 4_096 });
  const some = units.slice(0, 20);
  const slow = await watchAll(through(narrowSocket(4_096)), some);
  const quick = await watchAll({}, some);
  for (let rounds = 2; rounds <= 20; rounds += 2) {
    slow.ws.pause();
    for (const promoters of [rounds - 1, rounds]) {
      changeAll(promoters);
      // What the quick one has was sent, or left out, to both at once.
      await quick.until(hasAll(promoters, some));
    }
    vi.advanceTimersByTime(250);
    slow.ws.resume();
    await Promise.race([slow.until(hasAll(rounds, some)), slow.closed]);
  }
  expect(await metric('kuulolla_live_conflated_total')).toBeGreaterThanOrEqual(10 * some.length);
  expect(slow.ws.readyState).toBe(slow.ws.OPEN);
  expect(slow.stale).toEqual([]);
});
