import { parseIntakeKeys } from '@kuulolla/intake/api-keys';
import { commentDaysSetting } from '@kuulolla/recorder/comment-days';
import { liveSettings, logLevelSetting, serverSettings } from '@kuulolla/service-kit/server-settings';
import { type Environment, numberSetting, readSettings, SettingsError } from '@kuulolla/service-kit/settings';
import { z } from 'zod';

const { HOST, PORT } = serverSettings(8080, 0);

const shape = {
  HOST,
  PORT,
  DATA_DIR: z.string().default('.kuulolla'),
  INTAKE_KEYS: z.string().transform(parseIntakeKeys).optional(),
  INTAKE_REQUESTS_PER_MINUTE: numberSetting(1, 100_000_000).default(60_000),
  INTAKE_PROFILES: z.string().optional(),
  INTAKE_MAISA: z.string().optional(),
  INTAKE_HELFI: z.string().optional(),
  ...commentDaysSetting,
  ...liveSettings,
  SAMPLE: z.enum(['on', 'off'], { error: 'it must be on or off' }).optional(),
  SAMPLE_SEED: numberSetting(0, 4_294_967_295).default(2024),
  KUULOLLA_LOGO: z.string().optional(),
  LOG_LEVEL: logLevelSetting.default('warn'),
};

export type StandaloneConfig = ReturnType<typeof readConfig>;

/**
 * Of services as processes of their own: to pass over them would keep answers elsewhere than somebody believes, or under
 * another secret, so that what is sent again counts anew.
 */
const notOurs = ['KAFKA_BROKERS', 'MONGODB_URL', 'INTAKE_SPOOL', 'INTAKE_FINGERPRINT_KEY'];

/** The settings of `npm start`, from the environment. Throws SettingsError with one sentence for the first wrong one. */
export function readConfig(environment: Environment) {
  const config = readSettings(shape, environment);
  const name = notOurs.find((each) => (environment[each] ?? '') !== '');
  if (name === undefined) return config;
  throw new SettingsError(
    `${name} is not for npm start, which keeps all in DATA_DIR; unset it, or start each service by itself.`,
  );
}
