import { numberSetting, readSettings } from '@kuulolla/service-kit/settings';
import { z } from 'zod';

const listed = z.string().transform((text) => text.split(',').map((part) => part.trim()));

const shape = {
  HOST: z.string().max(255).default('127.0.0.1'),
  PORT: numberSetting(0, 65_535).default(8082),
  METRICS_PORT: numberSetting(0, 65_535).default(9082),
  DATA_DIR: z.string().default('.kuulolla'),
  LIVE_ORIGINS: listed
    .pipe(
      z.array(z.url({ error: 'it must be origins such as https://palaute.example, set apart by commas' })),
    )
    .default([]),
  LIVE_HOSTS: listed.transform((hosts) => hosts.map((host) => host.toLowerCase())).default([]),
  LIVE_CONNECTIONS: numberSetting(1, 1_000_000).default(20_000),
  LIVE_SUBSCRIPTIONS: numberSetting(1, 100_000).default(2_000),
  LIVE_TICK_MS: numberSetting(1, 10_000).default(50),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent'], {
      error: 'it must be fatal, error, warn, info, debug or silent',
    })
    .default('info'),
};

export type LiveConfig = ReturnType<typeof readConfig>;

/** The settings of the service as a process of its own. Throws SettingsError with one sentence for the first wrong one. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>) {
  return readSettings(shape, environment);
}
