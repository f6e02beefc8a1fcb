import { existsSync } from 'node:fs';
import type { EventLog } from '@kuulolla/event-log/event-log';
import { openSqliteEventLog } from '@kuulolla/event-log/sqlite-event-log';
import { chooseFolder, type StoreFolder } from '@kuulolla/service-kit/data-folder';
import { SettingsError } from '@kuulolla/service-kit/settings';
import { openSqliteStore } from '@kuulolla/store/sqlite-store';
import type { Store } from '@kuulolla/store/store';

/** What a command works on, opened beside a server that may be running. */
export interface Storage {
  readonly folder: StoreFolder;
  readonly log: EventLog;
  readonly store: Store;
}

/** The folder a start with the same environment would run on. */
export function operatorFolder(environment: NodeJS.ProcessEnv): StoreFolder {
  const { DATA_DIR = '.kuulolla', INTAKE_KEYS } = environment;
  const SAMPLE = environment.SAMPLE === 'on' || environment.SAMPLE === 'off' ? environment.SAMPLE : undefined;
  return chooseFolder({ DATA_DIR, SAMPLE, INTAKE_KEYS: INTAKE_KEYS || undefined });
}

/** Opens the storage, does the work and closes it again. Throws SettingsError where nothing has been started yet. */
export async function withStorage<T>(work: (storage: Storage) => Promise<T>): Promise<T> {
  const folder = operatorFolder(process.env);
  if (!existsSync(folder.store)) {
    throw new SettingsError(`There is no store in ${folder.path}; start Kuulolla once, or set DATA_DIR.`);
  }
  const log = await openSqliteEventLog({ file: folder.log });
  try {
    const store = await openSqliteStore({ file: folder.store });
    try {
      return await work({ folder, log, store });
    } finally {
      await store.close();
    }
  } finally {
    await log.close();
  }
}
