import { existsSync } from 'node:fs';
import type { EventLog } from '@kuulolla/event-log/event-log';
import { fingerprintFile, readOrMakeFingerprintKey } from '@kuulolla/intake/fingerprint-key';
import { commentDaysSetting } from '@kuulolla/recorder/comment-days';
import { chooseFolder } from '@kuulolla/service-kit/data-folder';
import { readSettings, SettingsError } from '@kuulolla/service-kit/settings';
import { openLog, openStore } from '@kuulolla/storage/open-storage';
import {
  checkStorageSettings,
  type StorageSettings,
  storageSettings,
} from '@kuulolla/storage/storage-settings';
import type { Store } from '@kuulolla/store/store';
import { z } from 'zod';

/** What commands work on, opened beside services that may be running; each opens what it needs, and no more. */
export interface Storage {
  readonly log: EventLog;
  readonly store: Store;
}

const shape = {
  ...storageSettings,
  ...commentDaysSetting,
  INTAKE_KEYS: z.string().optional(),
  INTAKE_FINGERPRINT_KEY: z
    .string()
    .regex(/^[0-9a-f]{64}$/i, { error: 'it must be 64 hex digits' })
    .optional(),
  INTAKE_PROFILES: z.string().optional(),
};

/** The operator's settings: those of the services, from the same environment. Throws SettingsError. */
export function operatorSettings(): z.infer<z.ZodObject<typeof shape>> {
  const settings = readSettings(shape, process.env);
  checkStorageSettings(settings);
  return settings;
}

/** Opens the store, does the work and closes it again. Throws SettingsError where nothing has been started yet. */
export async function withStore<T>(work: (storage: Pick<Storage, 'store'>) => Promise<T>): Promise<T> {
  const store = await openStore(settingsOfStarted(), { takesLong: true });
  try {
    return await work({ store });
  } finally {
    await store.close();
  }
}

/** The same with the log. */
export async function withLog<T>(work: (storage: Pick<Storage, 'log'>) => Promise<T>): Promise<T> {
  const log = await openLog(settingsOfStarted(), 'kuulolla-operator');
  try {
    return await work({ log });
  } finally {
    await log.close();
  }
}

/** The same with both. */
export function withStorage<T>(work: (storage: Storage) => Promise<T>): Promise<T> {
  return withLog(({ log }) => withStore(({ store }) => work({ log, store })));
}

/** The operator's settings; throws SettingsError where they name a folder without a store. */
function settingsOfStarted(): ReturnType<typeof operatorSettings> {
  const settings = operatorSettings();
  requireFolder(settings);
  return settings;
}

function requireFolder(settings: StorageSettings): void {
  if (settings.MONGODB_URL !== undefined) return;
  const folder = chooseFolder(settings);
  if (existsSync(folder.store)) return;
  throw new SettingsError(`There is no store in ${folder.path}; start Kuulolla once, or set DATA_DIR.`);
}

/**
 * Secret of the fingerprints, as intake has it: with another one, what it took already would be counted again. Throws
 * SettingsError where it is not set, and on files where it is set to another one than the folder's.
 */
export function operatorFingerprintKey(): Buffer {
  const settings = operatorSettings();
  const { INTAKE_FINGERPRINT_KEY: hex } = settings;
  const given = hex === undefined ? undefined : Buffer.from(hex, 'hex');
  if (settings.MONGODB_URL === undefined) return secretOnFiles(chooseFolder(settings).path, given);
  if (given !== undefined) return given;
  throw new SettingsError('INTAKE_FINGERPRINT_KEY must be set to what the intake services have.');
}

/** A folder that `npm start` was on has a secret of its own; where an intake by itself is on files, it goes by the setting. */
function secretOnFiles(folder: string, given: Buffer | undefined): Buffer {
  if (given !== undefined && !existsSync(fingerprintFile(folder))) return given;
  const kept = readOrMakeFingerprintKey(folder);
  if (given === undefined || given.equals(kept)) return kept;
  throw new SettingsError(
    `INTAKE_FINGERPRINT_KEY is not the secret in ${fingerprintFile(folder)}, which counts here; unset it.`,
  );
}
