import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { SettingsError } from '@kuulolla/service-kit/settings';

export const lockFile = 'spool.lock';

/**
 * Holds a folder, which exists, for one process: an exclusive lock of the operating system, gone with the process however
 * that ends. Needs no room, so that a spool on a full disk can start and give some back. Throws SettingsError while another
 * process holds the folder.
 */
export function lockSpoolFolder(folder: string): { release(): void } {
  const lock = new DatabaseSync(join(folder, lockFile), { timeout: 0 });
  try {
    // A journal would be a file more, with bytes in it.
    lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    chmodSync(join(folder, lockFile), 0o600);
    return { release: () => lock.close() };
  } catch (cause) {
    lock.close();
    if (!(cause instanceof Error && /locked|busy/i.test(cause.message))) throw cause;
    throw new SettingsError(
      `INTAKE_SPOOL: another process has ${folder}; stop it, or give each intake a folder of its own.`,
    );
  }
}
