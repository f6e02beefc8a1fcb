import { appendFileSync, writeSync } from 'node:fs';
import { EventLogError } from '@kuulolla/event-log/event-log-error';
import { createLogger } from '@kuulolla/service-kit/logger';
import { createSpool } from '../spool.ts';

// Whoever starts it may be killed before it kills this one.
const parent = process.ppid;
setInterval(() => process.ppid === parent || process.exit(1), 500).unref();

// A process for tests to kill. Its event log is a file: a line an event, `key number`. The log's mood changes by chance.
// Prints `key number` of each event once it is acknowledged, or `refused code`.
// Arguments: the spool's folder, the log's file, the first number, a seed; the seed 0 is a log that is always up, and
// then nothing is appended and the process ends when the spool is empty.
const [folder = '', logFile = '', first = '0', seedText = '1'] = process.argv.slice(2);
// Without a listener, writing past a limit on file sizes ends the process; with it, writing fails as on a full disk.
process.on('SIGXFSZ', () => undefined);
const keys = 6;
const seed = Number(seedText);
let state = seed;

function random(): number {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return state / 2 ** 32;
}

const pause = (ms: number) => new Promise((fulfil) => setTimeout(fulfil, ms));

/** Waits while the reader is behind: the pipe does not. */
function print(text: string): void {
  let rest = Buffer.from(text);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(1, rest));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}

async function append(events: readonly { key: string; value: Buffer }[]): Promise<void> {
  const mood = seed === 0 ? 0 : random();
  if (mood > 0.85) await pause(1 + random() * 40);
  if (mood > 0.75) throw new EventLogError('unavailable', 'away');
  // The line break first: a line that a kill has cut off must not run into this one.
  appendFileSync(
    logFile,
    events.map(({ key, value }) => `\n${key} ${parseInt(value.toString(), 10)};`).join(''),
  );
  if (mood > 0.6) await pause(random() * 20);
  if (mood > 0.55) throw new EventLogError('unavailable', 'taken, but the answer was lost');
}

const spool = await createSpool({
  folder,
  log: { append },
  maxBytes: 20_000_000,
  clock: Date.now,
  logger: createLogger('intake', 'silent'),
  timing: { answerMs: 15, deliveryMs: 15, holdMs: 5, firstPauseMs: 1, longestPauseMs: 10 },
});

let number = Number(first);

async function appendForever(key: string): Promise<void> {
  for (;;) {
    const mine = Array.from({ length: 1 + Math.floor(random() * 3) }, () => {
      number += 1;
      return number;
    });
    const events = mine.map((each) => ({
      key,
      headers: {},
      value: Buffer.from(`${each} ${'x'.repeat(random() * 3_000)}`),
    }));
    await spool.append(events).then(
      () => print(mine.map((each) => `${key} ${each}\n`).join('')),
      (error) => print(`refused ${error.code}\n`),
    );
  }
}

if (seed === 0) {
  while (spool.depth().events > 0) await pause(2);
  await spool.close();
} else {
  await Promise.all(Array.from({ length: keys }, (_, key) => appendForever(`k${key}`)));
}
