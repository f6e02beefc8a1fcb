import { writeSync } from 'node:fs';
import { openSqliteEventLog } from '../../sqlite-event-log.ts';

// Whoever starts it may be killed before it kills this one.
const parent = process.ppid;
setInterval(() => process.ppid === parent || process.exit(1), 500).unref();

// A process for tests to kill: appends without end and prints the number of each event once it is acknowledged, or
// the code of a refusal.
// Arguments: the log's file, the number to begin with.
const [file = '', first = '0'] = process.argv.slice(2);
// Without a listener, writing past a limit on file sizes ends the process; with it, writing fails as on a broken disk.
process.on('SIGXFSZ', () => undefined);
const log = await openSqliteEventLog({ file });
let number = Number(first);

async function appendSome(size: number): Promise<void> {
  const mine = Array.from({ length: size }, (_, index) => number + index);
  number += size;
  const events = mine.map((each) => ({
    key: `units:${each % 7}`,
    headers: {},
    value: Buffer.from(`${each} ${'x'.repeat(each % 2000)}`),
  }));
  await log.append(events).then(
    () => writeSync(1, `${mine.join('\n')}\n`),
    (error) => writeSync(1, `${error.code}\n`),
  );
}

for (let round = 0; ; round += 1) {
  await Promise.all([appendSome(1 + (round % 13)), appendSome(1), appendSome(round % 3)]);
}
