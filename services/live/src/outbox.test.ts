import { Writable } from 'node:stream';
import { createRegistry } from '@kuulolla/service-kit/metrics';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { newClient } from './client.ts';
import { createInterests } from './interests.ts';
import { liveLimits } from './live-limits.ts';
import { createLiveMetrics } from './live-metrics.ts';
import { directoryOf, handFollower } from './live-server.test-kit.ts';
import { createMessages } from './messages.ts';
import { createOutbox } from './outbox.ts';
import { createSubscriptions } from './subscriptions.ts';
import { createTicker, type Ticker } from './ticker.ts';

const today = '2026-11-20';
const units = Array.from({ length: 12 }, (_, at) => at + 1);
const scopes = units.map((unit) => `unit:${unit}`);

/** One client whose socket takes one write at a time, when told to. */
function oneClient() {
  const follower = handFollower(directoryOf(units));
  const isKnown = (scope: string) => follower.scoreboard.hasScope(scope);
  const limits = { ...liveLimits, queueBytes: 500 };
  const interests = createInterests(isKnown);
  const metrics = createLiveMetrics(createRegistry(), () => ({ connections: 1, scopes: 0, waiting: 0 }));
  const messages = createMessages(() => ({ scoreboard: follower.scoreboard, today }));
  const outbox = createOutbox({ messages, limits, metrics, seq: () => ticker.seq });
  const deps = { interests, messages, outbox, limits, metrics, isKnown, checkDate: () => false };
  const ticker: Ticker = createTicker(deps);
  const subscriptions = createSubscriptions(interests, outbox, ticker, 100);
  const got: { scope: string; n: number; bytes: number }[] = [];
  let done: (() => void) | undefined;
  const socket = new Writable({
    write(chunk: Buffer, _encoding, callback) {
      for (const [text, scope, n] of chunk
        .toString('latin1')
        .matchAll(/"scope":"([^"]+)".*?"n":(\d+).*?}}}/g)) {
        got.push({ scope: scope as string, n: Number(n), bytes: text.length });
      }
      done = callback;
    },
  });
  const ws = { readyState: WebSocket.OPEN } as WebSocket;
  const client = newClient(ws, socket as never, interests.none, 0);
  return {
    client,
    got,
    subscribe: (names: string[]) =>
      subscriptions.serve(client, { type: 'subscribe', scopes: names, windows: ['7d'] }),
    unsubscribe: (names: string[]) => subscriptions.serve(client, { type: 'unsubscribe', scopes: names }),
    change(promoters: number) {
      for (const unit of units) follower.count(unit, today, { promoters });
      ticker.sendAll(false);
    },
    /** Lets the socket take what waits; false where nothing did. */
    async flush() {
      if (done === undefined) return false;
      const callback = done;
      done = undefined;
      callback();
      await new Promise((resolve) => setImmediate(resolve));
      return true;
    },
  };
}

test('a client whose wishes change while it catches up misses nothing of what it still wants', async () => {
  const { subscribe, unsubscribe, change, flush, got } = oneClient();
  subscribe(scopes);
  while (await flush());
  change(2);
  await flush();
  const soFar = got.filter(({ n }) => n > 0).length;
  expect(soFar).toBeGreaterThan(1);
  expect(soFar).toBeLessThan(9);
  unsubscribe(scopes.slice(0, soFar));
  while (await flush());
  for (const scope of scopes.slice(soFar))
    expect(got.findLast((message) => message.scope === scope)?.n).toBe(2);
});

test('a scope that changes all the time does not keep the others from a client that reads slowly', async () => {
  const { subscribe, change, flush, got } = oneClient();
  subscribe(scopes);
  while (await flush());
  for (let promoters = 1; promoters <= 60; promoters += 1) {
    change(promoters);
    await flush();
  }
  for (const scope of scopes)
    expect(got.filter((message) => message.scope === scope).length).toBeGreaterThan(4);
});

test('what waits for a client is one write, however much changes', async () => {
  const { client, subscribe, change } = oneClient();
  subscribe(scopes);
  for (let promoters = 1; promoters <= 300; promoters += 1) change(promoters);
  expect(client.socket.writableLength).toBeLessThan(1_000);
});
