import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { EventLog } from './event-log.ts';
import { eventLogContract } from './event-log-contract.ts';
import { openSqliteEventLog, type SqliteEventLog } from './sqlite-event-log.ts';

const folder = mkdtempSync(join(tmpdir(), 'event-log-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The clock and the file of each open log: reopening needs both, forgetting sets the clock on. */
const opened = new Map<EventLog, { file: string; clock: { ahead: number } }>();
const retentionMs = 1_000;
let files = 0;

async function open(file: string, clock = { ahead: 0 }): Promise<SqliteEventLog> {
  const log = await openSqliteEventLog({
    file,
    retentionMs,
    clock: () => Date.now() + clock.ahead,
    synchronous: 'OFF',
  });
  opened.set(log, { file, clock });
  return log;
}

eventLogContract('The SQLite log', {
  schedules: 250,
  open() {
    files += 1;
    return open(join(folder, `${files}.sqlite`));
  },
  async reopen(log) {
    await log.close();
    const { file, clock } = opened.get(log) ?? {};
    if (!file) throw new Error('This log was not opened here.');
    return open(file, clock);
  },
  async forgetAll(log) {
    const { clock } = opened.get(log) ?? {};
    if (!clock) throw new Error('This log was not opened here.');
    clock.ahead += 2 * retentionMs;
    await (log as SqliteEventLog).deleteExpired();
  },
});
