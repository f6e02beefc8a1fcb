import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openSqliteEventLog, type SqliteEventLog, type SqliteEventLogOptions } from '../sqlite-event-log.ts';

/** A folder of this test's own, gone when it ends. */
export function testFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'event-log-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A log in a new folder unless `file` names one, closed when the test ends, synced only where asked for. */
export async function openInTest(options: Partial<SqliteEventLogOptions> = {}): Promise<SqliteEventLog> {
  const file = options.file ?? join(testFolder(), 'log.sqlite');
  const log = await openSqliteEventLog({ synchronous: 'OFF', ...options, file });
  onTestFinished(() => log.close());
  return log;
}
