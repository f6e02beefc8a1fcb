import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SettingsError } from '@kuulolla/service-kit/settings';

/** The secret of the fingerprints; made at the first start of a folder and kept for its life. */
export function fingerprintKey(folder: string): Buffer {
  const file = join(folder, 'fingerprint.key');
  if (!existsSync(file))
    writeFileSync(file, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx', flush: true });
  const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'hex');
  if (key.length !== 32)
    throw new SettingsError(`${file} does not hold 64 hex digits; restore it from a backup.`);
  return key;
}
