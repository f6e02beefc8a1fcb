import { chooseFolder, prepareFolder } from '@kuulolla/service-kit/data-folder';
import { lockDataFolder } from '@kuulolla/service-kit/data-folder-lock';
import { restoreMongoStore } from '@kuulolla/store/mongo/restore';
import { restoreSqliteStore } from '@kuulolla/store/sqlite/restore';
import type { RecordChunks } from '@kuulolla/store/store-record';
import { mongoSettings } from './storage-connections.ts';
import type { StorageSettings } from './storage-settings.ts';

/** Whether the settings name a sample town. */
export function namesSample(settings: StorageSettings): boolean {
  return settings.MONGODB_URL === undefined ? chooseFolder(settings).sample : settings.SAMPLE === 'on';
}

/**
 * Restores records into the store the settings name, which must be empty. A data folder is made where it is missing, and is
 * held meanwhile: throws FolderLockedError while something records into it, and what the adapter throws.
 */
export async function restoreStore(
  settings: StorageSettings,
  records: RecordChunks,
  now: number,
): Promise<void> {
  const mongo = mongoSettings(settings);
  if (mongo) return restoreMongoStore(mongo, records);
  const folder = chooseFolder(settings);
  prepareFolder(folder);
  const lock = lockDataFolder(folder.path);
  try {
    await restoreSqliteStore(folder.store, records, now);
  } finally {
    lock.release();
  }
}
