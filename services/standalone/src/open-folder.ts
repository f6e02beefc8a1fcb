import { openSqliteEventLog, type SqliteEventLog } from '@kuulolla/event-log/sqlite-event-log';
import { prepareFolder, type StoreFolder } from '@kuulolla/service-kit/data-folder';
import { lockDataFolder } from '@kuulolla/service-kit/data-folder-lock';
import { openSqliteStore } from '@kuulolla/store/sqlite-store';
import type { Store } from '@kuulolla/store/store';

export interface OpenFolder {
  readonly log: SqliteEventLog;
  readonly store: Store;
  close(): Promise<void>;
}

/** Holds a folder for this process and opens its log and store; what was opened is closed again where the rest fails. */
export async function openFolder(folder: StoreFolder): Promise<OpenFolder> {
  prepareFolder(folder);
  const lock = lockDataFolder(folder.path);
  const opened: { close(): Promise<void> }[] = [];
  const close = async () => {
    for (const one of opened.reverse()) await one.close();
    lock.release();
  };
  try {
    const log = await openSqliteEventLog({ file: folder.log });
    opened.push(log);
    const store = await openSqliteStore({ file: folder.store });
    opened.push(store);
    return { log, store, close };
  } catch (error) {
    await close();
    throw error;
  }
}
