import { liveSettings, serverSettings } from '@kuulolla/service-kit/server-settings';
import { type Environment, readSettings } from '@kuulolla/service-kit/settings';
import { checkStorageSettings, storageSettings } from '@kuulolla/storage/storage-settings';

const shape = {
  ...serverSettings(8082, 9082),
  ...liveSettings,
  ...storageSettings,
};

/** The settings of the service as a process of its own. Throws SettingsError with one sentence for the first wrong one. */
export function readConfig(environment: Environment) {
  const config = readSettings(shape, environment);
  checkStorageSettings(config);
  return config;
}
