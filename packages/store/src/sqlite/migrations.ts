import type { DatabaseSync } from 'node:sqlite';
import { createSchema, firstVersion, storeVersion } from './schema.ts';

/** Changes the tables of the version before into those of the next, inside a transaction. */
export type Migration = (db: DatabaseSync) => void;

/** In their order: the first makes version 2 of version 1. Never changed once released; new ones come at the end. */
export const migrations: readonly Migration[] = [
  answersWithWords,
  talliesOfCells,
  lastReconciliation,
  marksOfPositions,
  aliasesBesideContent,
];

/** Knows the answers whose comment has words without reading them all, so that old ones can be found and erased. */
function answersWithWords(db: DatabaseSync): void {
  db.exec(`
    ALTER TABLE answers ADD COLUMN commented INTEGER;
    UPDATE answers SET commented = 1 WHERE words IN
      (SELECT id FROM words WHERE typeof(text) = 'text' AND json_valid(text) AND text ->> '$.comment.text' <> '');
    CREATE INDEX answers_commented ON answers (day) WHERE commented IS NOT NULL;`);
}

/** Takes the sums out of the tallies: they are those of the cells, and could only differ from them. */
function talliesOfCells(db: DatabaseSync): void {
  db.exec(`
    CREATE TABLE tallies_of_cells (
      day TEXT NOT NULL, unit INTEGER NOT NULL, partition INTEGER NOT NULL,
      change INTEGER NOT NULL, cells TEXT NOT NULL, acknowledged_at INTEGER, traceparent TEXT,
      PRIMARY KEY (day, unit, partition)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO tallies_of_cells
      SELECT day, unit, partition, change, cells, acknowledged_at, traceparent FROM tallies;
    DROP TABLE tallies;
    ALTER TABLE tallies_of_cells RENAME TO tallies;
    CREATE INDEX tallies_by_change ON tallies (change);`);
}

/** Keeps how the last reconciliation ended, in one row. */
function lastReconciliation(db: DatabaseSync): void {
  db.exec(`CREATE TABLE reconciled (
    only INTEGER PRIMARY KEY CHECK (only = 1), at INTEGER NOT NULL, differences INTEGER NOT NULL
  ) STRICT`);
}

/** Knows each position's last message, so that another one in its place is found out. */
function marksOfPositions(db: DatabaseSync): void {
  db.exec('ALTER TABLE partitions ADD COLUMN mark TEXT; ALTER TABLE checkpoints ADD COLUMN mark TEXT');
}

/**
 * An answer's other id is kept in its column alone from here on, and of withdrawn answers too; an older release would look
 * for it in the content. What is there of it in contents may stay: it is not read.
 */
function aliasesBesideContent(): void {}

/**
 * Brings the file to the version of the last migration: makes a store of an empty one, and runs each migration that it has
 * not had. Each is one transaction with the version it makes, so one that was interrupted has not happened, and of two
 * processes that start at once the slower finds it done. Throws what `storeVersion` throws.
 */
export function migrate(db: DatabaseSync, file: string, now: number, steps: readonly Migration[]): void {
  const newest = firstVersion + steps.length;
  while (storeVersion(db, file, newest) < newest) {
    db.exec('BEGIN IMMEDIATE');
    try {
      const version = storeVersion(db, file, newest);
      const step = steps[version - firstVersion];
      if (version === 0) createSchema(db, now);
      else if (step !== undefined) {
        step(db);
        db.exec(`PRAGMA user_version = ${version + 1}`);
      }
      db.exec('COMMIT');
    } catch (error) {
      if (db.isTransaction) db.exec('ROLLBACK');
      throw error;
    }
  }
}
