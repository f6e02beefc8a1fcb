import type { GatewayDeps } from './gateway.ts';

interface LiveSettings {
  readonly LIVE_ORIGINS: readonly string[];
  readonly LIVE_HOSTS: readonly string[];
  readonly LIVE_CONNECTIONS: number;
  readonly LIVE_SUBSCRIPTIONS: number;
  readonly LIVE_TICK_MS: number;
}

/** Whom a gateway lets in, and how many, as the settings say. */
export function gatewayOptions(
  settings: LiveSettings,
): Required<Pick<GatewayDeps, 'allowedOrigins' | 'allowedHosts' | 'limits'>> {
  return {
    allowedOrigins: settings.LIVE_ORIGINS,
    allowedHosts: settings.LIVE_HOSTS,
    limits: {
      connections: settings.LIVE_CONNECTIONS,
      subscriptions: settings.LIVE_SUBSCRIPTIONS,
      tickMs: settings.LIVE_TICK_MS,
    },
  };
}
