import { parseIntakeKeys } from '@kuulolla/intake/api-keys';
import { numberSetting, readSettings } from '@kuulolla/service-kit/settings';
import { z } from 'zod';

const shape = {
  HOST: z.string().max(255).default('127.0.0.1'),
  PORT: numberSetting(0, 65_535).default(8080),
  DATA_DIR: z.string().default('.kuulolla'),
  INTAKE_KEYS: z.string().transform(parseIntakeKeys).optional(),
  INTAKE_REQUESTS_PER_MINUTE: numberSetting(1, 100_000_000).default(60_000),
  INTAKE_PROFILES: z.string().optional(),
  INTAKE_MAISA: z.string().optional(),
  INTAKE_HELFI: z.string().optional(),
  LIVE_ORIGINS: z
    .string()
    .transform((text) => text.split(',').map((origin) => origin.trim()))
    .pipe(
      z.array(z.url({ error: 'it must be origins such as https://palaute.example, set apart by commas' })),
    )
    .default([]),
  LIVE_HOSTS: z
    .string()
    .transform((text) => text.split(',').map((host) => host.trim().toLowerCase()))
    .default([]),
  SAMPLE: z.enum(['on', 'off'], { error: 'it must be on or off' }).optional(),
  SAMPLE_SEED: numberSetting(0, 4_294_967_295).default(2024),
  KUULOLLA_LOGO: z.string().optional(),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent'], {
      error: 'it must be fatal, error, warn, info, debug or silent',
    })
    .default('warn'),
};

export type StandaloneConfig = ReturnType<typeof readConfig>;

/** The settings of `npm start`, from the environment. Throws SettingsError with one sentence for the first wrong one. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>) {
  return readSettings(shape, environment);
}
