import { liveSettings, serverSettings } from '@kuulolla/service-kit/server-settings';
import { type Environment, readSettings } from '@kuulolla/service-kit/settings';
import { z } from 'zod';

const shape = {
  ...serverSettings(8082, 9082),
  ...liveSettings,
  DATA_DIR: z.string().default('.kuulolla'),
};

export type LiveConfig = ReturnType<typeof readConfig>;

/** The settings of the service as a process of its own. Throws SettingsError with one sentence for the first wrong one. */
export function readConfig(environment: Environment) {
  return readSettings(shape, environment);
}
