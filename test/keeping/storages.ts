import { randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { restoreMongoStore } from '@kuulolla/store/mongo/restore';
import { setupMongoStore } from '@kuulolla/store/mongo/setup';
import { openMongoStore } from '@kuulolla/store/mongo-store';
import { restoreSqliteStore } from '@kuulolla/store/sqlite/restore';
import { openSqliteStore } from '@kuulolla/store/sqlite-store';
import type { Store } from '@kuulolla/store/store';
import type { RecordChunks } from '@kuulolla/store/store-record';
import { type MongoServer, startMongoServer } from '../servers/mongo-server.ts';

/** A place for one store. */
export interface Place {
  open(): Promise<Store>;
  restore(records: RecordChunks): Promise<void>;
  /** Arguments by which `restoring-process.ts` finds it. */
  readonly names: readonly string[];
}

/** Where the stores of a test lie. */
export interface Storage {
  newPlace(): Promise<Place>;
  stop(): Promise<void>;
}

export function sqlitePlace(file: string): Place {
  return {
    open: () => openSqliteStore({ file, durability: 'off', pollMs: 20 }),
    restore: (records) => restoreSqliteStore(file, records, Date.now()),
    names: ['sqlite', file],
  };
}

export function mongoPlace(url: string, database: string): Place {
  return {
    open: () => openMongoStore({ url, database }),
    restore: (records) => restoreMongoStore({ url, database }, records),
    names: ['mongo', url, database],
  };
}

export async function sqliteStorage(folder: string): Promise<Storage> {
  return {
    newPlace: async () => sqlitePlace(join(mkdtempSync(join(folder, 'store-')), 'store.sqlite')),
    stop: async () => undefined,
  };
}

export async function mongoStorage(): Promise<Storage> {
  const server: MongoServer = await startMongoServer();
  return {
    async newPlace() {
      const database = `kuulolla-test-${randomBytes(6).toString('hex')}`;
      await setupMongoStore({ url: server.url, database });
      return mongoPlace(server.url, database);
    },
    stop: () => server.stop(),
  };
}
