import type { Server } from 'node:http';
import type { Router } from 'express';
import type { HealthChecks } from './health.ts';
import { healthRouter } from './health.ts';
import { createHttpApp } from './http-app.ts';
import { closeServer, createHttpServer, listen } from './http-server.ts';
import type { Logger } from './logger.ts';
import { metricsRouter, type Registry } from './metrics.ts';

export interface ServeOptions {
  readonly config: { readonly HOST: string; readonly PORT?: number; readonly METRICS_PORT: number };
  readonly logger: Logger;
  readonly registry: Registry;
  readonly health: HealthChecks;
  readonly routers?: readonly Router[];
  readonly onUpgrade?: (...parameters: Parameters<UpgradeListener>) => void;
}
type UpgradeListener = (
  request: import('node:http').IncomingMessage,
  socket: import('node:stream').Duplex,
  head: Buffer,
) => void;

/**
 * Listens for a service of its own process: health and routers on PORT, metrics and health on METRICS_PORT. Prints its
 * address on stdout once it listens. `close` takes no new requests and lets those under way end.
 */
export async function serve(options: ServeOptions): Promise<{ close(): Promise<void> }> {
  const { config, logger, registry, health, routers = [], onUpgrade } = options;
  const servers: Server[] = [];
  const close = async () => {
    await Promise.all(servers.map((server) => closeServer(server)));
  };
  const open = async (port: number, mounted: readonly Router[], isMain: boolean) => {
    const routers = [healthRouter(health), ...mounted];
    const server = createHttpServer(createHttpApp({ logger, routers, ...(isMain && { registry }) }));
    if (isMain && onUpgrade) server.on('upgrade', onUpgrade);
    servers.push(server);
    return listen(server, config.HOST, port);
  };
  try {
    const metricsPort = await open(config.METRICS_PORT, [metricsRouter(registry)], false);
    const port = config.PORT === undefined ? null : await open(config.PORT, routers, true);
    process.stdout.write(`${JSON.stringify({ listening: { host: config.HOST, port, metricsPort } })}\n`);
    return { close };
  } catch (error) {
    await close();
    throw error;
  }
}
