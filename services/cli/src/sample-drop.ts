import { existsSync, rmSync } from 'node:fs';
import { storeFolder } from '@kuulolla/service-kit/data-folder';
import { lockDataFolder } from '@kuulolla/service-kit/data-folder-lock';

/** Removes the sample town's folder; refuses (FolderLockedError) while a server runs on it. Real answers are elsewhere. */
export function dropSample(dataDir: string): number {
  const { path } = storeFolder(dataDir, true);
  if (!existsSync(path)) {
    console.log(`There is no sample town in ${path}.`);
    return 0;
  }
  const lock = lockDataFolder(path);
  rmSync(path, { recursive: true });
  lock.release();
  console.log(`The sample town in ${path} is gone.`);
  return 0;
}
