import { randomBytes } from 'node:crypto';
import type { WindowName } from '@kuulolla/contracts/score';
import { createLogger } from '@kuulolla/service-kit/logger';
import { afterEach, describe, expect, test } from 'vitest';
import type { GatewayDeps } from './gateway.ts';
import { type ConnectOptions, connect, type LiveClient } from './live-client.test-kit.ts';
import { directoryOf, startLive, type TestServer } from './live-server.test-kit.ts';

const today = '2026-11-20';
let server: TestServer | undefined;
const opened: LiveClient[] = [];

async function start(units?: readonly number[], deps?: Partial<GatewayDeps>): Promise<TestServer> {
  server = await startLive(units, deps);
  return server;
}
async function open(options?: ConnectOptions): Promise<LiveClient> {
  const client = await connect(server?.url ?? '', options);
  opened.push(client);
  return client;
}
afterEach(async () => {
  for (const client of opened.splice(0)) client.ws.terminate();
  await server?.[Symbol.asyncDispose]();
  server = undefined;
});

const subscribe = (scopes: string[], windows: WindowName[] = ['7d']) =>
  ({ type: 'subscribe', scopes, windows }) as const;

describe('a subscriber', () => {
  test('gets one snapshot a scope, complete for its windows, then an update for each change', async () => {
    const { follower } = await start();
    follower.count(1, today, { promoters: 3, detractors: 1 });
    const client = await open();
    client.send(subscribe(['unit:1', 'all'], ['7d', 'ytd']));
    await client.until(({ received }) => received.length === 2);
    expect(client.received).toMatchObject([
      { type: 'snapshot', scope: 'unit:1', scores: { '7d': { n: 4, nps: 50 }, ytd: { n: 4, nps: 50 } } },
      { type: 'snapshot', scope: 'all', scores: { '7d': { n: 4, nps: 50 }, ytd: { n: 4, nps: 50 } } },
    ]);
    follower.count(1, today, { promoters: 4, detractors: 1 });
    await client.until(({ received }) => received.length === 4);
    expect(client.received.slice(2).map((message) => message.type)).toEqual(['update', 'update']);
    expect(client.held.get('all')?.scores['7d']?.n).toBe(5);
    expect(client.stale).toEqual([]);
  });

  test('sees a scope without answers as none, not as a score of 0', async () => {
    await start();
    const client = await open();
    client.send(subscribe(['unit:2']));
    await client.until(({ held }) => held.has('unit:2'));
    expect(client.held.get('unit:2')?.scores['7d']).toMatchObject({ n: 0, nps: null, low: null, high: null });
  });

  test('is not told of scopes, windows or changes it did not ask for', async () => {
    const { follower } = await start();
    const client = await open();
    client.send(subscribe(['unit:1'], ['30d']));
    await client.settled();
    follower.count(2, today, { promoters: 1 });
    follower.count(1, today, { promoters: 1 });
    await client.until(({ received }) => received.length === 2);
    await client.settled();
    expect(client.received.map((message) => 'scope' in message && message.scope)).toEqual([
      'unit:1',
      'unit:1',
    ]);
    expect(Object.keys(client.held.get('unit:1')?.scores ?? {})).toEqual(['30d']);
    expect(client.held.get('unit:1')).not.toHaveProperty('changes');
  });

  test('that asks for more windows of a scope gets all of them at once, and keeps them', async () => {
    const { follower } = await start();
    const client = await open();
    client.send(subscribe(['unit:1'], ['7d']));
    client.send({ ...subscribe(['unit:1'], ['90d']), with: ['changes'] });
    await client.until(({ received }) => received.length === 2);
    const windows = (of: 'scores' | 'changes') => Object.keys(client.held.get('unit:1')?.[of] ?? {});
    expect(windows('scores')).toEqual(['7d', '90d']);
    expect(windows('changes')).toEqual(['7d', '90d']);
    client.send({ type: 'unsubscribe', scopes: ['unit:1'], windows: ['7d'] });
    await client.settled();
    follower.count(1, today, { promoters: 1 });
    await client.until(({ received }) => received.length === 3);
    expect(windows('scores')).toEqual(['90d']);
    expect(client.stale).toEqual([]);
  });

  test('hears no more of a scope it left', async () => {
    const { follower } = await start();
    const client = await open();
    client.send(subscribe(['unit:1', 'unit:2']));
    client.send({ type: 'unsubscribe', scopes: ['unit:1', 'unit:3'] });
    await client.until(({ received }) => received.length === 2);
    await client.settled();
    follower.count(1, today, { promoters: 1 });
    follower.count(2, today, { promoters: 1 });
    await client.until(({ held }) => held.get('unit:2')?.scores['7d']?.n === 1);
    expect(client.received).toHaveLength(3);
  });

  test('gets one message for many changes in one tick, and the last of them', async () => {
    const { follower, metric } = await start([1], { limits: { tickMs: 30 } });
    const client = await open();
    client.send(subscribe(['unit:1']));
    await client.settled();
    for (let promoters = 1; promoters <= 500; promoters += 1) follower.count(1, today, { promoters });
    await client.until(({ held }) => held.get('unit:1')?.scores['7d']?.n === 500);
    expect(client.received).toHaveLength(2);
    expect(await metric('kuulolla_live_messages_total')).toBe(2);
  });

  test('that asks between two ticks is not told something older afterwards', async () => {
    const { follower } = await start([1], { limits: { tickMs: 20 } });
    const first = await open();
    first.send(subscribe(['unit:1']));
    await first.settled();
    follower.count(1, today, { promoters: 1 });
    const second = await open();
    second.send(subscribe(['unit:1']));
    await second.until(({ held }) => held.has('unit:1'));
    expect(second.held.get('unit:1')?.scores['7d']?.n).toBe(1);
    await first.until(({ held }) => held.get('unit:1')?.scores['7d']?.n === 1);
    await second.settled();
    expect(second.stale).toEqual([]);
  });
});

describe('the register', () => {
  test('a scope it does not know is answered with an error, and works once it is imported', async () => {
    const { follower } = await start([1]);
    follower.count(9, today, { promoters: 2 });
    const client = await open();
    client.send(subscribe(['unit:9', 'unit:1']));
    await client.until(({ received }) => received.length === 2);
    expect(client.received[0]).toMatchObject({ type: 'error', code: 'unknown-scope' });
    expect(client.received[0]).toHaveProperty('message', expect.stringContaining('unit:9'));
    follower.setDirectory(directoryOf([1, 9], 2));
    await client.until(({ held }) => held.has('unit:9'));
    expect(client.held.get('unit:9')).toMatchObject({ type: 'snapshot', scores: { '7d': { n: 2 } } });
    client.send(subscribe(['unit:9']));
    await client.until(
      ({ received }) => received.filter((message) => message.type === 'snapshot').length === 3,
    );
    expect(client.stale).toEqual([]);
  });

  test('a unit that is taken out of it is said to be unknown, not to have no answers', async () => {
    const { follower } = await start([1, 2]);
    const client = await open();
    client.send(subscribe(['unit:2']));
    await client.settled();
    follower.setDirectory(directoryOf([1], 2));
    await client.until(({ received }) => received.some((message) => message.type === 'error'));
  });
});

describe('a lost history', () => {
  test('begins a new epoch, with a snapshot of everything a client watches', async () => {
    const { follower } = await start();
    follower.count(1, today, { promoters: 1 });
    const client = await open();
    client.send(subscribe(['unit:1', 'all']));
    await client.until(({ held }) => held.size === 2);
    const { epoch } = client.held.get('all') ?? {};
    follower.startAfresh(directoryOf([1]));
    await client.until(({ received }) => received.length === 4);
    expect(client.received.slice(2).map((message) => message.type)).toEqual(['snapshot', 'snapshot']);
    expect(client.held.get('all')?.epoch).not.toBe(epoch);
    expect(client.held.get('unit:1')?.scores['7d']?.n).toBe(0);
  });
});

describe('junk', () => {
  const junk: [string, string | Buffer][] = [
    ['no JSON', 'subscribe me'],
    ['nothing', ''],
    ['binary', randomBytes(20)],
    ['binary that would be right as text', Buffer.from(JSON.stringify(subscribe(['all'])))],
    ['a number', '7'],
    ['null', 'null'],
    ['an unknown type', '{"type":"publish","scopes":["all"],"windows":["7d"]}'],
    [
      'an unknown field',
      '{"type":"subscribe","scopes":["all"],"windows":["7d"],"__proto__":1,"secret":"abc"}',
    ],
    ['a scope of no form', '{"type":"subscribe","scopes":["unit:x"],"windows":["7d"]}'],
    ['an unknown window', '{"type":"subscribe","scopes":["all"],"windows":["8d"]}'],
    ['no scope', '{"type":"subscribe","scopes":[],"windows":["7d"]}'],
    [
      'too many scopes',
      JSON.stringify(subscribe(Array.from({ length: 1_001 }, (_, at) => `unit:${at + 1}`))),
    ],
    ['deep nesting', `${'['.repeat(30_000)}${']'.repeat(30_000)}`],
  ];
  test.each(junk)('%s closes with 4400 and a reason, and the server goes on', async (_name, message) => {
    const { gateway } = await start();
    const client = await open();
    client.ws.send(message, { binary: Buffer.isBuffer(message) });
    const { code, reason } = await client.closed;
    expect(code).toBe(4400);
    expect(reason).not.toBe('');
    expect(reason).not.toContain('abc');
    await expect.poll(() => gateway.connections).toBe(0);
  });

  test('over 64 kB closes with 1009, and just below does not', async () => {
    await start();
    const small = await open();
    small.ws.send(JSON.stringify(subscribe(['all'])).padEnd(64 * 1024));
    await small.until(({ held }) => held.has('all'));
    const large = await open();
    large.ws.send(JSON.stringify(subscribe(['all'])).padEnd(64 * 1024 + 1));
    expect((await large.closed).code).toBe(1009);
  });
});

test('a failure of ours closes with 1011, says nothing of itself, and the server goes on', async () => {
  let broken = false;
  const clock = () => {
    if (broken) throw new Error('unit:4711 has no clock');
    return Date.parse('2026-11-20T10:00:00Z');
  };
  const logger = createLogger('live-test', 'silent');
  // The sweep asks the clock too, and nobody would catch what that throws.
  await start([1], { clock, logger, limits: { sweepMs: 60_000 } });
  const client = await open();
  broken = true;
  client.send(subscribe(['all']));
  const { code, reason } = await client.closed;
  broken = false;
  expect([code, reason]).toEqual([1011, 'Something failed on our side.']);
  const next = await open();
  next.send(subscribe(['all']));
  await next.until(({ held }) => held.has('all'));
});

describe('limits', () => {
  test('a connection too many is refused with 503 and may come back later', async () => {
    const { gateway } = await start([1], { limits: { connections: 1 } });
    const first = await open();
    await expect(open()).rejects.toThrow('503');
    first.ws.close();
    await expect.poll(() => gateway.connections).toBe(0);
    await open();
  });

  test('a client that wants to watch too much is told so, keeps what it has and may go on', async () => {
    await start([1, 2, 3], { limits: { subscriptions: 2 } });
    const client = await open();
    client.send(subscribe(['unit:1', 'unit:2']));
    client.send(subscribe(['unit:3']));
    await client.until(({ received }) => received.length === 3);
    expect(client.received[2]).toMatchObject({ type: 'error', code: 'too-many-scopes' });
    client.send(subscribe(['unit:1', 'unit:1', 'unit:2'], ['90d']));
    await client.until(({ received }) => received.length === 5);
    client.send({ type: 'unsubscribe', scopes: ['unit:1'] });
    client.send(subscribe(['unit:3']));
    await client.until(({ held }) => held.has('unit:3'));
  });
});

describe('connections', () => {
  test('a peer that answers no ping is cut, one that does is kept', async () => {
    // Long enough for a busy machine to answer in.
    const { gateway, metric } = await start([1], { limits: { pingMs: 1_000 } });
    const dead = await open({ autoPong: false });
    const alive = await open();
    expect((await dead.closed).code).toBe(1006);
    expect(alive.ws.readyState).toBe(alive.ws.OPEN);
    await expect.poll(() => gateway.connections).toBe(1);
    expect(await metric('kuulolla_live_closes_total', '1006')).toBe(1);
  });

  test('codes that clients make up are counted as one', async () => {
    const { metric } = await start();
    for (const code of [3_000, 3_001, 4_999]) {
      const client = await open();
      client.ws.close(code);
      await client.closed;
    }
    await expect.poll(() => metric('kuulolla_live_closes_total', 'other')).toBe(3);
  });

  test('closing the gateway says 1001 to everybody and takes nobody new', async () => {
    const { gateway } = await start();
    const clients = await Promise.all([open(), open(), open()]);
    const closed = gateway.close();
    for (const client of clients) expect((await client.closed).code).toBe(1001);
    await closed;
    await expect(open()).rejects.toThrow('503');
  });

  test('what nobody watches any more is forgotten', async () => {
    const { metric, gateway } = await start();
    const client = await open();
    client.send(subscribe(['unit:1', 'unit:2', 'area:nowhere']));
    await client.settled();
    expect(await metric('kuulolla_live_watched_scopes')).toBe(3);
    client.ws.terminate();
    await expect.poll(() => gateway.connections).toBe(0);
    expect(await metric('kuulolla_live_watched_scopes')).toBe(0);
  });
});
