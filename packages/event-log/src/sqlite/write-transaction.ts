import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { isBusy } from './failure.ts';

const patienceMs = 5_000;
const pauseMs = 5;

/**
 * Runs `work` in one write transaction and gives its result; what it or the commit throws undoes all of it. Another
 * process's transaction is waited for between attempts, up to 5 s, so that this process goes on answering meanwhile.
 */
export async function inWriteTransaction<T>(connection: DatabaseSync, work: () => T): Promise<T> {
  const deadline = performance.now() + patienceMs;
  while (!begin(connection, performance.now() < deadline)) await pause(pauseMs);
  try {
    const result = work();
    connection.exec('COMMIT');
    return result;
  } catch (cause) {
    // SQLite itself rolls back on a full disk and some I/O errors; a second ROLLBACK would hide the cause.
    if (connection.isTransaction) connection.exec('ROLLBACK');
    throw cause;
  }
}

function begin(connection: DatabaseSync, mayWait: boolean): boolean {
  try {
    connection.exec('BEGIN IMMEDIATE');
    return true;
  } catch (cause) {
    if (mayWait && isBusy(cause)) return false;
    throw cause;
  }
}
