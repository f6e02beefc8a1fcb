import type { DatabaseSync } from 'node:sqlite';
import { truncateWal } from './wal.ts';
import type { Writer } from './writer.ts';

const afterMs = 400;
const againMs = 250;

/**
 * Empties the WAL soon after words were erased. `secure_delete` overwrites them in the pages, but older images of these
 * pages stay in the WAL until it is written back and truncated. Waits as long as a reading of an older moment runs.
 */
export function createErasure(db: DatabaseSync, writer: Writer) {
  let timer: NodeJS.Timeout | undefined;
  const attempt = () => {
    timer = undefined;
    writer
      .between(() => truncateWal(db))
      .then((done) => {
        if (!done) soon(againMs);
      })
      // The store was closed meanwhile, which truncates, or the disk is broken, which the next transaction reports.
      .catch(() => undefined);
  };
  const soon = (ms: number) => {
    timer ??= setTimeout(attempt, ms);
    timer.unref();
  };
  return {
    /** Words were erased and committed. */
    due: () => soon(afterMs),
    close: () => clearTimeout(timer),
  };
}
