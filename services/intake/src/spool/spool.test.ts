import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createMoodyLog, event, openInTest, quick, spoolFiles, until } from './spool.test-kit.ts';
import { lockFile } from './spool-lock.ts';

const numbers = (count: number, from = 0) => Array.from({ length: count }, (_, index) => `${from + index}`);

test('answers while the log is away, and delivers in order when it is back', async () => {
  const log = createMoodyLog();
  const { spool, folder } = await openInTest({ log });
  log.mood = 'away';
  for (const text of numbers(20)) await spool.append([event('a', text), event('b', `b${text}`)]);
  expect(spool.depth().events).toBe(40);
  expect(log.texts()).toEqual([]);
  log.mood = 'up';
  await until(() => spool.depth().events === 0);
  expect(log.texts()).toEqual(numbers(20).flatMap((text) => [text, `b${text}`]));
  await until(() => spoolFiles(folder).length === 0);
  expect(spool.depth().bytes).toBe(0);
});

test('leaves the disk alone while the log takes events', async () => {
  const log = createMoodyLog();
  const { spool, folder } = await openInTest({ log });
  await Promise.all(numbers(50).map((text) => spool.append([event('a', text)])));
  expect(log.calls).toBe(50);
  expect(spoolFiles(folder)).toEqual([]);
});

test('answers from disk when the log does not answer, and what comes after does not wait for it', async () => {
  const log = createMoodyLog();
  const { spool } = await openInTest({ log });
  log.mood = 'silent';
  const before = performance.now();
  await Promise.all([spool.append([event('a', '0')]), spool.append([event('a', '1')])]);
  expect(performance.now() - before).toBeGreaterThan(50);
  await spool.append([event('a', '2')]);
  expect(spool.depth().events).toBe(3);
  log.mood = 'up';
  await until(() => spool.depth().events === 0);
  expect(log.texts()).toEqual(['0', '1', '2']);
});

test('delivers an answer that the log had taken without saying so once more, and before younger ones', async () => {
  const log = createMoodyLog();
  const { spool } = await openInTest({ log });
  log.mood = 'deaf';
  await spool.append([event('a', '0')]);
  log.mood = 'up';
  await spool.append([event('a', '1')]);
  await until(() => log.texts().includes('1'));
  expect(log.texts().filter((text) => text === '0').length).toBeGreaterThan(1);
  expect(log.texts().lastIndexOf('0')).toBeLessThan(log.texts().indexOf('1'));
});

test('lets nothing overtake what is on disk, also when the log is back already', async () => {
  const log = createMoodyLog();
  const { spool } = await openInTest({ log });
  log.mood = 'away';
  await spool.append([event('a', '0')]);
  log.mood = 'up';
  for (const text of numbers(200, 1)) await spool.append([event(text, text)]);
  await until(() => spool.depth().events === 0);
  expect(log.texts()).toEqual(numbers(201));
});

test('puts the calls in hand on disk in the order in which they came, and those after behind them', async () => {
  const log = createMoodyLog();
  const { spool } = await openInTest({ log });
  log.mood = 'silent';
  const first = spool.append([event('a', '0')]);
  await new Promise((fulfil) => setTimeout(fulfil, 30));
  const second = spool.append([event('a', '1')]);
  await first;
  log.mood = 'away';
  const third = spool.append([event('a', '2')]);
  await Promise.all([second, third]);
  log.mood = 'up';
  await until(() => spool.depth().events === 0);
  expect(log.texts()).toEqual(['0', '1', '2']);
});

test('loses nothing when the log goes away between two deliveries', async () => {
  const log = createMoodyLog();
  const { spool } = await openInTest({ log });
  log.mood = 'away';
  await spool.append(numbers(1_200).map((text) => event('a', text)));
  log.answerMs = 10;
  log.mood = 'up';
  await until(() => log.taken.length > 0);
  log.mood = 'away';
  await until(() => spool.depth().events === 700);
  log.mood = 'up';
  await until(() => spool.depth().events === 0);
  expect(log.texts()).toEqual(numbers(1_200));
});

test('goes back to the log under a steady flow that never leaves the spool empty by chance', async () => {
  const log = createMoodyLog();
  // A busy machine is no log that is away.
  const timing = { ...quick, answerMs: 10_000, deliveryMs: 10_000 };
  const { spool, folder } = await openInTest({ log, timing });
  log.mood = 'away';
  await spool.append(numbers(1_200).map((text) => event('a', text)));
  log.mood = 'up';
  log.answerMs = 3;
  let isOver = false;
  let next = 1_200;
  async function flow(): Promise<void> {
    while (!isOver) {
      const text = `${next}`;
      next += 1;
      await spool.append([event(text, text)]);
    }
  }
  const flows = Promise.all([flow(), flow(), flow(), flow()]);
  await until(() => spool.depth().events === 0 && spoolFiles(folder).length === 0);
  const calls = log.calls;
  await until(() => log.calls > calls + 50);
  expect(spoolFiles(folder)).toEqual([]);
  isOver = true;
  await flows;
  expect(log.texts().slice(0, 1_200)).toEqual(numbers(1_200));
  expect(new Set(log.texts()).size).toBe(next);
});

test('survives a log that comes and goes', async () => {
  const log = createMoodyLog();
  const { spool } = await openInTest({ log });
  const moods = ['up', 'away', 'deaf', 'up', 'silent'] as const;
  for (let round = 0; round < 200; round += 1) {
    log.mood = moods[Math.floor(round / 8) % moods.length] ?? 'up';
    await spool.append([event('a', `${round}`)]);
  }
  log.mood = 'up';
  await until(() => spool.depth().events === 0);
  expect([...new Set(log.texts())]).toEqual(numbers(200));
}, 60_000);

test('skips nothing when the log refuses an answer for good: it says so and stands', async () => {
  const log = createMoodyLog();
  const { spool, lines } = await openInTest({ log });
  log.mood = 'away';
  await spool.append([event('a', '0'), event('a', '1')]);
  log.mood = 'too-large';
  await until(() => lines.some((line) => line.includes('"code":"too-large"')));
  expect(spool.depth().events).toBe(2);
  log.mood = 'up';
  await until(() => spool.depth().events === 0);
  expect(log.texts()).toEqual(['0', '1']);
});

test('refuses an event that no log takes at the entry, where it holds up nobody', async () => {
  const log = createMoodyLog();
  const { spool } = await openInTest({ log });
  log.mood = 'away';
  const tooLarge = { ...event('a', '0'), value: Buffer.alloc(200_000) };
  await expect(spool.append([tooLarge])).rejects.toMatchObject({ code: 'too-large', canRetry: false });
  expect(spool.depth().events).toBe(0);
});

test('hands on what the log refuses for another reason than being away', async () => {
  const log = createMoodyLog();
  const { spool } = await openInTest({ log });
  log.mood = 'too-large';
  await expect(spool.append([event('a', '0')])).rejects.toMatchObject({ code: 'too-large' });
  expect(spool.depth().events).toBe(0);
});

test('keeps its files for their owner alone', async () => {
  const log = createMoodyLog();
  const { spool, folder } = await openInTest({ log });
  log.mood = 'away';
  await spool.append([event('a', '0')]);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  for (const name of [...spoolFiles(folder), lockFile]) {
    expect([name, statSync(join(folder, name)).mode & 0o777]).toEqual([name, 0o600]);
  }
});

test('answers the calls in hand when it closes although the log hangs, and refuses those after', async () => {
  const log = createMoodyLog();
  const { spool, folder } = await openInTest({ log });
  log.mood = 'silent';
  const inHand = [spool.append([event('a', '0')]), spool.append([event('a', '1')])];
  let answers = 0;
  for (const call of inHand) void call.then(() => (answers += 1));
  await spool.close();
  expect(answers).toBe(2);
  await expect(spool.append([event('a', '2')])).rejects.toMatchObject({ code: 'closed' });

  log.mood = 'up';
  const again = await openInTest({ log, folder });
  await again.spool.append([event('a', '3')]);
  await until(() => again.spool.depth().events === 0);
  expect(log.texts()).toEqual(['0', '1', '3']);
});
