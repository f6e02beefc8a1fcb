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

const originSetting = z.string().refine((text) => URL.canParse(text) && new URL(text).origin === text, {
  error: 'it must be origins as browsers send them, such as https://palaute.example, set apart by commas',
});

const hostSetting = z
  .string()
  .toLowerCase()
  .refine((text) => /^[a-z0-9.-]+$|^\[[0-9a-f:.]+\]$/.test(text), {
    error: 'it must be names such as palaute.example, without scheme and port, set apart by commas',
  });

/** Whom the websocket lets in, and how many. */
export const liveSettings = {
  LIVE_ORIGINS: listSetting.pipe(z.array(originSetting)).default([]),
  LIVE_HOSTS: listSetting.pipe(z.array(hostSetting)).default([]),
  LIVE_CONNECTIONS: numberSetting(1, 1_000_000).default(20_000),
  LIVE_SUBSCRIPTIONS: numberSetting(1, 100_000).default(2_000),
  LIVE_TICK_MS: numberSetting(1, 10_000).default(50),
};
