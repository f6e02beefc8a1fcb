import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StoreError } from '../store-error.ts';
import { type Migration, migrate, migrations } from './migrations.ts';
import { firstVersion, storeVersion } from './schema.ts';
import { sqliteCode, storeFailure } from './sqlite-failure.ts';
import { checkpointPages } from './wal.ts';

/**
 * `normal`: a recorder's transaction is not synced by itself, so a power loss may take the last ones back, each whole
 * with its position, and they are applied again from the log. `off`: nothing is synced at all, for tests.
 */
export type Durability = 'normal' | 'off';

/** Pages SQLite holds itself, in KiB. The system's file cache has the rest, and gives it back where memory is short. */
const cacheKiB = 6_144;

/**
 * Opens the one connection that writes; creates the file, for this account only, and its tables where it is new, and
 * migrates them where they are an older release's.
 */
export function openWriter(
  file: string,
  durability: Durability,
  now: number,
  steps: readonly Migration[] = migrations,
): DatabaseSync {
  let db: DatabaseSync | undefined;
  try {
    mkdirSync(dirname(file), { recursive: true });
    closeSync(openSync(file, 'a', 0o600));
    db = new DatabaseSync(file, { timeout: 5000 });
    // Before anything is written: a newer release's file, or something else, stays as it is.
    storeVersion(db, file, firstVersion + steps.length);
    db.exec('PRAGMA journal_mode = WAL');
    db.exec(`PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -${cacheKiB};
      PRAGMA wal_autocheckpoint = ${checkpointPages}; PRAGMA synchronous = ${durability}`);
    migrate(db, file, now, steps);
    // Waiting inside SQLite would stop the event loop: from here on the waiting is done outside.
    db.exec('PRAGMA busy_timeout = 0');
    return db;
  } catch (error) {
    db?.close();
    throw openFailure(error, file);
  }
}

/** Opens a connection that only reads: it sees what is committed and nothing else. */
export function openReader(file: string): DatabaseSync {
  const db = new DatabaseSync(file, { readOnly: true, timeout: 1000 });
  db.exec('PRAGMA temp_store = MEMORY');
  return db;
}

const notADatabase = 26;

function openFailure(error: unknown, file: string): unknown {
  if (sqliteCode(error) === notADatabase) {
    return new StoreError(
      'wrong-version',
      `The file ${file} is no database: move it away, or choose another DATA_DIR.`,
      { cause: error },
    );
  }
  if (error instanceof Error && 'syscall' in error) {
    return new StoreError('unavailable', `The store ${file} cannot be opened: ${error.message}.`, {
      cause: error,
    });
  }
  return storeFailure(error, file);
}
