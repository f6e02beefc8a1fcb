import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SettingsError } from '@kuulolla/service-kit/settings';

/** Where a data folder has its secret. */
export const fingerprintFile = (folder: string) => join(folder, 'fingerprint.key');

/**
 * The secret of a data folder's fingerprints, 32 bytes; makes it where there is none yet, and it is kept for the folder's
 * life. Throws SettingsError for a file that holds something else.
 */
export function readOrMakeFingerprintKey(folder: string): Buffer {
  const file = fingerprintFile(folder);
  if (!existsSync(file))
    writeFileSync(file, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx', flush: true });
  const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'hex');
  if (key.length !== 32)
    throw new SettingsError(`${file} does not hold 64 hex digits; restore it from a backup.`);
  return key;
}
