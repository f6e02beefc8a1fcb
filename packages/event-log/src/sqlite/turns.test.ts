import { expect, it } from 'vitest';
import {
  consumeUntil,
  event,
  expectCode,
  keyIn,
  messagesDelivered,
  nextAfter,
  numbered,
} from '../contract/harness.ts';
import type { LogBatch } from '../event-log.ts';
import { openInTest } from './test-folder.ts';

it('commits appends of one turn of the event loop together', async () => {
  let commits = 0;
  const clock = () => {
    commits += 1;
    return 0;
  };
  // Retention asks the clock too, once, at opening.
  const log = await openInTest({ clock, retentionMs: 1 });
  commits = 0;
  await Promise.all(Array.from({ length: 500 }, (_, number) => log.append([event(`units:${number}`, '')])));
  expect(commits).toBe(1);
});

it('leaves nothing of a group that failed half-way, and takes the next', async () => {
  let isBroken = false;
  const clock = () => {
    if (isBroken) throw new Error('The clock stands still.');
    return 0;
  };
  const log = await openInTest({ clock });
  isBroken = true;
  const group = [log.append([event('units:1', '')]), log.append([event('units:2', '')])];
  for (const append of group) await expectCode(append, 'unavailable');
  isBroken = false;
  expect((await log.ranges()).every(({ end }) => end === 0)).toBe(true);
  await log.append(numbered(keyIn(log, 0), 1));
});

it('does not let one long partition keep the others waiting', async () => {
  const log = await openInTest();
  await log.append([...numbered(keyIn(log, 0), 1_000), ...numbered(keyIn(log, 3), 1)]);
  const batches = await consumeUntil(log, messagesDelivered(1_001), { maxBatch: 10 });
  expect(batches.findIndex(({ partition }) => partition === 3)).toBe(1);
});

it('lets the event loop run between batches', async () => {
  const log = await openInTest();
  await log.append(numbered(keyIn(log, 0), 100));
  let turns = 0;
  let isCounting = true;
  const count = () => {
    turns += 1;
    if (isCounting) setImmediate(count);
  };
  setImmediate(count);
  await consumeUntil(log, messagesDelivered(100), { maxBatch: 1 });
  isCounting = false;
  expect(turns).toBeGreaterThanOrEqual(100);
});

it('wakes a waiting consumer at once for an append in the same process', async () => {
  const log = await openInTest();
  const key = keyIn(log, 2);
  let isDelivered = (_: unknown): void => undefined;
  const consumption = await log.consume({
    group: 'readers',
    maxBatch: 10,
    async onBatch(batch) {
      isDelivered(null);
      return { next: nextAfter(batch) };
    },
  });
  const started = performance.now();
  for (let number = 0; number < 50; number += 1) {
    const delivered = new Promise((fulfil) => {
      isDelivered = fulfil;
    });
    await log.append([event(key, String(number))]);
    await delivered;
  }
  // Fifty waits for the poll would take 5 s.
  expect(performance.now() - started).toBeLessThan(1_500);
  await consumption.stop();
});

it('refuses a second consumption of a group until the first has ended', async () => {
  const log = await openInTest();
  const options = {
    group: 'readers',
    maxBatch: 10,
    onBatch: async (batch: LogBatch) => ({ next: nextAfter(batch) }),
  };
  const first = await log.consume(options);
  await expectCode(log.consume(options), 'unavailable');
  await (await log.consume({ ...options, group: 'others' })).stop();
  await first.stop();
  await (await log.consume(options)).stop();
});

it('refuses to read where the log holds nothing', async () => {
  const log = await openInTest();
  await log.append(numbered(keyIn(log, 0), 3));
  for (const from of [-1, 4, 0.5]) await expectCode(log.read(0, from, 1), 'offset-out-of-range');
  for (const partition of [-1, 4]) await expectCode(log.read(partition, 0, 1), 'offset-out-of-range');
});
