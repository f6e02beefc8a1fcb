import { serverSettings } from '@kuulolla/service-kit/server-settings';
import { type Environment, readSettings } from '@kuulolla/service-kit/settings';
import { checkStorageSettings, storageSettings } from '@kuulolla/storage/storage-settings';
import { commentDaysSetting } from './comment-days.ts';

const { HOST, METRICS_PORT, LOG_LEVEL } = serverSettings(0, 9084);
const shape = { HOST, METRICS_PORT, LOG_LEVEL, ...commentDaysSetting, ...storageSettings };

/** The settings of the service as a process of its own. Throws SettingsError with one sentence for the first wrong one. */
export function readConfig(environment: Environment) {
  const config = readSettings(shape, environment);
  checkStorageSettings(config);
  return config;
}
