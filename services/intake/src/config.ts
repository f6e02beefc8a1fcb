import { serverSettings } from '@kuulolla/service-kit/server-settings';
import { type Environment, numberSetting, readSettings } from '@kuulolla/service-kit/settings';
import { checkStorageSettings, storageSettings } from '@kuulolla/storage/storage-settings';
import { z } from 'zod';
import { parseIntakeKeys } from './api-keys.ts';

const keySentence = 'it must be 64 hex digits, the same for every intake of this store';

const shape = {
  ...serverSettings(8081, 9081),
  ...storageSettings,
  INTAKE_KEYS: z.string({ error: 'it must be units=…,maisa=…,helfi=…' }).transform(parseIntakeKeys),
  INTAKE_FINGERPRINT_KEY: z
    .string({ error: keySentence })
    .regex(/^[0-9a-f]{64}$/i, { error: keySentence })
    .transform((hex) => Buffer.from(hex, 'hex')),
  INTAKE_REQUESTS_PER_MINUTE: numberSetting(1, 100_000_000).default(60_000),
  INTAKE_PROFILES: z.string().optional(),
  INTAKE_MAISA: z.string().optional(),
  INTAKE_HELFI: z.string().optional(),
  INTAKE_SPOOL: z.string().optional(),
  INTAKE_SPOOL_BYTES: numberSetting(1_000_000, 900_000_000_000).default(1_000_000_000),
};

export type IntakeConfig = ReturnType<typeof readConfig>;

/** The settings of the service as a process of its own. Throws SettingsError with one sentence for the first wrong one. */
export function readConfig(environment: Environment) {
  const config = readSettings(shape, environment);
  checkStorageSettings(config);
  return config;
}
