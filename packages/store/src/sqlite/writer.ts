import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { createOneAtATime } from '../one-at-a-time.ts';
import type { Durability } from './connection.ts';
import { closedError, sqliteCode, storeFailure } from './sqlite-failure.ts';

const busy = 5;
/** Waits of 5, 10, 20, 40, 80, 100, 100 … ms: some 5 seconds in all. */
const busyAttempts = 55;

/** The way to write: one transaction at a time, all of it or nothing. */
export interface Writer {
  /** Runs the work in a transaction. With `synced` its commit survives a power loss. */
  write<T>(work: () => T | Promise<T>, options?: { readonly synced: boolean }): Promise<T>;
  /** Runs the work between transactions. */
  between<T>(work: () => T): Promise<T>;
  /** Waits for the running transaction; those still waiting their turn are refused with `closed`. */
  close(lastly: () => void): Promise<void>;
}

/** Opens the way to write on the one connection that does. */
export function createWriter(db: DatabaseSync, file: string, durability: Durability): Writer {
  const oneAtATime = createOneAtATime();
  let closed = false;
  const inTurn = <T>(work: () => Promise<T>): Promise<T> =>
    oneAtATime(async () => {
      if (closed) throw closedError();
      return work();
    });

  async function run<T>(work: () => T | Promise<T>): Promise<T> {
    await begin(db);
    try {
      const result = await work();
      db.exec('COMMIT');
      return result;
    } catch (error) {
      // SQLite has rolled back by itself where the disk is full or broken.
      if (db.isTransaction) db.exec('ROLLBACK');
      throw error;
    }
  }

  return {
    write: (work, options) =>
      inTurn(async () => {
        const synced = options?.synced === true && durability === 'normal';
        try {
          if (synced) db.exec('PRAGMA synchronous = FULL');
          return await run(work);
        } catch (error) {
          throw storeFailure(error, file);
        } finally {
          if (synced) db.exec('PRAGMA synchronous = NORMAL');
        }
      }),
    between: (work) => inTurn(async () => work()),
    close: (lastly) => {
      closed = true;
      return oneAtATime(async () => lastly());
    },
  };
}

/** Waits for another process's transaction with the event loop running. */
async function begin(db: DatabaseSync): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      db.exec('BEGIN IMMEDIATE');
      return;
    } catch (error) {
      if (sqliteCode(error) !== busy || attempt >= busyAttempts) throw error;
      await delay(Math.min(100, 5 * 2 ** attempt));
    }
  }
}
