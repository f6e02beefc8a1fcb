import type { EventLog } from '@kuulolla/event-log/event-log';
import { openSqliteEventLog } from '@kuulolla/event-log/sqlite-event-log';
import { chooseFolder } from '@kuulolla/service-kit/data-folder';
import { openSqliteStore } from '@kuulolla/store/sqlite-store';
import type { Store } from '@kuulolla/store/store';
import type { StorageSettings } from './storage-settings.ts';

/** Opens the log the settings name: the file in the data folder. */
export async function openLog(settings: StorageSettings, _clientId: string): Promise<EventLog> {
  return openSqliteEventLog({ file: chooseFolder(settings).log });
}

/** Opens the store the settings name: the file in the data folder. */
export async function openStore(settings: StorageSettings): Promise<Store> {
  return openSqliteStore({ file: chooseFolder(settings).store });
}
