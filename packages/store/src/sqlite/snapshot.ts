import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { setImmediate as breath } from 'node:timers/promises';
import { openReader } from './connection.ts';
import { closedError, storeFailure } from './sqlite-failure.ts';

/** Long readings, each on a connection of its own and from one moment of the store. */
export interface Snapshots {
  /** Reads in chunks, as `read` gives them; between two of them the event loop runs. */
  stream<T>(read: (db: DatabaseSync) => Iterable<T>): AsyncGenerator<T, void, undefined>;
  close(): void;
}

/**
 * Readings end with a StoreError `closed` when the store is closed under them. `beforeFirst` is waited for where a reading
 * begins and no other runs.
 */
export function createSnapshots(file: string, beforeFirst: () => Promise<void>): Snapshots {
  const connections = new Set<DatabaseSync>();
  let closed = false;
  async function* stream<T>(read: (db: DatabaseSync) => Iterable<T>): AsyncGenerator<T, void, undefined> {
    if (connections.size === 0) await beforeFirst();
    if (closed) throw closedError();
    const db = openReader(file);
    connections.add(db);
    try {
      db.exec('BEGIN');
      for (const chunk of read(db)) {
        yield chunk;
        await breath();
        if (closed) throw closedError();
      }
    } catch (error) {
      throw storeFailure(error, file);
    } finally {
      connections.delete(db);
      if (db.isOpen) db.close();
    }
  }
  return {
    stream,
    close() {
      closed = true;
      for (const db of connections) db.close();
      connections.clear();
    },
  };
}

/** The rows of a statement in chunks of `size`, read as they are asked for. */
export function* chunksOf(rows: Iterable<unknown>, size: number): Generator<unknown[]> {
  let chunk: unknown[] = [];
  for (const row of rows) {
    chunk.push(row);
    if (chunk.length === size) {
      yield chunk;
      chunk = [];
    }
  }
  if (chunk.length > 0) yield chunk;
}

/** A statement whose rows come as arrays in the order of its columns: cheaper than objects by a third. */
export function prepareArrays(db: DatabaseSync, sql: string): StatementSync {
  const statement = db.prepare(sql);
  statement.setReturnArrays(true);
  return statement;
}
