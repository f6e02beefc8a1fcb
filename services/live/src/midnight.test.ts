import { addDays, startOfDay } from '@kuulolla/calendar/day';
import { afterEach, describe, expect, test } from 'vitest';
import { connect, type LiveClient } from './live-client.test-kit.ts';
import { startLive, type TestServer } from './live-server.test-kit.ts';

let server: TestServer | undefined;
let client: LiveClient | undefined;
afterEach(async () => {
  client?.ws.terminate();
  await server?.[Symbol.asyncDispose]();
});

/** A gateway at `instant`, with one answer a day for 800 days up to `lastDay`, and a client that watches `windows` of unit 1. */
async function watching(instant: number, lastDay: string) {
  const time = { now: instant };
  server = await startLive([1], { clock: () => time.now, limits: { sweepMs: 5 } });
  for (let back = 0; back < 800; back += 1)
    server.follower.count(1, addDays(lastDay, -back), { promoters: 1 });
  client = await connect(server.url);
  client.send({ type: 'subscribe', scopes: ['unit:1'], windows: ['7d', 'qtd', 'ytd'], with: ['changes'] });
  await client.until(({ held }) => held.has('unit:1'));
  const answers = () => Object.values(client?.held.get('unit:1')?.scores ?? {}).map((score) => score.n);
  return { time, client, follower: server.follower, answers };
}

describe('at midnight in Helsinki windows move without traffic', () => {
  test.each([
    ['after the night of 23 hours', '2026-03-30', [6, 88, 88]],
    ['before the night of 23 hours', '2026-03-29', [6, 87, 87]],
    ['after the night of 25 hours', '2026-10-26', [6, 25, 298]],
    ['before the night of 25 hours', '2026-10-25', [6, 24, 297]],
    ['into a new quarter', '2026-07-01', [6, 0, 181]],
    ['into a new year', '2027-01-01', [6, 0, 0]],
  ])('%s (%s)', async (_name, day, expected) => {
    const midnight = startOfDay(day);
    const { time, client, answers } = await watching(midnight - 1, addDays(day, -1));
    expect(answers()[0]).toBe(7);
    const before = client.received.length;
    time.now = midnight;
    await client.until(({ received }) => received.length > before);
    expect(answers()).toEqual(expected);
  });

  test('after a sleep of many days', async () => {
    const { time, client, answers } = await watching(startOfDay('2026-11-20'), '2026-11-20');
    time.now = startOfDay('2026-11-25') + 1;
    await client.until(({ received }) => received.length === 2);
    expect(answers()[0]).toBe(2);
  });

  test('and not before, an hour early by a UTC or a forgotten summer time', async () => {
    const { time, client, follower, answers } = await watching(startOfDay('2026-10-25') - 1, '2026-10-24');
    time.now = startOfDay('2026-10-26') - 1;
    await client.until(({ received }) => received.length === 2);
    expect(answers()[0]).toBe(6);
    time.now -= 3_600_000;
    follower.count(1, '2026-10-25', { promoters: 1 });
    await client.until(({ received }) => received.length === 3);
    expect(answers()[0]).toBe(7);
  });
});

test('a snapshot asked for right after midnight is of the new day, whether or not the date was compared yet', async () => {
  const midnight = startOfDay('2026-11-21');
  const time = { now: midnight - 1 };
  server = await startLive([1], { clock: () => time.now, limits: { sweepMs: 60_000 } });
  server.follower.count(1, '2026-11-14', { promoters: 1 });
  client = await connect(server.url);
  time.now = midnight;
  client.send({ type: 'subscribe', scopes: ['unit:1'], windows: ['7d'] });
  await client.until(({ held }) => held.has('unit:1'));
  expect(client.held.get('unit:1')?.scores['7d']?.n).toBe(0);
});
