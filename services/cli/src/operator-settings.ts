import { existsSync } from 'node:fs';
import type { EventLog } from '@kuulolla/event-log/event-log';
import { fingerprintKey } from '@kuulolla/intake/fingerprint-key';
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

/** What a command works on, opened beside services that may be running. */
export interface Storage {
  readonly log: EventLog;
  readonly store: Store;
  /** Secret of the fingerprints, as intake has it. Throws SettingsError where it is not set. */
  readonly fingerprintKey: () => Buffer;
}

const shape = {
  ...storageSettings,
  ...commentDaysSetting,
  INTAKE_KEYS: z.string().optional(),
  INTAKE_FINGERPRINT_KEY: z
    .string()
    .regex(/^[0-9a-f]{64}$/i, { error: 'it must be 64 hex digits' })
    .optional(),
};

/** The operator's settings: those of the services, from the same environment. Throws SettingsError. */
export function operatorSettings(): z.infer<z.ZodObject<typeof shape>> {
  const settings = readSettings(shape, process.env);
  checkStorageSettings(settings);
  return settings;
}

/** Opens the storage, does the work and closes it again. Throws SettingsError where nothing has been started yet. */
export async function withStorage<T>(work: (storage: Storage) => Promise<T>): Promise<T> {
  const settings = operatorSettings();
  requireFolder(settings);
  const log = await openLog(settings, 'kuulolla-operator');
  try {
    const store = await openStore(settings);
    try {
      return await work({ log, store, fingerprintKey: () => keyOf(settings) });
    } finally {
      await store.close();
    }
  } finally {
    await log.close();
  }
}

function requireFolder(settings: StorageSettings): void {
  if (settings.MONGODB_URL !== undefined) return;
  const folder = chooseFolder(settings);
  if (existsSync(folder.store)) return;
  throw new SettingsError(`There is no store in ${folder.path}; start Kuulolla once, or set DATA_DIR.`);
}

function keyOf(settings: ReturnType<typeof operatorSettings>): Buffer {
  if (settings.INTAKE_FINGERPRINT_KEY !== undefined)
    return Buffer.from(settings.INTAKE_FINGERPRINT_KEY, 'hex');
  if (settings.MONGODB_URL === undefined) return fingerprintKey(chooseFolder(settings).path);
  throw new SettingsError('INTAKE_FINGERPRINT_KEY must be set to what the intake services have.');
}
