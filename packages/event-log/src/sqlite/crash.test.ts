import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { keyIn, numbered, offsets, readAll, texts } from '../contract/harness.ts';
import type { EventLog } from '../event-log.ts';
import { openInTest, testFolder } from './test-folder.ts';
import { startAppender } from './test-processes/appender.ts';

const isNumber = (line: string) => /^\d+$/.test(line);

/** The numbers that lie in the log; checks that offsets have no holes and each key's numbers rise. */
async function keptNumbers(log: EventLog): Promise<Set<string>> {
  const kept = new Set<string>();
  for (const { partition, start, end } of await log.ranges()) {
    const messages = await readAll(log, partition);
    expect(offsets(messages)).toEqual(Array.from({ length: end - start }, (_, index) => start + index));
    const last = new Map<string, number>();
    for (const { key, value } of messages) {
      const number = Number(value.toString().split(' ')[0]);
      expect(number).toBeGreaterThan(last.get(key) ?? -1);
      last.set(key, number);
      kept.add(String(number));
    }
  }
  return kept;
}

it('loses nothing it acknowledged when the process is killed in the middle of appends', async () => {
  const file = join(testFolder(), 'log.sqlite');
  const acknowledged: string[] = [];
  for (let round = 0; round < 6; round += 1) {
    const appender = startAppender(file, round * 1_000_000);
    await appender.until(({ length }) => length >= 50 + round * 170);
    await appender.kill();
    acknowledged.push(...appender.lines());
    // Opened here only every other round, so that a process also recovers what a killed one left.
    if (round % 2 === 0) continue;
    const log = await openInTest({ file });
    const kept = await keptNumbers(log);
    expect(acknowledged.filter((number) => !kept.has(number))).toEqual([]);
    await log.close();
  }
}, 60_000);

function hasPrlimit(): boolean {
  try {
    execFileSync('prlimit', ['--version']);
    return true;
  } catch {
    return false;
  }
}

it.skipIf(!hasPrlimit())(
  'refuses appends while the disk fails, loses nothing and goes on after',
  async () => {
    const file = join(testFolder(), 'log.sqlite');
    const appender = startAppender(file, 0, ['prlimit', '--fsize=3000000:unlimited']);
    await appender.until((lines) => lines.includes('unavailable') || lines.includes('full'));
    execFileSync('prlimit', ['--fsize=unlimited:unlimited', '--pid', String(appender.pid)]);
    const refused = appender.lines().length;
    await appender.until((lines) => lines.slice(refused).filter(isNumber).length > 100);
    await appender.kill();
    const kept = await keptNumbers(await openInTest({ file }));
    const acknowledged = appender.lines().filter(isNumber);
    expect(acknowledged.filter((number) => !kept.has(number))).toEqual([]);
  },
  60_000,
);

it('reads what comes before the damage when the end of the write-ahead log is torn', async () => {
  const folder = testFolder();
  const file = join(folder, 'log.sqlite');
  const log = await openInTest({ file });
  const keys = [keyIn(log, 0), keyIn(log, 1)];
  for (let number = 0; number < 60; number += 3) {
    for (const key of keys) await log.append(numbered(key, 3, number));
  }
  const written = readFileSync(`${file}-wal`);
  for (const fraction of [0.2, 0.45, 0.7, 0.9, 0.99]) {
    const cut = Math.floor(written.length * fraction);
    const flipped = Buffer.from(written);
    flipped[cut] = (flipped[cut] ?? 0) ^ 0xff;
    for (const wal of [written.subarray(0, cut), flipped]) {
      const torn = join(folder, `torn-${fraction}-${wal.length}.sqlite`);
      copyFileSync(file, torn);
      writeFileSync(`${torn}-wal`, wal);
      const recovered = await openInTest({ file: torn });
      for (const { partition, end } of (await recovered.ranges()).slice(0, 2)) {
        // Whole appends of three, from the first on.
        expect(end % 3).toBe(0);
        expect(texts(await readAll(recovered, partition))).toEqual(
          numbered('', end).map(({ value }) => value.toString()),
        );
      }
      await recovered.append(numbered(keys[0] as string, 1));
      await recovered.close();
    }
  }
});
