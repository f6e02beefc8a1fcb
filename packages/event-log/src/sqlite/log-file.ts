import { randomUUID } from 'node:crypto';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Topic } from '../event-log.ts';
import { EventLogError } from '../event-log-error.ts';
import { inWriteTransaction } from './write-transaction.ts';

/** Rises with each change of the tables below. */
export const schemaVersion = 1;
/** "Kuul": tells a log from any other SQLite file. */
const applicationId = 0x4b75756c;
const pageBytes = 8192;
/** SQLite blocks the whole process while it waits for a lock, which only opening may do for long. */
const openingTimeoutMs = 5_000;
const busyTimeoutMs = 20;
/** Pages a connection holds, in KiB. A log is written and read in order: what it holds is hardly ever asked for again. */
const cacheKiB = 1_024;

export interface LogFileOptions {
  readonly file: string;
  readonly partitions: number | undefined;
  readonly maxBytes: number | undefined;
  readonly synchronous: 'FULL' | 'OFF';
}

/** An open log file: one connection appends, the other reads and keeps the groups' offsets. */
export interface LogFile {
  readonly file: string;
  readonly topic: Topic;
  readonly writer: DatabaseSync;
  readonly reader: DatabaseSync;
}

/**
 * Opens the log, making it where there is none. Throws an EventLogError `wrong-version` for a file that a newer
 * version wrote, that is no log, or that has another number of partitions than asked for.
 */
export async function openLogFile(options: LogFileOptions): Promise<LogFile> {
  const { file, maxBytes, synchronous } = options;
  mkdirSync(dirname(file), { recursive: true });
  // What residents wrote is nobody else's to read; SQLite gives its side files the same mode.
  closeSync(openSync(file, 'a', 0o600));
  const writer = connect(file);
  try {
    refuseForeign(writer, file);
    writer.exec(
      `PRAGMA page_size = ${pageBytes}; PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synchronous}`,
    );
    // Retention must leave no words behind in freed pages.
    writer.exec('PRAGMA secure_delete = ON; PRAGMA journal_size_limit = 67108864');
    if (maxBytes !== undefined) {
      writer.exec(`PRAGMA max_page_count = ${Math.max(1, Math.floor(maxBytes / pageBytes))}`);
    }
    const topic = await inWriteTransaction(writer, () => ensureTopic(writer, options));
    const reader = connect(file);
    // The groups' offsets are only a hint: they reach the disk with the next append's sync or by themselves.
    reader.exec(
      `PRAGMA synchronous = ${synchronous === 'OFF' ? 'OFF' : 'NORMAL'}; PRAGMA secure_delete = ON`,
    );
    for (const connection of [writer, reader]) {
      connection.exec(`PRAGMA cache_size = -${cacheKiB}; PRAGMA busy_timeout = ${busyTimeoutMs}`);
    }
    return { file, topic, writer, reader };
  } catch (cause) {
    writer.close();
    throw cause;
  }
}

function connect(file: string): DatabaseSync {
  return new DatabaseSync(file, { timeout: openingTimeoutMs });
}

function pragma(connection: DatabaseSync, name: string): number {
  return Number(connection.prepare(`PRAGMA ${name}`).get()?.[name]);
}

function refuseForeign(connection: DatabaseSync, file: string): void {
  const version = pragma(connection, 'user_version');
  const isEmpty = connection.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() === undefined;
  if (version === 0 && isEmpty) return;
  if (pragma(connection, 'application_id') !== applicationId) {
    throw new EventLogError('wrong-version', `${file} is not an event log: name another file.`);
  }
  if (version > schemaVersion) {
    throw new EventLogError(
      'wrong-version',
      `The event log ${file} was written by a newer version (${version}, this one knows ${schemaVersion}): use that version.`,
    );
  }
}

function ensureTopic(connection: DatabaseSync, { file, partitions }: LogFileOptions): Topic {
  // Read again under the lock: two processes may make the same file at once.
  if (pragma(connection, 'user_version') === 0) makeTables(connection, partitions ?? 4);
  const row = connection.prepare('SELECT id, partitions FROM topic').get();
  const topic = { id: String(row?.id), partitions: Number(row?.partitions) };
  if (partitions !== undefined && partitions !== topic.partitions) {
    throw new EventLogError(
      'wrong-version',
      `The event log ${file} has ${topic.partitions} partitions for its life, not ${partitions}: ask for ${topic.partitions} or name a new file.`,
    );
  }
  return topic;
}

function makeTables(connection: DatabaseSync, partitions: number): void {
  connection.exec(`
    CREATE TABLE topic (id TEXT NOT NULL, partitions INTEGER NOT NULL);
    CREATE TABLE partition (
      partition INTEGER PRIMARY KEY, start_offset INTEGER NOT NULL, end_offset INTEGER NOT NULL
    );
    CREATE TABLE group_offset (
      group_name TEXT NOT NULL, partition INTEGER NOT NULL, next_offset INTEGER NOT NULL,
      PRIMARY KEY (group_name, partition)
    ) WITHOUT ROWID;
    PRAGMA application_id = ${applicationId};
    PRAGMA user_version = ${schemaVersion}`);
  connection.prepare('INSERT INTO topic VALUES (?, ?)').run(randomUUID(), partitions);
  const addPartition = connection.prepare('INSERT INTO partition VALUES (?, 0, 0)');
  for (let partition = 0; partition < partitions; partition += 1) {
    addPartition.run(partition);
    // A table each, so that every append is at a table's end: its pages fill up and retention frees whole ones.
    connection.exec(`CREATE TABLE message_${partition} (
      message_offset INTEGER PRIMARY KEY, appended_at INTEGER NOT NULL,
      key TEXT NOT NULL, headers TEXT NOT NULL, value BLOB NOT NULL
    )`);
  }
}
