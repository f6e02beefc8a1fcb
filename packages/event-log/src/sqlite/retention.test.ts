import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { event, expectCode, keyIn, numbered, readAll, texts } from '../contract/harness.ts';
import { openInTest, testFolder } from './test-folder.ts';

const dayMs = 86_400_000;

it('deletes what is older than 30 days up to the first younger message', async () => {
  let now = Date.UTC(2026, 0, 1);
  const log = await openInTest({ clock: () => now });
  const key = keyIn(log, 0);
  for (const text of ['1 January', '11 January', '21 January']) {
    await log.append([event(key, text)]);
    now += 10 * dayMs;
  }
  // 31 January: the first is 30 days old to the millisecond, and stays.
  expect(await log.deleteExpired()).toBe(0);
  now += 1;
  expect(await log.deleteExpired()).toBe(1);
  expect((await log.ranges())[0]).toEqual({ partition: 0, start: 1, end: 3 });
  expect(texts(await readAll(log, 0))).toEqual(['11 January', '21 January']);
  await expectCode(log.read(0, 0, 5), 'offset-out-of-range');
});

it('deletes at opening, and many messages in portions', async () => {
  const file = join(testFolder(), 'log.sqlite');
  let now = Date.UTC(2026, 0, 1);
  const log = await openInTest({ file, clock: () => now });
  const key = keyIn(log, 1);
  await log.append(numbered(key, 5_000));
  now += 40 * dayMs;
  await log.append(numbered(key, 3, 5_000));
  await log.close();
  const again = await openInTest({ file, clock: () => now });
  expect((await again.ranges())[1]).toEqual({ partition: 1, start: 5_000, end: 5_003 });
});

it('leaves no deleted word in any of its files', async () => {
  const folder = testFolder();
  let now = Date.UTC(2026, 0, 1);
  const log = await openInTest({ file: join(folder, 'log.sqlite'), clock: () => now });
  const key = keyIn(log, 0);
  await log.append(
    numbered(key, 300).map((each) => ({ ...each, value: Buffer.from('odotushuone'.repeat(90)) })),
  );
  const holders = () =>
    readdirSync(folder).filter((name) => readFileSync(join(folder, name)).includes('odotushuone'));
  expect(holders()).not.toEqual([]);
  now += 31 * dayMs;
  await log.append([event(key, 'younger')]);
  expect(await log.deleteExpired()).toBe(300);
  expect(holders()).toEqual([]);
});

it('refuses appends as full past its size, and takes them again when retention made room', async () => {
  let now = Date.UTC(2026, 0, 1);
  const log = await openInTest({ clock: () => now, maxBytes: 1_000_000 });
  const key = keyIn(log, 0);
  const large = { ...event(key, ''), value: Buffer.alloc(100_000) };
  let taken = 0;
  const fill = async () => {
    for (;;) {
      await log.append([large]);
      taken += 1;
    }
  };
  await expectCode(fill(), 'full');
  expect(taken).toBeGreaterThan(5);
  const both = await Promise.allSettled([log.append([event(key, 'beside')]), log.append([large, large])]);
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect((await log.ranges())[0]?.end).toBe(taken);
  now += 31 * dayMs;
  expect(await log.deleteExpired()).toBe(taken);
  await log.append([large]);
  expect((await log.ranges())[0]).toEqual({ partition: 0, start: taken, end: taken + 1 });
});
