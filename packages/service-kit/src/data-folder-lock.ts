import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Another process records into this folder. */
export class FolderLockedError extends Error {
  readonly code = 'locked';
  readonly canRetry = false;

  constructor(folder: string) {
    super(`Another Kuulolla is recording into ${folder}; stop it, or set DATA_DIR to another folder.`);
    this.name = 'FolderLockedError';
  }
}

/**
 * Holds a data folder, which exists, for one recorder: an exclusive lock of the operating system on `recorder.lock`, so it is gone with
 * the process however that ends. Throws FolderLockedError while another process holds it.
 */
export function lockDataFolder(folder: string): { release(): void } {
  const lock = new DatabaseSync(join(folder, 'recorder.lock'), { timeout: 0 });
  try {
    // A journal on disk needs room, and a start on a full disk must be possible: it is how room is made.
    lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (cause) {
    lock.close();
    if (cause instanceof Error && /locked|busy/i.test(cause.message)) throw new FolderLockedError(folder);
    throw cause;
  }
  return { release: () => lock.close() };
}
