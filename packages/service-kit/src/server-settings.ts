import { z } from 'zod';
import { listSetting, numberSetting } from './settings.ts';

/** Level of the log. */
export const logLevelSetting = z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent'], {
  error: 'it must be fatal, error, warn, info, debug or silent',
});

/** The settings of every service that listens: its address, and a port of its own for metrics. */
export function serverSettings(port: number, metricsPort: number) {
  return {
    HOST: z.string().max(255).default('127.0.0.1'),
    PORT: numberSetting(0, 65_535).default(port),
    METRICS_PORT: numberSetting(0, 65_535).default(metricsPort),
    LOG_LEVEL: logLevelSetting.default('info'),
  };
}

/** Whom the websocket lets in, and how many. */
export const liveSettings = {
  LIVE_ORIGINS: listSetting
    .pipe(
      z.array(z.url({ error: 'it must be origins such as https://palaute.example, set apart by commas' })),
    )
    .default([]),
  LIVE_HOSTS: listSetting.transform((hosts) => hosts.map((host) => host.toLowerCase())).default([]),
  LIVE_CONNECTIONS: numberSetting(1, 1_000_000).default(20_000),
  LIVE_SUBSCRIPTIONS: numberSetting(1, 100_000).default(2_000),
  LIVE_TICK_MS: numberSetting(1, 10_000).default(50),
};
