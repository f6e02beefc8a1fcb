import { randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { StoreError } from '../store-error.ts';

/** Of the tables below; kept in the file as `user_version`. What changed since is a migration each. */
export const firstVersion = 1;
/** `KUUL`: tells a store from any other SQLite file, the event log's among them. */
const applicationId = 0x4b55554c;

/*
 * `words` holds all that may have to be erased, and is built so that erasing works. SQLite's secure_delete overwrites a
 * deleted row, but not the copies that stay in free space when a page is split or merged and rows move (seen: hundreds in
 * 4,000 answers). So rows are only ever appended here, which moves nothing, and erased by zeros of the same length, which
 * is written in place; they are never deleted, and nothing else is ever put into them.
 *
 * answers_by_day begins with the day, so that a batch in the order of time touches few pages, and covers what a
 * recount reads. Answers keep a rowid: only the index of ids is written at random (measured: half the cost of a table
 * without rowid).
 */
const tables = `
CREATE TABLE store (identity TEXT NOT NULL, created_at INTEGER NOT NULL, changes INTEGER NOT NULL, pings INTEGER NOT NULL) STRICT;
CREATE TABLE words (id INTEGER PRIMARY KEY, text ANY NOT NULL) STRICT;
CREATE TABLE answers (
  id TEXT PRIMARY KEY NOT NULL, source TEXT NOT NULL, partition INTEGER NOT NULL, revision INTEGER NOT NULL,
  received_at INTEGER NOT NULL, fingerprints TEXT NOT NULL,
  day TEXT, unit INTEGER, cell TEXT, nps INTEGER, words INTEGER, alias TEXT
) STRICT;
CREATE INDEX answers_by_day ON answers (day, unit, partition, cell, nps);
CREATE INDEX answers_by_receipt ON answers (source, received_at);
CREATE INDEX answers_by_alias ON answers (alias) WHERE alias IS NOT NULL;
CREATE TRIGGER erase_answer AFTER UPDATE OF words ON answers WHEN old.words IS NOT new.words BEGIN
  UPDATE words SET text = zeroblob(octet_length(text)) WHERE id = old.words;
END;
CREATE TABLE tallies (
  day TEXT NOT NULL, unit INTEGER NOT NULL, partition INTEGER NOT NULL,
  promoters INTEGER NOT NULL, passives INTEGER NOT NULL, detractors INTEGER NOT NULL, unscored INTEGER NOT NULL,
  change INTEGER NOT NULL, cells TEXT NOT NULL, acknowledged_at INTEGER, traceparent TEXT,
  PRIMARY KEY (day, unit, partition)
) STRICT, WITHOUT ROWID;
CREATE INDEX tallies_by_change ON tallies (change);
CREATE TABLE partitions (
  topic_id TEXT NOT NULL, partition INTEGER NOT NULL, position INTEGER NOT NULL, counts TEXT NOT NULL,
  PRIMARY KEY (topic_id, partition)
) STRICT, WITHOUT ROWID;
CREATE TABLE checkpoints (
  topic_id TEXT NOT NULL, partition INTEGER NOT NULL, position INTEGER NOT NULL, counts TEXT NOT NULL,
  PRIMARY KEY (topic_id, partition)
) STRICT, WITHOUT ROWID;
CREATE TABLE rejected (
  topic_id TEXT NOT NULL, partition INTEGER NOT NULL, position INTEGER NOT NULL,
  reason TEXT NOT NULL, field TEXT, source TEXT, subject TEXT, unit INTEGER, rejected_at INTEGER NOT NULL,
  words INTEGER, retried_at INTEGER,
  PRIMARY KEY (topic_id, partition, position)
) STRICT;
CREATE INDEX rejected_by_age ON rejected (rejected_at, topic_id, partition, position);
CREATE INDEX rejected_by_subject ON rejected (subject) WHERE words IS NOT NULL;
CREATE TRIGGER erase_rejected AFTER UPDATE OF words ON rejected WHEN old.words IS NOT new.words BEGIN
  UPDATE words SET text = zeroblob(octet_length(text)) WHERE id = old.words;
END;
CREATE TABLE directory (version INTEGER NOT NULL, document TEXT NOT NULL) STRICT;
`;

function pragma(db: DatabaseSync, name: string): number {
  return Number(Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0]);
}

/**
 * Which version the store in the file has; 0 for an empty file. Reads only. Throws a StoreError `wrong-version` for a store
 * of a later version than `known`, and for a file of something else.
 */
export function storeVersion(db: DatabaseSync, file: string, known: number): number {
  const version = pragma(db, 'user_version');
  const ours = pragma(db, 'application_id') === applicationId;
  if (ours && version <= known) return version;
  if (ours) {
    throw new StoreError(
      'wrong-version',
      `The store ${file} was written by a newer release (its version is ${version}, this release knows ${known}): start that release, or choose another DATA_DIR.`,
    );
  }
  if (db.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() === undefined) return 0;
  throw new StoreError(
    'wrong-version',
    `The file ${file} holds something else than a store: move it away, or choose another DATA_DIR.`,
  );
}

/** Makes a store of its first version of an empty file, in a transaction. */
export function createSchema(db: DatabaseSync, now: number): void {
  db.exec(tables);
  db.prepare('INSERT INTO store VALUES (?, ?, 0, 0)').run(randomBytes(8).toString('hex'), now);
  db.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${firstVersion}`);
}
