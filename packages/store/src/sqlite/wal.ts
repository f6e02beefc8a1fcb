import { statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';

/**
 * SQLite writes pages back into the file when this many wait in the WAL: 64 MB. Most pages a recorder touches it touches
 * again soon, and each is written back once: with a quarter as many a recorded event takes a sixth more of a core.
 */
export const checkpointPages = 16_000;

/** Half as much again as SQLite lets the WAL become where no reading stands in the way. */
export const longWalBytes = 96 * 2 ** 20;

/** The size of the store's WAL; 0 where there is none. */
export function walBytes(file: string): number {
  return statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0;
}

/** Writes everything back into the file and empties the WAL; false where a reader stands in the way. */
export function truncateWal(db: DatabaseSync): boolean {
  return db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()?.busy === 0;
}
