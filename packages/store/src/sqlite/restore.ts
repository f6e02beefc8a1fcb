import { randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { setImmediate as breath } from 'node:timers/promises';
import { StoreError } from '../store-error.ts';
import { type RecordChunks, recordsOf } from '../store-record.ts';
import { preparePutAnswers } from './answers.ts';
import { openWriter } from './connection.ts';
import { putStates } from './partitions.ts';
import { writeDirectory } from './register.ts';
import { prepareRejected } from './rejected.ts';
import { storeFailure } from './sqlite-failure.ts';
import { prepareInsertTallies } from './tallies.ts';
import { truncateWal } from './wal.ts';

/**
 * Restores records into a store that has no answers, creating it where there is none; a register that it has is replaced.
 * All of it is one synced transaction, in which the store also takes a new identity: a restore that was killed has not
 * happened, and whoever followed the store before learns that it is another one. Others can read meanwhile, and wait to write.
 * Takes as much room beside the file as the file will have. Throws a StoreError: `not-empty`, `unavailable`, or
 * `wrong-version` for a newer store's file or something else's; and what `records` throws.
 */
export async function restoreSqliteStore(file: string, records: RecordChunks, now: number): Promise<void> {
  const db = openWriter(file, 'normal', now);
  try {
    db.exec('PRAGMA synchronous = FULL; BEGIN IMMEDIATE');
    refuseUnlessEmpty(db, file);
    await insertAll(db, records);
    db.prepare(`UPDATE store SET identity = ?,
      changes = 1 + max(changes, (SELECT coalesce(max(change), 0) FROM tallies))`).run(newIdentity());
    db.exec('COMMIT');
    truncateWal(db);
  } catch (error) {
    throw storeFailure(error, file);
  } finally {
    // Closing rolls back what is not committed.
    db.close();
  }
}

const newIdentity = () => randomBytes(8).toString('hex');

async function insertAll(db: DatabaseSync, records: RecordChunks): Promise<void> {
  const putAnswers = preparePutAnswers(db);
  const insertTallies = prepareInsertTallies(db);
  const rejected = prepareRejected(db);
  for await (const chunk of records) {
    for (const directory of recordsOf('directory', chunk)) writeDirectory(db, directory);
    putStates(db, 'partitions', recordsOf('position', chunk));
    putStates(db, 'checkpoints', recordsOf('checkpoint', chunk));
    putAnswers(recordsOf('answer', chunk));
    insertTallies(recordsOf('tally', chunk));
    rejected.put(recordsOf('rejected', chunk));
    await breath();
  }
}

function refuseUnlessEmpty(db: DatabaseSync, file: string): void {
  const filled = ['answers', 'tallies', 'partitions', 'checkpoints', 'rejected'].filter(
    (table) => db.prepare(`SELECT 1 FROM ${table} LIMIT 1`).get() !== undefined,
  );
  if (filled.length === 0) return;
  throw new StoreError(
    'not-empty',
    `The store ${file} holds something already (${filled.join(', ')}), and a backup is restored into an empty one only: move the file away, with -wal and -shm beside it but not the log, and restore again.`,
  );
}
