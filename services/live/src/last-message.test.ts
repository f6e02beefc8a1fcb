import { addDays, startOfDay } from '@kuulolla/calendar/day';
import { type Scope, type WindowName, windowNames } from '@kuulolla/contracts/score';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { connect, type LiveClient, through } from './live-client.test-kit.ts';
import { directoryOf, startLive } from './live-server.test-kit.ts';

const firstDay = '2026-12-28';
const scopes: Scope[] = [
  'all',
  'area:a',
  'entity:care',
  'unit:1',
  'unit:2',
  'unit:3',
  'unit:4',
  'area:nowhere',
];
const clients = 3;

const someClient = fc.nat(clients - 1);
const someScopes = fc.subarray(scopes, { minLength: 1 });
const someWindows = fc.subarray([...windowNames], { minLength: 1 });
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('count' as const),
      unit: fc.integer({ min: 1, max: 4 }),
      back: fc.nat(40),
      promoters: fc.nat(99),
      detractors: fc.nat(99),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('subscribe' as const),
      client: someClient,
      scopes: someScopes,
      windows: someWindows,
      changes: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('unsubscribe' as const),
      client: someClient,
      scopes: someScopes,
      windows: fc.option(someWindows),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('pause' as const), client: someClient }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('resume' as const), client: someClient }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.nat(4) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('midnight' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('import' as const), units: fc.subarray([1, 2, 3, 4]) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('lose history' as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** What a client asked for: windows by scope, and whether with changes. */
type Wanted = Map<Scope, { windows: Set<WindowName>; changes: boolean }>;

async function play(steps: readonly Step[]): Promise<void> {
  const time = { day: firstDay };
  await using server = await startLive([1, 2, 3], {
    clock: () => startOfDay(time.day),
    limits: { tickMs: 1, sweepMs: 3, queueBytes: 1_500, closeMs: 200 },
  });
  let version = 1;
  const wanted: Wanted[] = Array.from({ length: clients }, () => new Map());
  const sockets = await Promise.all(
    wanted.map(() => connect(server.url, through(server.narrowSocket(1_024)))),
  );
  const client = (at: number) => sockets[at] as LiveClient;
  for (const one of steps) {
    switch (one.do) {
      case 'count':
        server.follower.count(one.unit, addDays(time.day, -one.back), one);
        break;
      case 'subscribe': {
        const extras = one.changes ? { with: ['changes' as const] } : {};
        client(one.client).send({ type: 'subscribe', scopes: one.scopes, windows: one.windows, ...extras });
        for (const scope of one.scopes) {
          const old = wanted[one.client]?.get(scope);
          const windows = new Set([...(old?.windows ?? []), ...one.windows]);
          wanted[one.client]?.set(scope, { windows, changes: one.changes || (old?.changes ?? false) });
        }
        break;
      }
      case 'unsubscribe': {
        const { scopes, windows } = one;
        client(one.client).send({ type: 'unsubscribe', scopes, ...(windows === null ? {} : { windows }) });
        for (const scope of scopes) {
          const left = wanted[one.client]?.get(scope)?.windows;
          for (const window of windows ?? windowNames) left?.delete(window);
          if (left?.size === 0) wanted[one.client]?.delete(scope);
        }
        break;
      }
      case 'pause':
        client(one.client).ws.pause();
        break;
      case 'resume':
        client(one.client).ws.resume();
        break;
      case 'wait':
        // It waits for nothing in particular: how much happens between two steps is drawn, as the steps are.
        await new Promise((resolve) => setTimeout(resolve, one.ms));
        break;
      case 'midnight':
        time.day = addDays(time.day, 1);
        break;
      case 'import':
        version += 1;
        server.follower.setDirectory(directoryOf(one.units, version));
        break;
      case 'lose history':
        version += 1;
        server.follower.startAfresh(directoryOf([1, 2, 3], version));
        break;
    }
  }
  for (const { ws } of sockets) ws.resume();
  const { follower } = server;
  const differences = () => {
    const found: string[] = [];
    for (const [at, wants] of wanted.entries()) {
      for (const [scope, { windows, changes }] of wants) {
        if (!follower.scoreboard.hasScope(scope)) continue;
        const held = client(at).held.get(scope);
        for (const window of windows) {
          const score = JSON.stringify(follower.scoreboard.score(scope, window, time.day));
          if (JSON.stringify(held?.scores[window]) !== score) found.push(`${at} ${scope} ${window}`);
          const change = changes
            ? JSON.stringify(follower.scoreboard.change(scope, window, time.day))
            : undefined;
          if (change !== undefined && JSON.stringify(held?.changes?.[window]) !== change) {
            found.push(`${at} ${scope} change ${window}`);
          }
        }
      }
    }
    return found;
  };
  await expect.poll(differences, { timeout: 20_000, interval: 4 }).toEqual([]);
  for (const { stale } of sockets) expect(stale).toEqual([]);
}

test('whatever changes, is asked for and is not read: when all is quiet no client holds anything but the scoreboard', async () => {
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60 }), play), {
    numRuns: Number(process.env.PROPERTY_RUNS || 150),
    endOnFailure: true,
  });
});
