import { existsSync, readdirSync, rmSync } from 'node:fs';
import { basename } from 'node:path';
import { type StoreFolder, storeFolder } from '@kuulolla/service-kit/data-folder';
import { lockDataFolder } from '@kuulolla/service-kit/data-folder-lock';
import { SettingsError } from '@kuulolla/service-kit/settings';

/**
 * Removes the sample town's folder. Refuses while a server runs on it (FolderLockedError), and what is no sample town
 * (SettingsError). Real answers are elsewhere.
 */
export function dropSample(dataDir: string): number {
  const folder = storeFolder(dataDir, true);
  const { path } = folder;
  if (!existsSync(path)) {
    console.log(`There is no sample town in ${path}.`);
    return 0;
  }
  if (!isSampleTown(folder)) {
    throw new SettingsError(`DATA_DIR: what is in ${path} is no sample town; nothing was removed.`);
  }
  const lock = lockDataFolder(path);
  rmSync(path, { recursive: true });
  lock.release();
  console.log(`The sample town in ${path} is gone.`);
  return 0;
}

/** A town that was broken off at once may have left nothing yet. */
function isSampleTown({ path, log, store }: StoreFolder): boolean {
  const names = readdirSync(path);
  return names.length === 0 || names.includes(basename(store)) || names.includes(basename(log));
}
