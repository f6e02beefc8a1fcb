import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import {
  consumeUntil,
  event,
  expectCode,
  keyIn,
  messagesDelivered,
  nextAfter,
  numbered,
  offsets,
  readAll,
  texts,
} from '../contract/harness.ts';
import type { LogBatch, LogMessage } from '../event-log.ts';
import { openInTest, testFolder } from './test-folder.ts';

const run = promisify(execFile);
const script = (name: string) => join(import.meta.dirname, 'test-processes', name);

it('delivers what another process appends, and neither takes the other one’s offsets', async () => {
  const file = join(testFolder(), 'log.sqlite');
  const log = await openInTest({ file });
  const key = keyIn(log, 0);
  const delivered: LogMessage[] = [];
  const isAllDelivered = Promise.withResolvers<void>();
  const consumption = await log.consume({
    group: 'readers',
    maxBatch: 10,
    async onBatch(batch) {
      delivered.push(...batch.messages);
      if (delivered.length === 3) isAllDelivered.resolve();
      return { next: nextAfter(batch) };
    },
  });
  await log.append([event(key, 'here')]);
  await run(process.execPath, [script('append-once.ts'), file, key, 'there', 'and there']);
  await isAllDelivered.promise;
  await consumption.stop();
  await log.append([event(key, 'here again')]);
  expect(texts(delivered)).toEqual(['here', 'there', 'and there']);
  expect(offsets(await readAll(log, 0))).toEqual([0, 1, 2, 3]);
});

it('does not keep a process alive that only waits for messages', async () => {
  const file = join(testFolder(), 'log.sqlite');
  await run(process.execPath, [script('consume-idly.ts'), file], { timeout: 20_000 });
});

it('keeps the order of appends when two processes write at once', async () => {
  const file = join(testFolder(), 'log.sqlite');
  const log = await openInTest({ file });
  const key = keyIn(log, 0);
  const theirs = numbered(key, 200).map(({ value }) => `there ${value}`);
  const child = run(process.execPath, [script('append-once.ts'), file, key, ...theirs]);
  let isRunning = true;
  void child.finally(() => {
    isRunning = false;
  });
  let mine = 0;
  for (; isRunning; mine += 1) await log.append([event(key, `here ${mine}`)]);
  await child;
  const messages = await readAll(log, 0);
  expect(offsets(messages)).toEqual(Array.from({ length: mine + 200 }, (_, offset) => offset));
  const byWriter = Object.groupBy(texts(messages), (text) => text.split(' ')[0] as string);
  expect(byWriter.there).toEqual(theirs);
  expect(byWriter.here).toEqual(Array.from({ length: mine }, (_, number) => `here ${number}`));
});

it('waits for another process that is writing, and goes on with other things meanwhile', async () => {
  const file = join(testFolder(), 'log.sqlite');
  const log = await openInTest({ file });
  const other = new DatabaseSync(file);
  onTestFinished(() => other.close());
  other.exec('BEGIN IMMEDIATE');
  let hasAppended = false;
  const append = log.append(numbered(keyIn(log, 0), 1)).then(() => {
    hasAppended = true;
  });
  let ticks = 0;
  const timer = setInterval(() => {
    ticks += 1;
  }, 10);
  await pause(300);
  clearInterval(timer);
  expect(ticks).toBeGreaterThan(3);
  expect(hasAppended).toBe(false);
  other.exec('COMMIT');
  await append;
  expect(texts(await readAll(log, 0))).toEqual(['0']);
});

it('refuses as unavailable when another process writes for too long, and works again afterwards', async () => {
  const file = join(testFolder(), 'log.sqlite');
  const log = await openInTest({ file });
  const other = new DatabaseSync(file);
  onTestFinished(() => other.close());
  other.exec('BEGIN IMMEDIATE');
  await expectCode(log.append(numbered(keyIn(log, 0), 1)), 'unavailable');
  other.exec('ROLLBACK');
  await log.append(numbered(keyIn(log, 0), 1));
});

it('commits at the stop what could not be committed while another process was writing', async () => {
  const file = join(testFolder(), 'log.sqlite');
  const log = await openInTest({ file });
  await log.append(numbered(keyIn(log, 0), 4));
  const other = new DatabaseSync(file);
  onTestFinished(() => other.close());
  const handled = Promise.withResolvers<void>();
  const onBatch = async (batch: LogBatch) => {
    if (nextAfter(batch) === 4) handled.resolve();
    return { next: nextAfter(batch) };
  };
  other.exec('BEGIN IMMEDIATE');
  const consumption = await log.consume({ group: 'readers', maxBatch: 1, onBatch });
  await handled.promise;
  const stop = consumption.stop();
  await pause(50);
  other.exec('COMMIT');
  await stop;
  await log.append(numbered(keyIn(log, 0), 1, 4));
  const rest = await consumeUntil(log, messagesDelivered(1));
  expect(texts(rest.flatMap(({ messages }) => messages))).toEqual(['4']);
});
